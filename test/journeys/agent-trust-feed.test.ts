import { gzipSync } from 'node:zlib';
import { feedXml } from '@phasegate/testkit';
import type { Failure } from '@phasegate/testkit';
import { generateKey, signFeed } from '@phasegate/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from '../signed-feed.ts';
import { FEED, days, memoryOf, NOON, openSignedSite } from './signed-site.ts';
import type { SignedSite } from './signed-site.ts';

// Whoever holds the host or the network, but no key: each attack changes nothing, and the next good feed is taken.
let site: SignedSite;

beforeEach(async () => {
  site = await openSignedSite();
});
afterEach(() => site.close());

type Attack = (site: SignedSite, evil: Parameters<SignedSite['feed']>[0]) => Uint8Array;

const withIdentity =
  (identity: Parameters<SignedSite['feed']>[0]['identity']): Attack =>
  ({ feed }, evil) =>
    feed({ ...evil, identity: { sequence: 6, ...identity } });
const appended =
  (text: string): Attack =>
  ({ feed }, evil) =>
    Buffer.concat([feed(evil), Buffer.from(text)]);

const ATTACKS: readonly (readonly [string, string, Attack])[] = [
  ['carries no signature', 'feed-untrusted', (_, { items }) => Buffer.from(feedXml({ items }))],
  [
    'is signed by a stranger',
    'feed-untrusted',
    ({ feed }, evil) => feed({ ...evil, signer: generateKey() }),
  ],
  [
    'is signed by the release key',
    'feed-untrusted',
    ({ feed, keys }, evil) => feed({ ...evil, signer: keys.release }),
  ],
  [
    'is signed by the root key',
    'feed-untrusted',
    ({ feed, keys }, evil) => feed({ ...evil, signer: keys.root }),
  ],
  [
    'was changed after it was signed',
    'feed-untrusted',
    ({ feed }, evil) => Buffer.from(feed(evil).toString().replace('1.1.0', '1.1.9')),
  ],
  ['has something behind its signatures', 'feed-untrusted', appended('<!-- more -->\n')],
  [
    'has two blocks of signatures',
    'feed-untrusted',
    ({ feed }, evil) => {
      const bytes = feed(evil);
      return Buffer.concat([bytes, bytes.subarray(bytes.indexOf('<!-- phasegate-signatures'))]);
    },
  ],
  [
    'does not say who it is',
    'feed-untrusted',
    ({ keys }, { items }) => signFeed(Buffer.from(feedXml({ items })), [keys.feed]),
  ],
  ['is of another app', 'feed-untrusted', withIdentity({ app: 'com.example.mail' })],
  ['is of another platform', 'feed-untrusted', withIdentity({ platform: 'windows' })],
  ['is another feed of the app', 'feed-untrusted', withIdentity({ name: 'stable-rollout-10%' })],
  ['has a sequence of zero', 'feed-untrusted', withIdentity({ sequence: 0 })],
  ['has a sequence beyond 2^48', 'feed-untrusted', withIdentity({ sequence: 2 ** 48 + 1 })],
  ['has the same sequence and other bytes', 'feed-untrusted', withIdentity({ sequence: 5 })],
  ['has a lower sequence', 'feed-replayed', withIdentity({ sequence: 4 })],
  ['has expired', 'feed-stale', withIdentity({ expires: '2026-11-23T11:59:59Z' })],
  [
    'comes from the day after tomorrow',
    'feed-clock',
    withIdentity({ issued: '2026-11-24T12:00:01Z' }),
  ],
  ['is a page of a captive portal', 'feed-untrusted', () => Buffer.from('<html>Sign in</html>')],
  ['is empty', 'feed-untrusted', () => Buffer.alloc(0)],
];

const HOSTS: readonly (readonly [string, string, Failure])[] = [
  ['never ends', 'feed-too-large', { status: 200, body: Buffer.alloc(2 ** 20 + 1, ' ') }],
  [
    'is a gzip bomb',
    'feed-too-large',
    {
      status: 200,
      body: gzipSync(Buffer.alloc(64 * 2 ** 20)),
      headers: { 'content-encoding': 'gzip' },
    },
  ],
  ['stalls', 'feed-unreachable', { stallAt: 100 }],
  ['drips', 'feed-unreachable', { drip: { bytes: 1, everyMs: 20 } }],
  ['is never answered', 'feed-unreachable', 'hang'],
  ['is cut off', 'feed-unreachable', { cutAt: 100 }],
  ['is an error', 'feed-bad-status', 500],
  [
    'leads to plain http elsewhere',
    'feed-bad-status',
    { status: 302, headers: { location: 'http://example.com/appcast.xml' } },
  ],
  ['leads in a circle', 'feed-bad-status', { status: 302, headers: { location: FEED } }],
];

describe('a feed that', () => {
  const withstand = async (code: string, attack: () => Promise<() => void>): Promise<void> => {
    const [old, next] = [await site.release('1.0.0'), await site.release('1.1.0')];
    await site.publish({ sequence: 5, items: [old] });
    const here = await site.machine();
    expect((await here.check()).diagnostics.lastCheck?.outcome).toBe('hold');
    const before = await memoryOf(here);
    const undo = await attack();
    const seen = await here.check();
    const outcome = code === 'feed-replayed' ? 'ignored' : 'failed';
    expect(seen.diagnostics.lastCheck).toMatchObject({ code, outcome });
    expect(seen.notice?.kind).toBe('check-failed');
    expect(await here.downloads()).toEqual([]);
    expect(here.version()).toBe('1.0.0');
    const { trust, ...after } = (await memoryOf(here)) ?? {};
    expect({ ...after, trust: { ...trust, lowerSince: undefined } }).toEqual(before);
    undo();
    await site.publish({ sequence: 7, items: [next, old] });
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
    expect((await memoryOf(here))?.trust).toMatchObject({ lowerSince: undefined });
  };

  it.each(ATTACKS)('%s is refused as %s, and the next good one is taken', async (_, code, make) => {
    await withstand(code, async () => {
      const evil = { sequence: 6, items: [await site.release('1.1.0')] };
      await site.publish(make(site, evil));
      return () => undefined;
    });
  });

  it.each(HOSTS)('%s ends as %s, and the next good one is taken', async (_, code, how) => {
    await withstand(code, async () => {
      await site.publish({ sequence: 6, items: [await site.release('1.1.0')] });
      return site.pages.fail(FEED, how);
    });
  });

  it.each([1, 100, 700, -300, -70, -4, -1])(
    'ends after %i bytes is refused, and the whole one is taken',
    async (end) => {
      await withstand('feed-untrusted', async () => {
        const whole = site.feed({ sequence: 6, items: [await site.release('1.1.0')] });
        await site.publish(whole.subarray(0, end));
        return () => undefined;
      });
    },
  );
});

describe('an old feed', () => {
  it('after going back does not bring the bad release back', async () => {
    const [old, bad] = [await site.release('1.0.0'), await site.release('1.1.0')];
    const offering = site.feed({ sequence: 5, items: [bad, old] });
    const advisories = [{ id: 'a', kind: 'withdrawn', versions: '1.1.0', issue: 'It is bad' }];
    await site.publish({ sequence: 6, items: [old], advisories });
    const here = await site.machine({ version: '1.1.0' });
    await here.check();
    await here.press('go-back');
    expect(here.version()).toBe('1.0.0');
    await site.publish(offering);
    const seen = await here.check();
    expect(seen.diagnostics.lastCheck).toMatchObject({ outcome: 'ignored', code: 'feed-replayed' });
    expect(await here.downloads()).toEqual([]);
  });

  it('from an edge that lags behind is passed over in silence for a day, then it is said', async () => {
    const old = await site.release('1.0.0');
    const before = site.feed({ sequence: 5, items: [old] });
    const after = site.feed({ sequence: 6, items: [old] });
    await site.publish(after);
    const here = await site.machine();
    await here.check();
    for (let turn = 0; turn < 3; turn += 1) {
      await site.publish(before);
      expect((await here.check()).diagnostics.lastCheck?.outcome).toBe('ignored');
      await site.publish(after);
      expect((await here.check()).diagnostics.lastCheck?.outcome).toBe('hold');
      site.now += days(1);
    }
    await site.publish(before);
    expect(await here.check()).toMatchObject({ phase: 'idle' });
    site.now += days(1);
    await here.start();
    expect((await here.check()).diagnostics.lastCheck).toMatchObject({
      outcome: 'failed',
      code: 'feed-replayed',
    });
  });

  it('is all that a fresh install knows, until it expires', async () => {
    await site.publish({ sequence: 5, items: [await site.release('1.1.0')] });
    site.now = NOON + days(30);
    const here = await site.machine();
    expect((await here.check()).diagnostics.lastCheck).toMatchObject({ code: 'feed-stale' });
    expect(await here.downloads()).toEqual([]);
  });
});

describe('a frozen feed', () => {
  it('expires behind its 304 as well: nothing is installed, and what it said of the app stays shown', async () => {
    const [old, next] = [await site.release('1.0.0'), await site.release('1.1.0')];
    const advisories = [{ id: 'a', kind: 'withdrawn', versions: '1.0.0', issue: 'It is bad' }];
    await site.publish({ sequence: 5, items: [next, old], advisories });
    const here = await site.machine();
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    site.now = NOON + days(30);
    site.pages.forget();
    await here.press('install');
    expect(site.pages.requests.find(({ path }) => path === FEED)).toMatchObject({ status: 304 });
    expect(here.version()).toBe('1.0.0');
    expect(here.see()).toMatchObject({
      phase: 'ready',
      problem: { code: 'feed-stale' },
    });
    await here.start();
    expect(here.see()).toMatchObject({ phase: 'idle', notice: { kind: 'withdrawn' } });
    const identity = { issued: '2026-12-23T04:00:00Z', expires: '2027-01-23T04:00:00Z' };
    await site.publish({ sequence: 6, items: [next, old], advisories, identity });
    await here.check();
    await here.press('install');
    expect(here.version()).toBe('1.1.0');
  });
});

describe('a stolen feed key', () => {
  const recover = async (poison: { sequence: number; issued?: string }): Promise<void> => {
    const [old, next] = [await site.release('1.0.0'), await site.release('1.1.0')];
    const far = { expires: '2040-01-01T00:00:00Z' };
    const here = await site.machine();
    const { sequence, issued } = poison;
    // A clock that was wrong once is how a time can be poisoned at all.
    site.now = issued === undefined ? NOON : Date.parse(issued);
    await site.publish({
      sequence,
      items: [old],
      identity: issued === undefined ? far : { ...far, issued },
    });
    expect((await here.check()).diagnostics.lastCheck?.outcome).toBe('hold');
    site.now = NOON;
    await site.publish({ sequence: 7, items: [next, old] });
    const refused = await here.check();
    expect(refused.diagnostics.lastCheck?.code).toBe(issued ? 'feed-stale' : 'feed-replayed');
    const keys = { ...newKeys(), root: site.keys.root, release: site.keys.release };
    await site.rotate(2, keys);
    await site.publish({
      sequence: 8,
      items: [next, old],
      identity: { root: 2 },
      signer: keys.feed,
    });
    expect(await here.check()).toMatchObject({ phase: 'ready', target: '1.1.0' });
    expect((await memoryOf(here))?.trust.counters).toMatchObject({ sequence: 8, rootVersion: 2 });
  };

  it('that has counted to the end is undone by a root without it', () =>
    recover({ sequence: 2 ** 48 }));

  it('that has set the time ahead is undone by a root without it', () =>
    recover({ sequence: 5, issued: '2029-01-01T00:00:00Z' }));
});
