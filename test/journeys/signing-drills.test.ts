import { until } from '@phasegate/testkit';
import { signFeed, signStatement, verifyStatement, withoutSignatures } from '@phasegate/trust';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShippedWorld, readFeed } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

let world: SignedWorld;

beforeEach(async () => {
  world = await openShippedWorld();
}, 120_000);
afterEach(() => world.close());

/** What a thief of the feed key can serve: the published feed under a sequence of their own. */
async function forged(
  sequence: number,
  signers: Parameters<typeof signFeed>[1],
): Promise<Uint8Array> {
  const text = Buffer.from(withoutSignatures(await world.feed())).toString('utf8');
  return signFeed(Buffer.from(text.replace(/ sequence="\d+"/, ` sequence="${sequence}"`)), signers);
}

describe('a rotation', () => {
  it('is walked by clients at root N-1 and N-5, and by the client of TUF itself', async () => {
    const [old, older] = [await world.client(1), await world.client(1)];
    const [before] = await world.keysOf('feed');
    await world.run('keys', 'rotate', 'feed', '--yes');
    // Not walked yet: the old key has signed once more, and the feed says that there is a newer root.
    const window = await world.feed();
    expect(old.judge(window).kind).toBe('accept');
    expect(readFeed(window, old.root()).identity?.root).toBe(2);
    await world.run('keys', 'rotate', 'root', '--yes');
    expect(old.judge(await world.feed()).kind).toBe('unsigned');
    await world.run('keys', 'rotate', 'release', '--yes');
    await world.run('renew', '--root');
    const late = await world.client(5);
    await world.run('keys', 'rotate', 'feed', '--yes', '--reason', 'every year');
    expect(late.judge(await world.feed()).kind).toBe('accept');
    for (const client of [old, older, late]) {
      await client.walk();
      expect(client.root().version).toBe(6);
      expect(client.judge(await world.feed()).kind).toBe('accept');
    }
    expect(late.root().roles.timestamp.keys).not.toContainEqual(before?.public);
    const store = new TrustedMetadataStore(Buffer.from((await world.root(1)) ?? []));
    for (const version of [2, 3, 4, 5, 6]) {
      const bytes = Buffer.from((await world.root(version)) ?? []);
      expect(store.updateRoot(bytes).signed.version).toBe(version);
    }
    expect((await world.run('verify', '--live')).stdout).toContain('under root 6');
  }, 180_000);

  it('lets the old feed key sign once more and never again', async () => {
    const [old] = await world.keysOf('feed');
    await world.run('keys', 'rotate', 'feed', '--yes');
    expect(Buffer.from(await world.feed()).toString()).toContain(`\n${old?.public.keyid} `);
    await world.run('renew');
    expect(Buffer.from(await world.feed()).toString()).not.toContain(`\n${old?.public.keyid} `);
  });
});

describe('the feed key leaked', () => {
  it('rotated away, its feeds are refused, and a machine that it had poisoned takes the honest feed', async () => {
    const [stolen] = await world.keysOf('feed');
    const signers = stolen === undefined ? [] : [stolen];
    const victim = await world.client(1);
    expect(victim.judge(await forged(2 ** 40, signers)).kind).toBe('accept');
    expect(victim.judge(await world.feed())).toMatchObject({ kind: 'hold', code: 'replayed' });
    await world.run('keys', 'rotate', 'feed', '--alone', '--yes', '--reason', 'leaked');
    const attack = await forged(2 ** 41, signers);
    await victim.walk();
    expect(victim.judge(attack).kind).toBe('unsigned');
    expect(victim.judge(await world.feed()).kind).toBe('accept');
  });
});

describe('the release key leaked', () => {
  it('rotated away, what it signed is not installed any more, and what was shipped before is', async () => {
    const [stolen] = await world.keysOf('release');
    const client = await world.client(1);
    const facts = {
      app: 'com.example.notes',
      version: '6.6.6',
      platform: 'linux',
      arch: undefined,
      package: 'AppImage',
      length: 1,
      sha512: Buffer.alloc(64).toString('base64'),
      floor: '1.0.0',
    };
    const signature = stolen && signStatement(facts, stolen);
    expect(verifyStatement(facts, signature, client.root().roles.targets).ok).toBe(true);
    await world.run('keys', 'rotate', 'release', '--yes', '--reason', 'leaked');
    await client.walk();
    const { targets } = client.root().roles;
    expect(verifyStatement(facts, signature, targets)).toMatchObject({
      ok: false,
      problem: { code: 'unknown-key' },
    });
    const [shipped] = readFeed(await world.feed(), client.root()).releases;
    const [file] = shipped?.packages ?? [];
    const real = { ...facts, version: '1.0.0', arch: 'x64', length: file?.length ?? 0 };
    const sha512 = file?.sha512 ?? '';
    expect(verifyStatement({ ...real, sha512 }, file?.signature, targets).ok).toBe(true);
    await world.add('1.1.0');
  });
});

describe('a root key is lost', () => {
  it('revoked, the others go on; below the threshold it is refused', async () => {
    const client = await world.client(1);
    const [lost, second] = await world.keysOf('root');
    await world.run('keys', 'revoke', lost?.public.keyid ?? '', '--yes');
    await client.walk();
    expect(client.root().roles.root.keys).toHaveLength(2);
    const head = await world.remote.head();
    const words = ['keys', 'revoke', second?.public.keyid ?? '', '--yes', '--keys', world.keys];
    const again = await world.operator.phasegate(...words);
    expect([again.code, again.stderr]).toEqual([
      4,
      expect.stringContaining('phasegate keys rotate root'),
    ]);
    expect(await world.remote.head()).toBe(head);
  });
});

describe('the feeds expired', () => {
  it('renewed, they are accepted again, and nothing else has changed', async () => {
    const client = await world.client(1);
    const before = readFeed(await world.feed(), client.root());
    const expired = Date.parse(before.identity?.expires ?? '');
    expect(client.judge(await world.feed(), expired)).toMatchObject({ code: 'expired' });
    const issued = Date.parse(before.identity?.issued ?? '');
    await until(() => Date.now() >= issued + 1000);
    await world.run('renew');
    expect(client.judge(await world.feed(), expired).kind).toBe('accept');
    expect(readFeed(await world.feed(), client.root()).releases).toEqual(before.releases);
  });
});
