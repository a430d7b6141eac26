import { writeFile } from 'node:fs/promises';
import type { FeedItemFacts } from '@phasegate/testkit';
import { generateKey } from '@phasegate/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from '../signed-feed.ts';
import { downloadOf, memoryOf, openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// Whoever holds the feed key still needs the release key for every byte that is installed.
let site: SignedSite;

beforeEach(async () => {
  site = await openSignedSite();
});
afterEach(() => site.close());

const edited = (item: FeedItemFacts, change: object): FeedItemFacts => ({
  ...item,
  packages: (item.packages ?? []).map((one) => ({ ...one, ...change })),
});

type Forge = (site: SignedSite) => Promise<FeedItemFacts>;

const FORGED: readonly (readonly [string, string, Forge])[] = [
  [
    'carries no statement',
    'not-signed',
    async ({ release }) => edited(await release('1.1.0'), { signature: undefined }),
  ],
  [
    'is signed by the feed key',
    'wrong-signature',
    ({ release, keys }) => release('1.1.0', {}, keys.feed),
  ],
  [
    'is signed by the root key',
    'wrong-signature',
    ({ release, keys }) => release('1.1.0', {}, keys.root),
  ],
  [
    'is signed by a stranger',
    'wrong-signature',
    ({ release }) => release('1.1.0', {}, generateKey()),
  ],
  [
    'is an old file under a new version',
    'wrong-signature',
    async ({ release }) => ({ ...(await release('0.9.0')), version: '1.1.0' }),
  ],
  [
    'is of another app',
    'wrong-signature',
    ({ release }) => release('1.1.0', { app: 'com.example.mail' }),
  ],
  [
    'is of another platform',
    'wrong-signature',
    ({ release }) => release('1.1.0', { platform: 'windows' }),
  ],
  ['is for another arch', 'wrong-signature', ({ release }) => release('1.1.0', { arch: 'arm64' })],
  [
    'is of another format',
    'wrong-signature',
    ({ release }) => release('1.1.0', { package: 'deb' }),
  ],
  ['is of another length', 'wrong-signature', ({ release }) => release('1.1.0', { length: 1 })],
  [
    'has other bytes than were signed',
    'wrong-signature',
    async ({ release }) => edited(await release('1.1.0'), { sha512: `${'A'.repeat(86)}==` }),
  ],
  [
    'has another floor than was signed',
    'wrong-signature',
    async ({ release }) => edited(await release('1.1.0'), { floor: '0.1.0' }),
  ],
  [
    'has lost its floor',
    'wrong-signature',
    async ({ release }) => edited(await release('1.1.0'), { floor: undefined }),
  ],
  [
    'has a signature that is none',
    'wrong-signature',
    async ({ release }) => edited(await release('1.1.0'), { signature: 'x' }),
  ],
];

describe('a package that', () => {
  it.each(FORGED)('%s is passed over as %s and never fetched', async (_, code, forge) => {
    const old = await site.release('1.0.0');
    await site.publish({ sequence: 5, items: [await forge(site), old] });
    const here = await site.machine();
    const seen = await here.check();
    expect(seen).toMatchObject({ phase: 'idle' });
    expect(seen.diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      items: [{ version: '1.1.0', outcome: { code } }, { version: '1.0.0' }],
    });
    expect(site.pages.requests.some(({ path }) => path.startsWith('/files/'))).toBe(false);
    await site.publish({ sequence: 6, items: [await site.release('1.1.0'), old] });
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });

  it('nobody vouches for does not stand in the way of the next one', async () => {
    const bare = edited(await site.release('1.2.0'), { signature: undefined });
    const [next, old] = [await site.release('1.1.0'), await site.release('1.0.0')];
    await site.publish({ sequence: 5, items: [bare, next, old] });
    const seen = await (await site.machine()).check();
    expect(seen).toMatchObject({ phase: 'ready', target: '1.1.0' });
    expect(seen.diagnostics.lastCheck).toMatchObject({
      items: [
        { version: '1.2.0', outcome: { code: 'not-signed' } },
        { version: '1.1.0', outcome: { code: 'offered' } },
        { version: '1.0.0', outcome: { code: 'not-newer' } },
      ],
    });
  });

  it.each([
    ['was swapped on the host', (body: Buffer) => Buffer.alloc(body.length, 1), 'digest'],
    ['grew on the host', (body: Buffer) => Buffer.concat([body, body]), 'length'],
    ['shrank on the host', (body: Buffer) => body.subarray(1), 'length'],
  ] as const)('%s is thrown away, and the right one is taken', async (_, alter, what) => {
    await site.publish({ sequence: 5, items: [await site.release('1.1.0')] });
    const here = await site.machine();
    const undo = site.pages.fail(/\/files\//, { alter });
    expect(await here.check()).toMatchObject({
      phase: 'failed',
      problem: { code: `download-wrong-${what}` },
    });
    expect(await here.downloads()).toEqual([]);
    undo();
    await here.press('retry');
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });

  it('was changed on disk after its download is not installed, and is fetched anew', async () => {
    await site.publish({ sequence: 5, items: [await site.release('1.1.0')] });
    const here = await site.machine();
    await here.check();
    await writeFile(await downloadOf(here, '1.1.0'), Buffer.alloc(4096, 1));
    await here.press('install');
    expect(here.see()).toMatchObject({
      phase: 'failed',
      problem: { code: 'download-wrong-digest' },
    });
    expect(here.version()).toBe('1.0.0');
    expect(await here.downloads()).toEqual([]);
    await here.press('retry');
    expect(here.version()).toBe('1.1.0');
  });
});

describe('a release key that was taken away', () => {
  it('installs nothing any more, not even what it signed and what is downloaded already', async () => {
    const [old, bad] = [await site.release('1.0.0'), await site.release('1.1.0')];
    await site.publish({ sequence: 5, items: [bad, old] });
    const here = await site.machine();
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    const keys = { ...site.keys, release: newKeys().release };
    await site.rotate(2, keys);
    await site.publish({ sequence: 6, items: [old], identity: { root: 2 } });
    await here.press('install');
    expect(here.version()).toBe('1.0.0');
    expect(await here.downloads()).toEqual([]);
    expect(here.see().phase).toBe('idle');
    const good = await site.release('1.1.0', {}, keys.release);
    await site.publish({ sequence: 7, items: [good, old], identity: { root: 2 } });
    await here.check();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });
});

describe('the rollback floor', () => {
  const advisories = [{ id: 'a', kind: 'withdrawn', versions: '1.1.0', issue: 'It is bad' }];
  const withFloor = async (version: string, floor: string): Promise<FeedItemFacts> =>
    edited(await site.release(version, { floor }), { floor });

  it('rises once a release has started well, holds against the feed, and falls with the release key', async () => {
    const old = await withFloor('1.0.0', '1.0.0');
    await site.publish({ sequence: 5, items: [await withFloor('1.1.0', '1.1.0'), old] });
    const here = await site.machine();
    await here.check();
    expect((await memoryOf(here))?.trust.floor).toBeUndefined();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
    // One that cannot start must not take the way back with it.
    expect((await memoryOf(here))?.trust.floor).toBeUndefined();
    await here.startWell();
    expect((await memoryOf(here))?.trust.floor).toBe('1.1.0');
    await site.publish({ sequence: 6, items: [old], advisories });
    const held = await here.check();
    expect(held.diagnostics.lastCheck).toMatchObject({
      outcome: 'hold',
      items: [{ version: '1.0.0', outcome: { code: 'below-floor' } }],
    });
    expect(held.notice?.kind).toBe('withdrawn');
    const keys = { ...site.keys, release: newKeys().release };
    await site.rotate(2, keys);
    const signed = await site.release('1.0.0', {}, keys.release);
    await site.publish({ sequence: 7, items: [signed], advisories, identity: { root: 2 } });
    await here.check();
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
  });

  it('is as low as a thief of the feed key can send users, and none goes without a click', async () => {
    const [old, next] = [await withFloor('1.0.0', '1.0.0'), await withFloor('1.1.0', '1.0.0')];
    await site.publish({ sequence: 5, items: [next, old] });
    const here = await site.machine();
    await here.check();
    await here.press('install');
    await here.startWell();
    const lower = await withFloor('0.9.0', '0.9.0');
    await site.publish({ sequence: 2 ** 30, items: [old, lower], advisories });
    const shown = await here.check();
    expect(shown).toMatchObject({ phase: 'available', target: '1.0.0' });
    await here.start();
    await here.check();
    expect([here.version(), await here.downloads()]).toEqual(['1.1.0', []]);
    await site.publish({ sequence: 2 ** 30 + 1, items: [lower], advisories });
    expect((await here.check()).diagnostics.lastCheck).toMatchObject({
      items: [{ version: '0.9.0', outcome: { code: 'below-floor' } }],
    });
    const keys = { ...site.keys, feed: newKeys().feed };
    await site.rotate(2, keys);
    const identity = { root: 2 };
    await site.publish({ sequence: 6, items: [next, old], identity, signer: keys.feed });
    const after = await here.check();
    expect(after).toMatchObject({ phase: 'idle', notice: { kind: 'up-to-date' } });
    expect(here.version()).toBe('1.1.0');
  });

  it('that a release puts above itself is not believed', async () => {
    await site.publish({ sequence: 5, items: [await withFloor('1.1.0', '9.0.0')] });
    const here = await site.machine();
    await here.check();
    await here.press('install');
    expect((await memoryOf(here))?.trust.floor).toBeUndefined();
  });
});
