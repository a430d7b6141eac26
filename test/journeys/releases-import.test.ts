import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, seededBytes, temporaryFolder } from '@phasegate/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, openReleaseWorld } from './release-world.ts';
import type { ReleaseWorld } from './release-world.ts';

let world: ReleaseWorld;

const pair = generateKeyPairSync('ed25519');
const SPARKLE_PUBLIC = pair.publicKey
  .export({ format: 'der', type: 'spki' })
  .subarray(-32)
  .toString('base64');

interface ItemFacts {
  readonly version: string;
  /** The length that the feed says, where it is not the file's. */
  readonly length?: number;
  readonly signature?: string | null;
  readonly more?: string;
}

/** Writes a file for the item, signs it as Sparkle's sign_update does, and gives the item. */
async function sparkleItem({ version, more = '', ...wrong }: ItemFacts): Promise<string> {
  const bytes = seededBytes(200_000, Number(version.split('.').join('')));
  await mkdir(path.join(world.folder, 'old'), { recursive: true });
  await writeFile(path.join(world.folder, 'old', `notes-${version}.zip`), bytes);
  const { length = bytes.length } = wrong;
  const own = sign(null, bytes, pair.privateKey).toString('base64');
  const signature =
    wrong.signature === null ? '' : ` sparkle:edSignature="${wrong.signature ?? own}"`;
  const url = `${world.pages.url}/old/notes-${version}.zip`;
  return `<item><title>Notes ${version}</title><pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate>
    <sparkle:version>${version.replaceAll('.', '')}</sparkle:version>
    <sparkle:shortVersionString>${version}</sparkle:shortVersionString>${more}
    <description><![CDATA[<p>All <b>new</b><script>alert(1)</script></p>]]></description>
    <enclosure url="${url}" length="${length}"${signature} type="application/octet-stream"/></item>`;
}

async function sparkleFeed(...items: readonly ItemFacts[]): Promise<string> {
  const texts: string[] = [];
  for (const one of items) {
    texts.push(await sparkleItem(one));
  }
  const uri = 'http://www.andymatuschak.org/xml-namespaces/sparkle';
  const channel = `<channel><title>Notes</title>${texts.join('')}</channel>`;
  const xml = `<?xml version="1.0"?><rss version="2.0" xmlns:sparkle="${uri}">${channel}</rss>`;
  await writeFile(path.join(world.folder, 'appcast.xml'), xml);
  return `${world.pages.url}/appcast.xml`;
}

const IMPORT = ['release', 'import', '--platform', 'macos', '--from'];

describe('a release engineer who comes from Sparkle', { timeout: 180_000 }, () => {
  beforeEach(async () => {
    world = await openReleaseWorld();
  });
  afterEach(() => world.close());

  it('takes over what is out, after typing it, and old clients of both kinds read it', async () => {
    const feed = await sparkleFeed(
      { version: '1.2.0' },
      { version: '1.1.0' },
      { version: '1.0.0' },
    );
    const before = await world.remote.head();
    const asked = await world.operator.phasegate(...IMPORT, feed);
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('--confirm 1.1.0 --confirm 1.2.0');
    expect(await world.remote.head()).toBe(before);
    const dry = documentOf(await world.operator.phasegate(...IMPORT, feed, '--dry-run', '--json'));
    expect(dry).toMatchObject({
      outcome: 'dry-run',
      versions: ['1.1.0', '1.2.0'],
      warnings: expect.arrayContaining(['Not taken: 1 older release (--keep 2)']),
    });
    const consent = ['--confirm', '1.1.0', '--confirm', '1.2.0'];
    const done = await world.operator.phasegate(...IMPORT, feed, ...consent);
    expect(done.code).toBe(0);
    expect(await world.ledger('macos')).toEqual(['1.1.0 complete 1', '1.2.0 complete 1']);
    const { releases } = await world.feed('macos');
    expect(releases[0]).toMatchObject({
      version: '1.2.0',
      title: 'Notes 1.2.0',
      notes: { format: 'plain-text', text: 'All new' },
      packages: [{ kind: 'zip', length: 200_000, sha512: expect.stringMatching(/==$/) }],
    });
    world.pages.forget();
    expect(await world.operator.phasegate(...IMPORT, feed)).toMatchObject({ code: 0 });
    // What the ledger has is not fetched again.
    expect(world.pages.requests.map((one) => one.path)).toEqual(['/appcast.xml']);
  });

  it('beside releases of its own adds drafts', async () => {
    const own = await world.build('dist', 'latest-mac.yml', '1.0.0', ['Notes-1.0.0-mac.zip']);
    const add = ['release', 'add', '--from', own, '--url-base', 'https://example.com'];
    await world.operator.phasegate(...add);
    const feed = await sparkleFeed({ version: '1.1.0' });
    expect(await world.operator.phasegate(...IMPORT, feed)).toMatchObject({ code: 0 });
    expect(await world.ledger('macos')).toEqual(['1.0.0 draft 1', '1.1.0 draft 1']);
  });
});

describe('a release engineer who comes from electron-updater', { timeout: 180_000 }, () => {
  beforeEach(async () => {
    world = await openReleaseWorld();
  });
  afterEach(() => world.close());

  it('takes latest-linux.yml from where it is published, without fetching the files', async () => {
    await world.build('dist', 'latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    const from = `${world.pages.url}/dist/latest-linux.yml`;
    const words = ['release', 'import', '--platform', 'linux', '--from', from, '--yes'];
    expect(await world.operator.phasegate(...words)).toMatchObject({ code: 0 });
    expect(await world.ledger('linux')).toEqual(['1.1.0 complete 1']);
    const { releases } = await world.feed('linux');
    expect(releases[0]?.packages[0]).toMatchObject({
      url: `${world.pages.url}/dist/Notes-1.1.0.AppImage`,
      arch: 'x64',
    });
    expect(world.pages.requests.map((one) => one.path)).toEqual(['/dist/latest-linux.yml']);
  });
});

describe('a feed that cannot be taken over', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    world = await openReleaseWorld();
  });
  afterAll(() => world.close());

  async function refused(words: readonly string[], code: number, said: string): Promise<void> {
    const before = await world.remote.head();
    const answer = await world.operator.phasegate(...words, '--yes');
    expect(answer.stderr).toContain(said);
    expect(answer.code).toBe(code);
    expect(answer.stderr.trimEnd().split('\n').at(-1)).toMatch(/^ {2}Next: /);
    expect(await world.remote.head()).toBe(before);
  }

  it('leaves everything as it is, and says what is wrong with it', async () => {
    const gone = await sparkleFeed({ version: '1.1.0' });
    await refused(
      [...IMPORT, `${world.pages.url}/none.xml`],
      1,
      'the host answers 404 (not found)',
    );
    await refused([...IMPORT, 'http://example.com/appcast.xml'], 2, 'is no https address');
    await refused([...IMPORT, 'nowhere.xml'], 2, 'cannot be read');
    world.pages.fail('/appcast.xml', 'reset', 1);
    await refused([...IMPORT, gone], 1, 'the host broke the connection off');
    world.pages.fail('/old/notes-1.1.0.zip', 404, 1);
    await refused([...IMPORT, gone], 1, 'notes-1.1.0.zip cannot be fetched: the host answers 404');
    const longer = await sparkleFeed({ version: '1.1.0', length: 200_001 });
    await refused([...IMPORT, longer], 2, 'has 200000 bytes, its feed says 200001');
    const shorter = await sparkleFeed({ version: '1.1.0', length: 100 });
    await refused([...IMPORT, shorter], 2, 'is longer than the 100 bytes that its feed says');
    await writeFile(path.join(world.folder, 'appcast.xml'), '<rss><channel>');
    await refused([...IMPORT, gone], 1, 'cannot be read as an appcast');
    const old = await sparkleFeed({ version: '1.1' });
    await refused(
      [...IMPORT, old],
      1,
      'has no release to take over: item 1 (11): its version is not a full semver',
    );
  });
});

describe('where feeds are signed and the app has a Sparkle key', { timeout: 180_000 }, () => {
  let keys: string;

  beforeAll(async () => {
    keys = await temporaryFolder('keys');
    await writeFile(
      path.join(keys, 'sparkle.key'),
      pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64'),
    );
    world = await openReleaseWorld('--keys', keys, '--sparkle-public', SPARKLE_PUBLIC);
  });
  afterAll(async () => {
    await world.close();
    await removeFolder(keys);
  });

  it('every file has to be signed by it, and is then vouched for with the release key', async () => {
    const run = [...IMPORT];
    const say = ['--yes', '--keys', keys];
    const unsigned = await sparkleFeed({ version: '1.1.0', signature: null });
    const before = await world.remote.head();
    const missing = await world.operator.phasegate(...run, unsigned, ...say);
    expect(missing).toMatchObject({ code: 4 });
    expect(missing.stderr).toContain('1.1.0 carries no edSignature');
    const other = Buffer.alloc(64, 9).toString('base64');
    const wrong = await sparkleFeed({ version: '1.1.0', signature: other });
    const forged = await world.operator.phasegate(...run, wrong, ...say);
    expect(forged).toMatchObject({ code: 2 });
    expect(forged.stderr).toContain("is not what the app's Sparkle key has signed");
    expect(await world.remote.head()).toBe(before);
    const right = await sparkleFeed({ version: '1.1.0' });
    expect(await world.operator.phasegate(...run, right, ...say)).toMatchObject({ code: 0 });
    const file = path.join(world.operator.workTree, 'updates/macos/rollout.json');
    expect(await readFile(file, 'utf8')).toMatch(
      /phasegate:floor=\\"1\.1\.0\\" phasegate:signature/,
    );
    const verified = await world.operator.phasegate('verify');
    expect(verified).toMatchObject({ code: 0 });
    // What was checked is kept, so stock Sparkle goes on with the feeds as they are now.
    expect(verified.stdout).not.toContain('Sparkle');
    const feed = await readFile(file.replace('rollout.json', 'stable/appcast.xml'), 'utf8');
    const bytes = await readFile(path.join(world.folder, 'old/notes-1.1.0.zip'));
    const kept = sign(null, bytes, pair.privateKey).toString('base64');
    expect(feed).toContain(`sparkle:edSignature="${kept}"`);
  });
});
