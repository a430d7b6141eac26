import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { signedBy } from '@phasegate/agent';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys, rootOf } from '../signed-feed.ts';
import { days, FEED, memoryOf, openSignedSite } from './signed-site.ts';
import type { Keys } from '../signed-feed.ts';
import type { SignedSite } from './signed-site.ts';

// The chain of roots: when it is asked for, what is taken, and what a thief of other keys cannot do to it.
let site: SignedSite;

beforeEach(async () => {
  site = await openSignedSite();
});
afterEach(() => site.close());

const asked = (): readonly (readonly [string, number])[] =>
  site.pages.requests.map(({ path: address, status }) => [address, status]);
const next = '/updates/keys/2.root.json';

/** Publishes roots 2..last; each has new keys in all roles. */
async function rotateUpTo(last: number): Promise<Keys> {
  let before = site.keys;
  for (let version = 2; version <= last; version += 1) {
    const keys = newKeys();
    await site.rotate(version, keys, before);
    before = keys;
  }
  return before;
}

describe('the next root', () => {
  it('is asked for at the start and once a day; else a check is one conditional request', async () => {
    await site.publish({ sequence: 5, items: [await site.release('1.0.0')] });
    const here = await site.machine();
    await here.check();
    expect(asked()).toEqual([
      [next, 404],
      [FEED, 200],
    ]);
    site.pages.forget();
    await here.check();
    expect(asked()).toEqual([[FEED, 304]]);
    site.now += days(1);
    await here.check();
    expect(asked().slice(1)).toEqual([
      [next, 404],
      [FEED, 304],
    ]);
    await here.start();
    site.pages.forget();
    await here.check();
    expect(asked()).toEqual([
      [next, 404],
      [FEED, 304],
    ]);
  });

  it('is asked for when the feed names it, when the feed is refused, and when it has expired', async () => {
    const items = [await site.release('1.0.0')];
    await site.publish({ sequence: 5, items });
    const here = await site.machine();
    await here.check();
    const feeds = [
      site.feed({ sequence: 6, items, identity: { root: 2 } }),
      site.feed({ sequence: 7, items, signer: newKeys().feed }),
      site.feed({ sequence: 8, items, identity: { expires: '2026-11-23T04:00:01Z' } }),
    ];
    for (const feed of feeds) {
      await site.publish(feed);
      site.pages.forget();
      await here.check();
      expect(asked()).toEqual([
        [FEED, 200],
        [next, 404],
      ]);
    }
  });

  it('lets an app that is five roots behind follow, and is remembered over a restart', async () => {
    const keys = await rotateUpTo(6);
    const item = await site.release('1.1.0', {}, keys.release);
    await site.publish({ sequence: 5, items: [item], identity: { root: 6 }, signer: keys.feed });
    const here = await site.machine();
    expect(await here.check()).toMatchObject({
      phase: 'ready',
      diagnostics: { trust: 'signed', rootVersion: 6, loosened: ['allowLoopbackHttp'] },
    });
    await here.start();
    expect(here.see().diagnostics.rootVersion).toBe(6);
    site.pages.forget();
    await here.check();
    expect(asked()[0]).toEqual(['/updates/keys/7.root.json', 404]);
  });

  it('follows from whatever root a build embeds, newer or older than the remembered one', async () => {
    const keys = await rotateUpTo(3);
    await site.publish({
      sequence: 5,
      items: [await site.release('1.1.0', {}, keys.release)],
      identity: { root: 3 },
      signer: keys.feed,
    });
    const third = rootOf(3, keys, keys);
    const here = await site.machine({ trust: signedBy(third) });
    expect(await here.check()).toMatchObject({ phase: 'ready', diagnostics: { rootVersion: 3 } });
    expect(() => signedBy(JSON.parse(third) as object)).not.toThrow();
  });

  it('of a chain that was begun anew is believed, whatever the machine remembers of the old one', async () => {
    const before = await rotateUpTo(3);
    await site.publish({
      sequence: 9,
      items: [await site.release('1.0.0', {}, before.release)],
      identity: { root: 3 },
      signer: before.feed,
    });
    const old = await site.machine({ trust: signedBy(rootOf(3, before, before)) });
    await old.check();
    const keys = newKeys();
    site.pages.fail(/\/keys\//, 404);
    const item = await site.release('1.1.0', {}, keys.release);
    await site.publish({ sequence: 1, items: [item], identity: { root: 1 }, signer: keys.feed });
    const rebuilt = await site.machine({ trust: signedBy(rootOf(1, keys)) });
    await mkdir(path.dirname(rebuilt.stateFile), { recursive: true });
    await copyFile(old.stateFile, rebuilt.stateFile);
    await rebuilt.start();
    expect(await rebuilt.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
  });

  it.each([
    ['signed by nobody of today', () => rootOf(2, newKeys())],
    ['that skips a version', (keys: Keys) => rootOf(3, newKeys(), keys)],
    ['that is no root', () => '{"signed":{}}'],
    ['that is too large', (keys: Keys) => rootOf(2, newKeys(), keys).padEnd(512_001)],
    ['that is not answered', () => undefined],
  ])('%s changes nothing, and the right one is taken', async (_, make) => {
    const old = await site.release('1.0.0');
    await site.publish({ sequence: 5, items: [old] });
    const wrong = make(site.keys);
    await site.put('updates/keys/2.root.json', wrong ?? '');
    const undo = wrong === undefined ? site.pages.fail(next, 'reset') : () => undefined;
    const here = await site.machine();
    const seen = await here.check();
    expect(seen.diagnostics).toMatchObject({ rootVersion: 1, lastCheck: { outcome: 'hold' } });
    expect((await memoryOf(here))?.trust.roots).toHaveLength(1);
    undo();
    const keys = newKeys();
    await site.rotate(2, keys);
    const item = await site.release('1.1.0', {}, keys.release);
    await site.publish({ sequence: 6, items: [item], identity: { root: 2 }, signer: keys.feed });
    expect(await here.check()).toMatchObject({ phase: 'ready', diagnostics: { rootVersion: 2 } });
  });

  it('may have expired on the way, but the last one must not have', async () => {
    const [second, third] = [newKeys(), newKeys()];
    await site.put('updates/keys/2.root.json', rootOf(2, second, site.keys, '2026-11-01'));
    await site.publish({
      sequence: 5,
      items: [await site.release('1.1.0', {}, third.release)],
      signer: second.feed,
    });
    const here = await site.machine();
    expect((await here.check()).diagnostics.lastCheck).toMatchObject({
      outcome: 'failed',
      code: 'feed-stale',
      reason: expect.stringContaining('root 2 has expired') as string,
    });
    await site.put('updates/keys/3.root.json', rootOf(3, third, second));
    await site.publish({
      sequence: 6,
      items: [await site.release('1.1.0', {}, third.release)],
      signer: third.feed,
    });
    expect(await here.check()).toMatchObject({ phase: 'ready', diagnostics: { rootVersion: 3 } });
  });
});

describe('a feed key that was taken away', () => {
  it('is believed by nobody who knows, and a 304 does not keep its feed alive', async () => {
    const items = [await site.release('1.0.0')];
    await site.publish({ sequence: 5, items });
    const here = await site.machine();
    await here.check();
    await site.rotate(2, { ...site.keys, feed: newKeys().feed });
    await here.start();
    site.pages.forget();
    expect((await here.check()).diagnostics.lastCheck).toMatchObject({ code: 'feed-untrusted' });
    expect(asked().map(([, status]) => status)).toEqual(expect.arrayContaining([304, 200]));
  });
});
