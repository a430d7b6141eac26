import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, git, removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { cli, must } from './cli.fixture.ts';
import type { Ran } from './cli.fixture.ts';

const FEEDS = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'];
const MARK = '<!-- sparkle-signatures:\n';

const pair = generateKeyPairSync('ed25519');
/** As Sparkle's generate_keys exports it, and as Info.plist has it. */
const seed = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
const publicText = spki.subarray(-32).toString('base64');

let remote: Remote;
let folder: string;
let keys: string;
let elsewhere: string;

function run(...args: readonly string[]): Promise<Ran> {
  return cli(folder, ...args, '--keys', keys);
}

async function feedBytes(name: string): Promise<Buffer> {
  return readFile(join(folder, 'updates', 'linux', name, 'appcast.xml'));
}

async function state(): Promise<unknown> {
  const feeds = await Promise.all(FEEDS.map(async (name) => (await feedBytes(name)).toString()));
  return {
    head: await remote.head(),
    status: await git(folder, ['status', '--porcelain']),
    feeds,
  };
}

/** Byte by byte as Sparkle reads it: the last mark, and every byte before it. */
async function expectTrailers(): Promise<void> {
  for (const name of FEEDS) {
    const file = await feedBytes(name);
    const at = file.lastIndexOf(MARK);
    const [, signature = '', length] =
      /^<!-- sparkle-signatures:\nedSignature: (.{88})\nlength: (\d+)\n-->\n$/.exec(
        file.subarray(at).toString(),
      ) ?? [];
    expect(Number(length)).toBe(at);
    expect(file.indexOf(MARK)).toBe(at);
    expect(file.subarray(0, at).toString()).toMatch(/<!-- phasegate-signatures:\n.*\n-->\n$/);
    const key = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }));
    expect(verify(null, file.subarray(0, at), key, Buffer.from(signature, 'base64'))).toBe(true);
  }
}

beforeAll(async () => {
  remote = await createRemote();
  folder = await remote.clone();
  elsewhere = await temporaryFolder();
  keys = join(elsewhere, 'keys');
  await mkdir(keys);
  await writeFile(join(elsewhere, 'exported'), `${seed.toString('base64')}\n`);
}, 60_000);

afterAll(async () => {
  await remote.dispose();
  await removeFolder(elsewhere);
});

it('every feed carries Sparkle’s signature by its own key, or nothing is written', async () => {
  const app = ['--app', 'com.example.notes', '--title', 'Notes'];
  const platforms = ['--platform', 'linux', '--platform', 'macos'];
  const init = ['init', ...app, ...platforms, '--sparkle-public', publicText];
  const without = await run(...init);
  expect([without.code, without.stderr]).toEqual([4, expect.stringContaining('sparkle.key')]);
  const file = join(elsewhere, 'exported');
  await must(run(...init, '--sparkle-key', file));
  await expectTrailers();

  const before = await state();
  const refused = await run('renew');
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringContaining('--sparkle-key FILE'),
  ]);
  await writeFile(join(keys, 'sparkle.key'), Buffer.alloc(32, 7).toString('base64'));
  const wrong = await run('renew');
  expect([wrong.code, wrong.stderr]).toEqual([4, expect.stringContaining(publicText)]);
  expect(await state()).toEqual(before);

  await writeFile(join(keys, 'sparkle.key'), seed.toString('base64'));
  await must(run('renew'));
  await expectTrailers();
  expect(await state()).not.toEqual(before);
  // Reads every feed as a client does, then looks at the trailers.
  await must(run('verify'));
}, 60_000);

/** Whether the Sparkle key signed this very file, by the enclosure that clients read. */
async function isSigned(version: string, bytes: Buffer, feed = 'stable'): Promise<boolean> {
  const path = join(folder, 'updates', 'macos', feed, 'appcast.xml');
  const tags = (await readFile(path, 'utf8')).match(/<enclosure[^>]*>/g) ?? [];
  const tag = tags.find((one) => one.includes(`/${version}/`)) ?? '';
  const signature = /sparkle:edSignature="([^"]*)"/.exec(tag)?.[1] ?? '';
  return verify(null, bytes, pair.publicKey, Buffer.from(signature, 'base64'));
}

it('every file that stock Sparkle may read carries the key’s signature, or it is not entered', async () => {
  const file = join(elsewhere, 'Notes-mac.zip');
  const bytes = Buffer.from('the very bytes of 1.0.0');
  await writeFile(file, bytes);
  const url = 'https://example.com/1.0.0/Notes-mac.zip';
  const add = ['release', 'add', '1.0.0', '--platform', 'macos', '--file', file, '--url', url];
  const key = join(keys, 'sparkle.key');
  await rename(key, join(elsewhere, 'away'));
  const before = await state();
  const without = await run(...add);
  expect([without.code, without.stderr]).toEqual([
    4,
    expect.stringContaining('--sparkle-key FILE'),
  ]);
  expect(without.stderr).toMatch(/Next: .*--ed-signature/s);
  const forged = await run(...add, '--ed-signature', Buffer.alloc(64, 1).toString('base64'));
  expect([forged.code, forged.stderr]).toEqual([2, expect.stringContaining('--ed-signature')]);
  expect(await state()).toEqual(before);
  // What Sparkle's own sign_update made elsewhere will do, and the key stays there.
  const ready = sign(null, bytes, pair.privateKey).toString('base64');
  await must(run(...add, '--ed-signature', ready));
  await rename(join(elsewhere, 'away'), key);
  await must(run('rollout', 'start', '1.0.0', '--phase', '100', '--yes'));
  expect(await isSigned('1.0.0', bytes)).toBe(true);
}, 60_000);

it('every file of a build is signed with the key at hand, and stays signed through moves', async () => {
  const bytes = Buffer.from('the very bytes of 1.1.0');
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  const name = 'Notes-1.1.0-mac.zip';
  const listed = `  - url: ${name}\n    sha512: ${sha512}\n    size: ${bytes.length}\n`;
  const update = join(elsewhere, 'latest-mac.yml');
  await writeFile(update, `version: 1.1.0\nfiles:\n${listed}path: ${name}\n`);
  const base = 'https://example.com/{version}';
  const add = ['release', 'add', '--from', update, '--url-base', base];
  // Described, and not there to be signed.
  const nowhere = await run(...add);
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('is not here')]);
  await writeFile(join(elsewhere, name), bytes);
  await must(run(...add));
  const again = await must(run(...add));
  expect(again.stdout).toContain('in the ledger as it is');
  await must(run('rollout', 'start', '1.1.0'));
  await must(run('rollout', 'pause', '1.1.0', '--reason', 'a look'));
  await must(run('rollout', 'resume', '1.1.0', '--yes'));
  expect(await isSigned('1.1.0', bytes, FEEDS[0])).toBe(true);
  expect(await isSigned('1.1.0', Buffer.from('other bytes'), FEEDS[0])).toBe(false);
  const verified = await must(run('verify'));
  expect(verified.stdout).not.toContain('Sparkle');
}, 60_000);

it('verify names the feeds whose trailer is not by the configured key, and renew mends them', async () => {
  const path = join(folder, 'phasegate.json');
  const other = generateKeyPairSync('ed25519');
  const der = other.publicKey.export({ format: 'der', type: 'spki' });
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(publicText, der.subarray(-32).toString('base64')));
  await git(folder, ['commit', '--quiet', '-am', 'Another Sparkle key']);
  const verified = await run('verify');
  expect([verified.code, verified.stdout]).toEqual([1, expect.stringContaining('sparkle-trailer')]);
  expect(verified.stdout.trimEnd()).toMatch(/Next: phasegate renew$/);
  const otherSeed = other.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  await writeFile(join(keys, 'sparkle.key'), otherSeed.toString('base64'));
  await must(run('renew'));
  await must(run('verify'));
}, 60_000);
