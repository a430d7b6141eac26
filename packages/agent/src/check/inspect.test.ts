import { feedXml } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { factsOf, item, NOW } from '../agent.fixture.ts';
import { inspectAll, isRefused } from './inspect.ts';
import type { InspectionQuestion } from './inspect.ts';
import type { AgentPorts } from '../ports.ts';

const facts = factsOf('1.0.0');
const question: InspectionQuestion = {
  ...facts,
  installed: { ...facts.installed, wentBackFrom: undefined, mayGoBack: true },
};

describe('the table of all buckets', () => {
  it('reads each feed once, not once for each bucket', async () => {
    const bytes = new TextEncoder().encode(feedXml({ items: [item('1.1.0')] }));
    const fetchFeed: AgentPorts['fetchFeed'] = () =>
      Promise.resolve({ kind: 'body', bytes, etag: undefined });
    const rows = await inspectAll(fetchFeed, question, NOW);
    expect(rows.map(({ bucket }) => bucket)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(rows.every((row) => row.decision.version === '1.1.0' && !isRefused(row))).toBe(true);
    expect(new Set(rows.map(({ feed }) => feed)).size).toBe(3);
    // A list of items is made by one reading, so that as many lists are as many readings.
    expect(new Set(rows.map(({ items }) => items)).size).toBe(3);
  });

  it('says of each bucket that its feed was refused, and where that was', async () => {
    const fetchFeed: AgentPorts['fetchFeed'] = () =>
      Promise.resolve({ kind: 'missing', status: 404 });
    const rows = await inspectAll(fetchFeed, question, NOW);
    expect(rows).toHaveLength(100);
    expect(rows.every(isRefused)).toBe(true);
    expect(rows[7]).toMatchObject({
      feed: 'stable-rollout-10%',
      feedUrl: 'https://example.com/updates/linux/stable-rollout-10%25/appcast.xml',
      decision: { kind: 'hold', reason: { code: 'feed-not-found' } },
    });
  });
});
