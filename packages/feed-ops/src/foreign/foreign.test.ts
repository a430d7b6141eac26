import { markWithdrawn } from '@phasegate/appcast';
import { DEFAULT_PHASES } from '@phasegate/rollout';
import { foreignFeedXml } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';

import type { ForeignCommand, ForeignSnapshot } from './foreign.ts';
import { parseLedger } from '../state/ledger.ts';
import { changeOf, NOW, phase } from '../memory.fixture.ts';
import { planForeign } from './plan-foreign.ts';
import type { Planned } from '../plan/plan-types.ts';

const STABLE = 'updates/macos/stable/appcast.xml';
const NARROW = 'updates/macos/stable-rollout-10%/appcast.xml';
const WIDE = 'updates/macos/stable-rollout-50%/appcast.xml';
const FACTS = { now: NOW, actor: 'Op <op@example.com>' };

function snapshot(more: Partial<ForeignSnapshot> = {}): ForeignSnapshot {
  return {
    feed: { path: STABLE, text: foreignFeedXml(5) },
    platform: 'macos',
    phase: phase(100),
    siblings: [],
    broader: undefined,
    ledgerPath: 'updates/macos/rollout.json',
    ledger: {
      app: '',
      platform: 'macos',
      sequence: 0,
      phases: DEFAULT_PHASES,
      releases: [],
      advisories: [],
    },
    ledgerText: undefined,
    historyPath: 'updates/macos/history.jsonl',
    history: undefined,
    ...more,
  };
}

function ask(
  kind: ForeignCommand['kind'],
  version: string,
  method: ForeignCommand['method'] = 'remove',
): ForeignCommand {
  return { kind, version, reason: 'broken', method };
}

/** The same feed after a plan, with the ledger that the plan leaves. */
function after(before: ForeignSnapshot, planned: Planned): ForeignSnapshot {
  const { edits } = changeOf(planned);
  const text = (role: string): string => edits.find((edit) => edit.role === role)?.after ?? '';
  const ledger = parseLedger(text('ledger'), 'rollout.json');
  if (!ledger.ok) {
    throw new Error(ledger.refusal.message);
  }
  return {
    ...before,
    feed: { path: before.feed.path, text: text('feed') },
    ledger: ledger.value,
    ledgerText: text('ledger'),
    history: text('history'),
  };
}

describe('a feed that Phasegate did not make', () => {
  it('loses the lines of the item and no other byte', () => {
    const before = snapshot();
    const now = after(before, planForeign(ask('rollback', '1.0.2'), before, FACTS));
    const [item = ''] =
      / {8}<item>\n {12}<title>1\.0\.2<[^]*?<\/item>\n/.exec(before.feed.text) ?? [];
    expect(item).not.toBe('');
    expect(now.feed.text).toBe(before.feed.text.replace(item, ''));
    expect(now.feed.text).not.toContain('phasegate');
  });

  it('gets the item back byte for byte after a pause', () => {
    const before = snapshot();
    const paused = after(before, planForeign(ask('pause', '1.0.4'), before, FACTS));
    const resumed = after(paused, planForeign(ask('resume', '1.0.4'), paused, FACTS));
    expect(resumed.feed.text).toBe(before.feed.text);
  });

  it('is marked without another line changing', () => {
    const before = snapshot();
    const marked = after(before, planForeign(ask('rollback', '1.0.2', 'mark'), before, FACTS));
    const expected = markWithdrawn(before.feed.text, '1.0.2');
    expect({ ok: true, text: marked.feed.text }).toEqual(expected);
    expect(planForeign(ask('rollback', '1.0.2', 'mark'), marked, FACTS)).toMatchObject({
      plan: { kind: 'nothing-to-do' },
    });
  });

  it('says that it is unsigned, that it is too large for clients, and which other feeds still hold the version', () => {
    const text = foreignFeedXml(5);
    const padded = text.replace('<title>', `<!--${'x'.repeat(1024 * 1024)}--><title>`);
    const siblings = [{ path: NARROW, text }];
    const { warnings, next } = changeOf(
      planForeign(
        ask('rollback', '1.0.2'),
        snapshot({ feed: { path: STABLE, text: padded }, siblings }),
        FACTS,
      ),
    );
    expect(warnings[0]).toContain('unsigned');
    expect(warnings[1]).toContain('refuse feeds above 1048576');
    expect(warnings[2]).toContain(`${NARROW} still holds 1.0.2`);
    expect(next).toBe(`pnpm rollback-release --version 1.0.2 --appcast "${NARROW}" --reason "..."`);
  });

  it('copies the item into the next broader feed when it is escalated', () => {
    const wide = foreignFeedXml(4);
    const broader = { phase: phase(50), path: WIDE, text: wide };
    const before = snapshot({
      feed: { path: NARROW, text: foreignFeedXml(5) },
      phase: phase(10),
      broader,
    });
    const change = changeOf(planForeign(ask('escalate', '1.0.4'), before, FACTS));
    const [feed] = change.edits;
    expect(feed?.path).toBe(WIDE);
    expect(feed?.after).toContain('<title>1.0.4</title>');
    expect(feed?.after.replace(/ {8}<item>\n {12}<title>1\.0\.4<[^]*?<\/item>\n/, '')).toBe(wide);
  });

  it('takes a build number that stands in the feed, as the script of the specification does', () => {
    const text = foreignFeedXml(3).replace('<sparkle:version>1.0.1<', '<sparkle:version>2045<');
    const before = snapshot({ feed: { path: STABLE, text } });
    expect(
      after(before, planForeign(ask('rollback', '2045'), before, FACTS)).feed.text,
    ).not.toContain('2045');
  });

  const cases: readonly (readonly [string, ForeignCommand, Partial<ForeignSnapshot>, string])[] = [
    ['a version that is not there', ask('rollback', '9.9.9'), {}, 'unknown-version'],
    ['no version at all', ask('rollback', '--upload-pack=x'), {}, 'bad-version'],
    [
      'a feed that does not parse',
      ask('rollback', '1.0.2'),
      { feed: { path: STABLE, text: '<rss><channel>' } },
      'bad-feed',
    ],
    [
      'a web page in place of a feed',
      ask('pause', '1.0.2'),
      { feed: { path: STABLE, text: '<html><body/></html>' } },
      'bad-feed',
    ],
    ['a resume of what was never there', ask('resume', '1.0.9'), {}, 'no-item-text'],
    ['a resume of what is there', ask('resume', '1.0.2'), {}, 'nothing-to-do'],
    [
      'an escalation into a feed that is not there',
      ask('escalate', '1.0.2'),
      { broader: { phase: phase(50), path: WIDE, text: undefined } },
      'no-feed',
    ],
    ['an escalation beyond everybody', ask('escalate', '1.0.2'), {}, 'nothing-to-do'],
  ];

  it.each(cases)('answers %s', (_what, command, more, code) => {
    const planned = planForeign(command, snapshot(more), FACTS);
    expect(planned.ok ? planned.plan.kind : planned.refusal.code).toBe(code);
  });

  it('does not bring back what was rolled back, and a second rollback is nothing to do', () => {
    const before = snapshot();
    const now = after(before, planForeign(ask('rollback', '1.0.2'), before, FACTS));
    expect(planForeign(ask('resume', '1.0.2'), now, FACTS)).toMatchObject({
      refusal: { code: 'was-withdrawn' },
    });
    expect(planForeign(ask('rollback', '1.0.2'), now, FACTS)).toMatchObject({
      plan: { kind: 'nothing-to-do' },
    });
  });
});
