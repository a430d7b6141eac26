import { expect, it } from 'vitest';
import { anchorAt } from './anchor.ts';
import type { FeedResponse } from '../ports.ts';
import { walkChain } from './root-walk.ts';
import { EMPTY_TRUST } from '../memory/trust-memory.ts';
import { opened, rootFile, rootKeys } from './trust.fixture.ts';

const keys = rootKeys();

/** Walks from root 1 along what a host has; tells where it ended and what was asked. */
async function walk(has: (version: number) => string | undefined): Promise<{
  readonly end: Awaited<ReturnType<typeof walkChain>>;
  readonly version: number;
  readonly asked: readonly (readonly [string, number | undefined])[];
}> {
  let anchor = anchorAt(opened(rootFile(1, keys)), EMPTY_TRUST);
  const asked: [string, number | undefined][] = [];
  const fetchFeed = (url: string, _etag: unknown, maxBytes?: number): Promise<FeedResponse> => {
    asked.push([url, maxBytes]);
    const text = has(Number(/(\d+)\.root\.json$/.exec(url)?.[1]));
    return Promise.resolve(
      text === undefined
        ? { kind: 'missing', status: 404 }
        : { kind: 'body', bytes: Buffer.from(text), etag: undefined },
    );
  };
  const store = { read: () => anchor, write: (next: typeof anchor) => void (anchor = next) };
  const end = await walkChain(fetchFeed, 'https://example.com/updates/', store);
  return { end, version: anchor.root.version, asked };
}

it('goes to the 404 behind the newest root, each answer limited to what a root may have', async () => {
  const { end, version, asked } = await walk((at) => (at < 4 ? rootFile(at, keys) : undefined));
  expect([end.complete, version]).toEqual([true, 3]);
  expect(asked).toEqual(
    [2, 3, 4].map((at) => [`https://example.com/updates/keys/${at}.root.json`, 512_000]),
  );
});

it('keeps what came before a root that is refused, and says which it was', async () => {
  const { end, version } = await walk((at) => rootFile(at, at < 3 ? keys : rootKeys()));
  expect(version).toBe(2);
  expect(end).toMatchObject({ complete: false });
  expect(end.problem).toContain('/keys/3.root.json is refused');
});

it('does not let a host keep it walking for ever', async () => {
  const { end, version, asked } = await walk((at) => rootFile(at, keys));
  expect([end.complete, version, asked.length]).toEqual([false, 65, 64]);
});
