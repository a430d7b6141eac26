import { beforeEach, describe, expect, it } from 'vitest';
import { createBench, item } from './agent.fixture.ts';
import type { Bench } from './agent.fixture.ts';
import type { Notice } from './snapshot.ts';

// A window names a notice and a button, never an address: what opens is what the notice has shown.
const HREF = 'https://example.com/advisories/1?lang=en#top';
let bench: Bench;

const opened = (): string[] => bench.done.filter((line) => line.startsWith('open '));

/** The machine runs 1.1.0, which an advisory with these links withdraws. */
async function withLinks(...hrefs: string[]): Promise<Notice> {
  const advisory = {
    id: 'a',
    kind: 'withdrawn',
    versions: '1.1.0',
    severity: 'high',
    issue: 'It can close',
    links: hrefs.map((href) => ({ rel: 'details', href })),
  };
  bench.publish([item('1.0.0')], [advisory]);
  await bench.start();
  await bench.agent.check();
  const { notice } = bench.agent.snapshot();
  expect(notice?.kind).toBe('withdrawn');
  return notice as Notice;
}

beforeEach(() => {
  bench = createBench('1.1.0');
});

describe('a link', () => {
  it('opens what the feed says, and its host is what the button shows', async () => {
    const { actions } = await withLinks(HREF);
    const links = actions.filter(({ kind }) => kind === 'link');
    expect(links.map(({ host }) => host)).toEqual(['example.com']);
    await bench.press('link');
    expect(opened()).toEqual([`open ${HREF}`]);
  });

  it('opens for the button of a link on the notice that is shown, and for nothing else', async () => {
    const { id, actions } = await withLinks(HREF);
    const link = actions.find(({ kind }) => kind === 'link')?.index ?? Number.NaN;
    for (const index of [link + 1, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await bench.agent.act(id, index);
    }
    await bench.agent.act('another', link);
    await bench.agent.act(HREF, link);
    await bench.press('later');
    expect(opened()).toEqual([]);
  });

  it.each([
    'http://example.com/',
    'http://localhost/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'ms-settings:about',
    'https://user:secret@example.com/',
    'https://example.com@evil.example/',
  ])('to %s never becomes a button', async (href) => {
    const { actions } = await withLinks(href);
    expect(actions.filter(({ kind }) => kind === 'link')).toEqual([]);
  });
});
