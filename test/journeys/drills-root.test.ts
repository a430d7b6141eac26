import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { signedBy } from '@phasegate/agent';
import { rootText, signRoot } from '@phasegate/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys, signedFeed, signedItem } from '../signed-feed.ts';
import type { Keys } from '../signed-feed.ts';
import { embeddedRoot, openUsers } from './drill-users.ts';
import type { Users } from './drill-users.ts';
import { openShippedWorld, openSignedWorld } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

// docs/operations/root-key-lost-or-stolen.md
let world: SignedWorld;
let users: Users;

beforeEach(async () => {
  world = await openShippedWorld();
  users = await openUsers(world);
}, 120_000);
afterEach(async () => {
  await users.close();
  await world.close();
});

/** The files of so many root keys are gone. */
async function loseRootKeys(count: number): Promise<void> {
  const names = (await readdir(world.keys)).filter((name) => name.startsWith('root-'));
  for (const name of names.slice(0, count)) {
    await rm(path.join(world.keys, name));
  }
}

describe('root keys are lost', () => {
  it('one of three: the other two put new ones in its place, and every app follows', async () => {
    const here = await users.machine(60);
    await here.check();
    const before = (await world.keysOf('root')).map((key) => key.public.hex);
    await loseRootKeys(1);
    await world.run('keys', 'rotate', 'root', '--yes', '--reason', 'one root key is lost');
    await here.start();
    expect((await here.check()).diagnostics).toMatchObject({
      rootVersion: 2,
      lastCheck: { outcome: 'hold' },
    });
    const client = await world.client(2);
    const now = client.root().roles.root.keys.map(({ hex }) => hex);
    expect(now).toHaveLength(3);
    expect(now.filter((hex) => before.includes(hex))).toEqual([]);
  }, 120_000);

  it('below the threshold: no key can be changed any more, and the feeds are still renewed', async () => {
    const here = await users.machine(60);
    await here.check();
    await loseRootKeys(2);
    const head = await world.remote.head();
    for (const words of [
      ['keys', 'rotate', 'root', '--yes'],
      ['renew', '--root'],
    ]) {
      const refused = await world.operator.phasegate(...words, '--keys', world.keys);
      expect([words, refused.code]).toEqual([words, 4]);
    }
    expect(await world.remote.head()).toBe(head);
    await world.run('renew');
    expect(await world.remote.head()).not.toBe(head);
    expect((await here.check()).diagnostics).toMatchObject({
      rootVersion: 1,
      lastCheck: { outcome: 'hold' },
    });
  }, 120_000);
});

describe('so many root keys are stolen that the thief reaches the threshold', () => {
  it('he owns who sees his root first and nobody else, and an app with a new root is the way out', async () => {
    const stolen = (await world.keysOf('root')).slice(0, 2);
    const thief = newKeys();
    const [owned, saved] = [await users.machine(60), await users.machine(61)];
    for (const machine of [owned, saved]) {
      await machine.check();
    }
    const evil = await users.host('6.6.6');
    const item = signedItem(evil.item, evil, thief.release);
    const body = signedFeed({ sequence: 99, items: [item], identity: identity() }, thief);
    const undo = [
      world.site.fail(/\/keys\/2\.root\.json$/, { status: 200, body: rootOfThief(thief, stolen) }),
      world.site.fail(/\/linux\/stable\/appcast\.xml$/, { status: 200, body }),
    ];
    expect(await owned.check()).toMatchObject({
      phase: 'ready',
      target: '6.6.6',
      diagnostics: { rootVersion: 2 },
    });
    for (const over of undo) {
      over();
    }

    await world.run('keys', 'rotate', 'root', '--yes', '--reason', 'root keys were stolen');
    await saved.start();
    expect((await saved.check()).diagnostics).toMatchObject({ rootVersion: 2 });
    world.site.fail(/\/linux\/stable\/appcast\.xml$/, { status: 200, body }, 1);
    expect(await saved.check()).toMatchObject({
      target: undefined,
      diagnostics: { rootVersion: 2, lastCheck: { code: 'feed-untrusted' } },
    });
    expect((await owned.check()).diagnostics.lastCheck?.code).toBe('feed-untrusted');

    const anew = await openSignedWorld();
    try {
      const trust = signedBy(await embeddedRoot(anew));
      const rebuilt = await users.machine(60, { trust, feedBase: anew.feedBase, version: '0.9.0' });
      await mkdir(path.dirname(rebuilt.stateFile), { recursive: true });
      await copyFile(owned.stateFile, rebuilt.stateFile);
      await rebuilt.start();
      expect(await rebuilt.check()).toMatchObject({
        phase: 'ready',
        target: '1.0.0',
        diagnostics: { rootVersion: 1 },
      });
    } finally {
      await anew.close();
    }
  }, 120_000);
});

const seconds = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z/, 'Z');

function identity(): { root: number; issued: string; expires: string } {
  const now = Date.now();
  return { root: 2, issued: seconds(now), expires: seconds(now + 86_400_000) };
}

/** The next root, all of its keys the thief's, signed by as many of the old ones as it takes. */
function rootOfThief(thief: Keys, stolen: Parameters<typeof signRoot>[1]): string {
  const one = (key: Keys['root']): { keys: [Keys['root']['public']]; threshold: 1 } => ({
    keys: [key.public],
    threshold: 1,
  });
  const text = rootText({
    version: 2,
    expires: seconds(Date.now() + 86_400_000),
    root: one(thief.root),
    targets: one(thief.release),
    timestamp: one(thief.feed),
  });
  return signRoot(text, [...stolen, thief.root]);
}
