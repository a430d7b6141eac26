import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@phasegate/testkit';
import { keyFileText, verifyStatement } from '@phasegate/trust';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSignedWorld, readFeed } from './signed-world.ts';
import type { SignedWorld } from './signed-world.ts';

let world: SignedWorld;

beforeAll(async () => {
  world = await openSignedWorld();
}, 120_000);
afterAll(() => world.close());

/** Everything that a refused command must leave as it was. */
async function state(): Promise<unknown> {
  return { head: await world.remote.head(), keys: await readdir(world.keys) };
}

describe('init', () => {
  it('makes three root keys, a release key and a feed key, readable by their owner alone', async () => {
    const names = await readdir(world.keys);
    expect(names.map((name) => name.split('-')[0]).toSorted()).toEqual([
      'feed',
      'release',
      'root',
      'root',
      'root',
    ]);
    for (const name of names) {
      expect((await stat(path.join(world.keys, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('publishes feeds that a client believes, and packages that both keys have signed', async () => {
    const client = await world.client(1);
    for (const name of ['stable-rollout-10%', 'stable-rollout-50%', 'stable']) {
      const { identity, releases } = readFeed(await world.feed(name), client.root());
      expect(identity).toMatchObject({ name, root: 1 });
      const [one] = releases;
      const [file] = one?.packages ?? [];
      const facts = {
        app: 'com.example.notes',
        version: '1.0.0',
        platform: 'linux',
        arch: 'x64',
        package: 'AppImage',
        length: file?.length ?? 0,
        sha512: file?.sha512 ?? '',
        floor: '1.0.0',
      };
      const { targets } = client.root().roles;
      expect(verifyStatement(facts, file?.signature, targets).ok).toBe(true);
      const relabelled = { ...facts, version: '1.0.1' };
      expect(verifyStatement(relabelled, file?.signature, targets).ok).toBe(false);
    }
    expect(client.judge(await world.feed()).kind).toBe('accept');
  });

  it('makes a root that the client of TUF itself takes', async () => {
    const bytes = await world.root(1);
    const store = new TrustedMetadataStore(Buffer.from(bytes ?? []));
    expect(store.root.signed.version).toBe(1);
  });

  it('never prints a private key', async () => {
    const shown = await world.run('keys', 'show', '--json');
    for (const name of await readdir(world.keys)) {
      const file = JSON.parse(await readFile(path.join(world.keys, name), 'utf8')) as {
        private: string;
      };
      expect(shown.stdout + shown.stderr).not.toContain(file.private);
    }
    expect(JSON.parse(shown.stdout)).toMatchObject({ root: 1, keys: { length: 5 } });
  });

  it('keeps keys out of the work tree, and writes none in a dry run', async () => {
    const other = await openSignedWorld('--root-keys', '1', '--root-threshold', '1');
    try {
      const inside = path.join(other.operator.workTree, 'keys');
      const refused = await other.operator.phasegate('keys', 'rotate', 'feed', '--keys', inside);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining('inside the git work tree'),
      ]);
      const before = await readdir(other.keys);
      await other.run('keys', 'rotate', 'root', '--dry-run');
      expect(await readdir(other.keys)).toEqual(before);
      expect(before).toHaveLength(3);
    } finally {
      await other.close();
    }
  });
});

describe('a command that has to sign', () => {
  const cases: readonly (readonly [string, number, string, (folder: string) => Promise<Facts>])[] =
    [
      ['no key', 4, 'no-feed-key', async () => ({ args: [] })],
      [
        'the release key in place of the feed key',
        4,
        'wrong-key',
        async (folder) => ({ args: ['--feed-key', await fileOf(folder, 'release')] }),
      ],
      [
        'something that is no key file',
        2,
        'bad-key-file',
        async () => ({ args: [], env: { PHASEGATE_FEED_KEY: 'ssh-ed25519 AAAA' } }),
      ],
      [
        'an encrypted key and no passphrase',
        4,
        'passphrase-needed',
        async () => ({ args: [], env: { PHASEGATE_FEED_KEY: await encrypted() } }),
      ],
      [
        'an encrypted key and another passphrase',
        2,
        'wrong-passphrase',
        async () => ({
          args: [],
          env: { PHASEGATE_FEED_KEY: await encrypted(), PHASEGATE_PASSPHRASE: 'wrong' },
        }),
      ],
    ];

  it.each(cases)(
    'and has %s ends with %i and changes nothing',
    async (_what, exit, code, facts) => {
      const before = await state();
      const { args, env } = await facts(world.keys);
      const operator = await world.colleague(env);
      const nowhere = path.join(world.keys, 'nothing-here');
      const answer = await operator.phasegate('renew', '--keys', nowhere, '--json', ...args);
      expect(JSON.parse(answer.stdout)).toMatchObject({ ok: false, code, exit });
      expect(answer.code).toBe(exit);
      expect(await state()).toEqual(before);
    },
  );

  it('takes the key from the environment, opened with its passphrase', async () => {
    const env = { PHASEGATE_FEED_KEY: await encrypted(), PHASEGATE_PASSPHRASE: 'right' };
    const operator = await world.colleague(env);
    const answer = await operator.phasegate('renew', '--json');
    expect(answer.code).toBe(0);
    expect(JSON.parse(answer.stdout)).toMatchObject({ trust: { kind: 'signed', root: 1 } });
    const client = await world.client(1);
    expect(client.judge(await world.feed()).kind).toBe('accept');
  });

  it('asks for no key where nothing is to be signed', async () => {
    const operator = await world.colleague();
    const nowhere = path.join(world.keys, 'nothing-here');
    const start = ['rollout', 'start', '1.0.0', '--phase', '100'] as const;
    const answer = await operator.phasegate(...start, '--keys', nowhere);
    expect([answer.code, answer.stdout]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  it('is signed again when somebody else was faster', async () => {
    await world.add('1.1.0');
    const other = await world.colleague();
    const keys = ['--keys', world.keys, '--wait', '0'];
    const both = await Promise.all([
      world.operator.phasegate('rollout', 'start', '1.1.0', ...keys),
      other.phasegate('renew', ...keys),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((await world.run('verify', '--live', '--timeout', '60')).stdout).toContain('signed');
    const client = await world.client(1);
    const feed = readFeed(await world.feed('stable-rollout-10%'), client.root());
    expect(feed.releases.map(({ version }) => version)).toEqual(['1.1.0', '1.0.0']);
  });
});

describe('verify', () => {
  const STABLE = 'updates/linux/stable/appcast.xml';
  const ROOT = 'updates/keys/1.root.json';
  const cases: readonly (readonly [string, string, string, readonly [RegExp, string]])[] = [
    [
      'a feed that was edited by hand',
      'not-signed',
      STABLE,
      [/<title>Notes<\/title>/, '<title>X</title>'],
    ],
    ['a feed without its signatures', 'not-signed', STABLE, [/<!-- phasegate[^]*$/, '']],
    ['a root that was changed', 'root-chain', ROOT, [/"2\d{3}-/, '"2999-']],
  ];

  it.each(cases)('finds %s: %s', async (_what, code, file, change) => {
    const text = (await world.remote.read(file)) ?? '';
    const changed = text.replace(...change);
    expect(changed).not.toBe(text);
    await world.remote.publish({ [file]: changed });
    const operator = await world.colleague();
    const answer = await operator.phasegate('verify', '--json');
    await world.remote.publish({ [file]: text });
    await git(world.operator.workTree, ['pull', '--quiet', '--ff-only']);
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({ ok: false });
    expect(answer.stdout).toContain(`"${code}"`);
  });
});

interface Facts {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

async function fileOf(folder: string, role: string): Promise<string> {
  const names = await readdir(folder);
  return path.join(folder, names.find((name) => name.startsWith(role)) ?? '');
}

let locked: string | undefined;

/** The feed key, encrypted with "right"; scrypt takes its time, so it is done once. */
async function encrypted(): Promise<string> {
  const [key] = await world.keysOf('feed');
  locked ??= key === undefined ? '' : keyFileText(key, 'right');
  return locked;
}
