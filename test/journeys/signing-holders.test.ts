import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer, Operator } from '@phasegate/scripts/stage/operator';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShippedWorld } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

// Two of three root keys must sign, and no machine has more than one of them: each holder has a folder with a key, the
// draft and the root in force, and no repository. The publisher has the feed key and the release key.
let world: SignedWorld;
let holders: readonly Holder[];

interface Holder {
  readonly folder: string;
  /** The file of the key. */
  readonly key: string;
  readonly seat: Operator;
}

beforeEach(async () => {
  world = await openShippedWorld();
  const names = (await readdir(world.keys)).filter((name) => name.startsWith('root-'));
  holders = await Promise.all(names.map((name) => holderOf(name)));
}, 120_000);
afterEach(async () => {
  await Promise.all(holders.map(({ folder }) => removeFolder(folder)));
  await world.close();
});

async function holderOf(name: string): Promise<Holder> {
  const folder = await temporaryFolder('holder');
  const key = path.join(folder, name);
  await rename(path.join(world.keys, name), key);
  return { folder, key, seat: createOperator(folder) };
}

function holder(at: number): Holder {
  const found = holders[at];
  if (found === undefined) {
    throw new Error(`there is no holder ${at}`);
  }
  return found;
}

/** The publisher's draft, outside the work tree. */
const draft = (): string => path.join(world.keys, 'next.json');

/** Carries the draft to a holder, who signs it, and back again. */
async function signedBy({ folder, seat }: Holder, ...args: readonly string[]): Promise<Answer> {
  const root = path.join(world.operator.workTree, 'updates/keys/1.root.json');
  await copyFile(draft(), path.join(folder, 'next.json'));
  await copyFile(root, path.join(folder, 'root.json'));
  const answer = await seat.phasegate('keys', 'sign', 'next.json', ...args);
  await copyFile(path.join(folder, 'next.json'), draft());
  return answer;
}

/** Asks for something that has to be refused, and sees that nothing was published. */
async function refused(...args: readonly string[]): Promise<Answer> {
  const before = await world.remote.head();
  const answer = await world.operator.phasegate(...args, '--keys', world.keys);
  expect(await world.remote.head()).toBe(before);
  return answer;
}

describe('root keys that lie apart', () => {
  it('sign a new feed key one after the other, and it is published as one commit', async () => {
    const [client, late] = [await world.client(1), await world.client(1)];
    const head = await world.remote.head();
    const drafted = await world.run('keys', 'rotate', 'feed', '--draft', draft());
    expect(drafted.stdout).toContain('Next: phasegate keys sign');
    expect(await world.remote.head()).toBe(head);
    expect(await refused('keys', 'publish', draft(), '--yes')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/root 1 asks for 2 signatures.*phasegate keys sign/s) as string,
    });

    const [one, two] = [holder(0), holder(1)];
    const first = await signedBy(one, '--root-key', one.key, '--trusted', 'root.json', '--yes');
    expect(first.stdout).toMatch(/feed: [\da-f]{12} is new.*feed: [\da-f]{12} is no more/s);
    expect(first.code, first.stderr).toBe(0);
    expect((await refused('keys', 'publish', draft(), '--yes')).code).toBe(4);
    const PHASEGATE_ROOT_KEY = await readFile(two.key, 'utf8');
    const other = { ...two, seat: createOperator(two.folder, { PHASEGATE_ROOT_KEY }) };
    const second = await signedBy(other, '--trusted', 'root.json', '--yes', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ outcome: 'signed', root: 2, missing: [] });

    await world.run('keys', 'publish', draft(), '--yes', '--reason', 'every year');
    const [subject] = (await world.remote.log()).slice(0, 1);
    expect(subject).toBe('Publish root 2: every year');
    expect(client.judge(await world.feed()).kind).toBe('accept');
    await late.walk();
    expect(late.root().version).toBe(2);
    expect(late.judge(await world.feed()).kind).toBe('accept');
    await world.run('renew');
    expect(client.judge(await world.feed()).kind).toBe('unsigned');
    expect((await world.run('keys', 'publish', draft())).stdout).toContain('Nothing to do');
  }, 120_000);

  it('replace all root keys though one is lost, and the client of TUF itself follows', async () => {
    await removeFolder(holder(2).folder);
    await world.run('keys', 'rotate', 'root', '--draft', draft(), '--yes');
    await signedBy(holder(0), '--keys', holder(0).folder, '--yes');
    await signedBy(holder(1), '--keys', holder(1).folder, '--trusted', 'root.json', '--yes');
    await world.run('keys', 'publish', draft(), '--yes', '--reason', 'a key is lost');
    const store = new TrustedMetadataStore(Buffer.from((await world.root(1)) ?? []));
    const next = store.updateRoot(Buffer.from((await world.root(2)) ?? []));
    expect(next.signed.version).toBe(2);
    expect(await world.keysOf('root')).toHaveLength(3);
    await world.run('renew', '--root');
    expect((await world.run('verify', '--live')).stdout).toContain('under root 3');
  }, 120_000);

  it('are made by their holders, and no machine has had two of them, old or new', async () => {
    const [one, two] = [holder(0), holder(1)];
    const fresh = await Promise.all(
      [0, 1, 2].map(async (at) => {
        const words = ['keys', 'make', 'root', '--keys', 'mine', '--json'];
        const made = await holder(at).seat.phasegate(...words);
        return JSON.parse(made.stdout) as { public: string; path: string };
      }),
    );
    const named = fresh.flatMap(({ public: hex }) => ['--public-key', hex]);
    const bare = await refused('keys', 'rotate', 'root', ...named, '--yes', '--root-key', one.key);
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('--draft FILE')]);
    await world.run('keys', 'rotate', 'root', ...named, '--draft', draft());
    expect(await world.keysOf('root')).toEqual([]);
    for (const [at, { key }] of [one, two].entries()) {
      const own = ['--root-key', key, '--root-key', fresh[at]?.path ?? ''];
      expect((await signedBy(holder(at), ...own, '--trusted', 'root.json', '--yes')).code).toBe(0);
    }
    await world.run('keys', 'publish', draft(), '--yes');
    const client = await world.client(1);
    await client.walk();
    const keys = client.root().roles.root.keys.map(({ hex }) => hex);
    expect(keys).toEqual(fresh.map(({ public: hex }) => hex));
  }, 120_000);

  it('may come from standard input', async () => {
    await world.run('renew', '--root', '--draft', draft());
    const cli = path.resolve(import.meta.dirname, '../../apps/phasegate/src/main.ts');
    const words = ['keys', 'sign', draft(), '--root-key', '-', '--yes', '--json'];
    const child = spawn(process.execPath, ['--conditions=source', cli, ...words], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(await readFile(holder(2).key));
    expect(await once(child, 'close')).toEqual([0, null]);
    const { keyid } = JSON.parse(await readFile(holder(2).key, 'utf8')) as { keyid: string };
    expect(JSON.parse(said)).toMatchObject({ outcome: 'signed', signing: [keyid] });
  });
});

describe('a holder', () => {
  it('is asked before anything is signed, and sees it without signing in a dry run', async () => {
    await world.run('renew', '--root', '--draft', draft());
    const before = await readFile(draft(), 'utf8');
    const [one, root] = [holder(0), ['--trusted', 'root.json'] as const];
    const asked = await signedBy(one, '--root-key', one.key, ...root);
    expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining('nothing was signed')]);
    const dry = await signedBy(one, '--root-key', one.key, ...root, '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({ outcome: 'dry-run', root: 2 });
    const feedKey = path.join(world.keys, (await readdir(world.keys))[0] ?? '');
    const wrong = await signedBy(one, '--root-key', feedKey, ...root, '--yes');
    expect([wrong.code, wrong.stderr]).toEqual([4, expect.stringContaining('no root key')]);
    const none = await signedBy(one, '--keys', path.join(one.folder, 'empty'), '--yes');
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining('PHASEGATE_ROOT_KEY')]);
    expect(await readFile(draft(), 'utf8')).toBe(before);
  });
});

describe('a draft', () => {
  it('is made in a dry run without a file or a key, and never over another file', async () => {
    const keys = await readdir(world.keys);
    const words = ['keys', 'rotate', 'release', '--draft', draft()];
    expect((await world.run(...words, '--dry-run')).stdout).toContain('nothing was written');
    expect(await readdir(world.keys)).toEqual(keys);
    await world.run('renew', '--root', '--draft', draft());
    const before = await readFile(draft(), 'utf8');
    const again = await refused(...words);
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining('is there already')]);
    expect(await readFile(draft(), 'utf8')).toBe(before);
    expect((await readdir(world.keys)).toSorted()).toEqual([...keys, 'next.json'].toSorted());
    expect((await refused('renew', '--draft', `${draft()}.2`)).code).toBe(2);
  });

  it('that somebody was faster than is refused, and says how to go on', async () => {
    await world.run('keys', 'rotate', 'feed', '--draft', draft());
    for (const at of [0, 1]) {
      await signedBy(holder(at), '--root-key', holder(at).key, '--yes');
    }
    const [one, two] = [holder(0).key, holder(1).key];
    await world.run('renew', '--root', '--root-key', one, '--root-key', two);
    const late = await refused('keys', 'publish', draft(), '--yes');
    expect([late.code, late.stderr]).toEqual([6, expect.stringMatching(/moved on.*--draft FILE/s)]);
  });
});
