import { describe, expect, it } from 'vitest';
import { factsOf, NOW, v } from '../agent.fixture.ts';
import type { AgentErrorCode } from '../error.ts';
import type { AgentFacts } from '../facts.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import { problemLine, troubleWithLinks } from './notice-failed.ts';
import { advisory, known, reading } from './notices.fixture.ts';
import { noticesOf } from './notices.ts';
import type { PreparedNotice } from './notice.ts';
import { target } from '../state.fixture.ts';

const LINKS = { download: 'https://example.com/get', support: 'https://example.com/help' };
const CODES: readonly AgentErrorCode[] = [
  'download-unreachable',
  'download-wrong-digest',
  'disk-full',
  'install-failed',
];

/** After so many failures to install 1.1.0. */
function failedTimes(
  count: number,
  links: AgentFacts['links'] = LINKS,
  read = reading('fine'),
): PreparedNotice | undefined {
  const problem = { code: 'install-failed', message: 'it stopped' } as const;
  const state = { phase: 'failed', during: 'install', problem, target: target('1.1.0') } as const;
  const memory = { ...EMPTY_MEMORY, failures: { version: v('1.1.0'), count } };
  const facts = factsOf('1.0.0', { links });
  return noticesOf(known({ state, memory, reading: read }), facts, NOW).find(
    ({ notice }) => notice.kind === 'update-failed',
  );
}
const buttons = (prepared: PreparedNotice | undefined): readonly string[] | undefined =>
  prepared?.notice.actions.map(({ label }) => label);

describe('an update that keeps failing', () => {
  it('can be tried again, then fetched by hand, then there are people to ask', () => {
    expect(buttons(failedTimes(1))).toEqual(['Try again', 'Later']);
    expect(buttons(failedTimes(2))).toEqual(['Try again', 'Later', 'Download page']);
    expect(buttons(failedTimes(3))).toEqual(['Try again', 'Later', 'Download page', 'Get help']);
    expect(failedTimes(2)?.notice.body).toContain(
      'You can also download 1.1.0 yourself and install it by hand.',
    );
    expect(failedTimes(3)?.notice.body).toContain('If that does not help either, ask for help.');
  });

  it('has people to ask sooner where there is nothing to fetch by hand', () => {
    expect(buttons(failedTimes(2, { support: LINKS.support }))).toEqual([
      'Try again',
      'Later',
      'Get help',
    ]);
    expect(buttons(failedTimes(9, {}))).toEqual(['Try again', 'Later']);
  });

  it("has the advisory's addresses before the app's", () => {
    const links = [{ rel: 'download', href: 'https://fixed.example/' }] as const;
    const prepared = failedTimes(3, LINKS, reading('withdrawn', advisory({ links })));
    expect([...(prepared?.hrefs.values() ?? [])]).toEqual([
      'https://fixed.example/',
      LINKS.support,
    ]);
  });

  it('leads to https only, whatever the app says', () => {
    for (const href of ['http://example.com/', 'file:///etc/passwd', 'https://a:b@c/', 'x']) {
      const links = { download: href, support: href };
      expect(buttons(failedTimes(3, links))).toHaveLength(2);
      expect(troubleWithLinks(factsOf('1.0.0', { links }))).toHaveLength(2);
    }
    expect(troubleWithLinks(factsOf('1.0.0', { links: LINKS }))).toEqual([]);
  });

  it('begins to count anew with another version', () => {
    const memory = { ...EMPTY_MEMORY, failures: { version: v('1.0.5'), count: 9 } };
    const problem = { code: 'install-failed', message: 'it stopped' } as const;
    const state = { phase: 'failed', during: 'install', problem, target: target('1.1.0') } as const;
    const facts = factsOf('1.0.0', { links: LINKS });
    expect(buttons(noticesOf(known({ state, memory }), facts, NOW)[0])).toHaveLength(2);
  });
});

describe('why it failed', () => {
  it('is one sentence in words of the user, for each thing that can go wrong', () => {
    expect(CODES.map((code) => problemLine(code, 100).key)).toEqual([
      'problem.offline',
      'problem.damaged',
      'problem.disk-full',
      'problem.installer',
    ]);
  });
});
