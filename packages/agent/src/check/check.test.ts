import { parseBucket } from '@phasegate/rollout';
import type { Bucket } from '@phasegate/rollout';
import { feedXml } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { factsOf, item, NOW } from '../agent.fixture.ts';
import { checkFeed } from './check.ts';
import type { CheckAnswer, CheckQuestion } from './check.ts';
import type { AgentPorts, FeedResponse } from '../ports.ts';

const bytes = new TextEncoder().encode(feedXml({ items: [item('1.1.0')] }));
const facts = factsOf('1.0.0');
const question: CheckQuestion = {
  ...facts,
  installed: { ...facts.installed, wentBackFrom: undefined, mayGoBack: true },
  remembered: undefined,
};

/** Answers in turn, and notes what it was asked. */
function served(...responses: readonly FeedResponse[]): {
  readonly fetchFeed: AgentPorts['fetchFeed'];
  readonly asked: [string, string | undefined][];
} {
  const asked: [string, string | undefined][] = [];
  const fetchFeed: AgentPorts['fetchFeed'] = (url, etag) => {
    asked.push([url.replace('https://example.com/updates/linux/', ''), etag]);
    const response = responses[asked.length - 1];
    return response === undefined
      ? Promise.reject(new Error('asked too often'))
      : Promise.resolve(response);
  };
  return { fetchFeed, asked };
}
const ask = (
  { fetchFeed }: ReturnType<typeof served>,
  facts_: Partial<CheckQuestion> = {},
): Promise<CheckAnswer> => checkFeed(fetchFeed, { ...question, ...facts_ }, () => NOW);
const body = { kind: 'body', bytes, etag: '"1"' } as const;
const same = { kind: 'not-modified' } as const;

describe('a check', () => {
  it('that changes nothing is one conditional request, and the feed is not read again', async () => {
    const { source, feed, sha256 } = await ask(served(body));
    const host = served(same);
    const reading = { source, feed, sha256, root: undefined };
    const again = await ask(host, { remembered: source, reading });
    expect(host.asked).toEqual([['stable/appcast.xml', '"1"']]);
    expect(again.source).toBe(source);
    expect(again.feed).toBe(feed);
    expect(again.decision.kind).toBe('offer');
  });

  it('asks again without condition, once, when the copy on disk cannot be read', async () => {
    const { source } = await ask(served(body));
    const bad = { ...source, bytes: new Uint8Array([60]) };
    const host = served(same, body);
    expect((await ask(host, { remembered: bad })).decision.kind).toBe('offer');
    expect(host.asked.map(([, etag]) => etag)).toEqual(['"1"', undefined]);
    const worse = served(same, { ...body, bytes: new Uint8Array([60]) });
    await expect(ask(worse, { remembered: bad })).rejects.toMatchObject({ code: 'feed-refused' });
  });

  it('does not take "unchanged" for an answer to a question without condition', async () => {
    await expect(ask(served(same))).rejects.toMatchObject({ code: 'feed-bad-status' });
  });

  it('sends the etag of one feed to no other', async () => {
    const { source } = await ask(served(body));
    const missing = { kind: 'missing', status: 404 } as const;
    const host = served(missing, missing, missing, missing, same);
    const installed = { ...question.installed, bucket: parseBucket('7') as Bucket };
    await ask(host, { installed, remembered: source });
    expect(host.asked.map(([, etag]) => etag)).toEqual([...Array<undefined>(4), '"1"']);
  });

  it.each([
    [
      'of another app',
      feedXml({
        identity: { app: 'com.example.other', platform: 'linux', name: 'stable', sequence: 1 },
      }),
      'feed-refused',
    ],
    ['that is larger than clients accept', ' '.repeat(2 ** 20 + 1), 'feed-too-large'],
    ['that is a web page', '<html><body/></html>', 'feed-not-a-feed'],
    ['that is cut off', '<rss', 'feed-refused'],
    ['of no bytes', '', 'feed-refused'],
  ])('refuses a feed %s with a code of its own', async (_what, text, code) => {
    const host = served({ kind: 'body', bytes: new TextEncoder().encode(text), etag: undefined });
    await expect(ask(host)).rejects.toMatchObject({ code });
  });
});
