import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '@phasegate/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, openReleaseWorld } from './release-world.ts';
import type { ReleaseWorld } from './release-world.ts';

let world: ReleaseWorld;

function withWorld(
  before: typeof beforeEach | typeof beforeAll,
  after: typeof afterEach | typeof afterAll,
): void {
  before(async () => {
    world = await openReleaseWorld();
  });
  after(() => world.close());
}

const BASE = ['--url-base', 'https://example.com/{version}/{platform}'];

async function wholeBuild(version = '1.1.0'): Promise<string> {
  await world.build('dist', 'latest.yml', version, [`Notes Setup ${version}.exe`]);
  await world.build('dist', 'latest-mac.yml', version, [`Notes-${version}-universal-mac.zip`]);
  await world.build('dist', 'latest-linux.yml', version, [`Notes-${version}.AppImage`]);
  return world.build('dist', 'latest-linux-arm64.yml', version, [
    `Notes-${version}-arm64.AppImage`,
  ]);
}

describe("a release engineer with a build's folder", { timeout: 180_000 }, () => {
  withWorld(beforeEach, afterEach);

  it('adds it for every platform with one command and one commit, and starts it', async () => {
    const dist = await wholeBuild();
    const before = await world.remote.head();
    const { code, stdout } = await world.operator.phasegate(
      'release',
      'add',
      '--from',
      dist,
      ...BASE,
    );
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(' Next: phasegate rollout start 1.1.0');
    expect(code).toBe(0);
    const log = await git(world.remote.url, ['log', '--format=%s', `${before}..gh-pages`]);
    expect(log.trim()).toBe('Add 1.1.0 on macos, windows, linux');
    const start = await world.operator.phasegate(
      ...'rollout start 1.1.0 --phase 100 --yes'.split(' '),
    );
    expect(start.code).toBe(0);
    const { releases } = await world.feed('linux');
    expect(releases[0]?.packages.map(({ url, arch, kind }) => [url, arch, kind])).toEqual([
      ['https://example.com/1.1.0/linux/Notes-1.1.0.AppImage', 'x64', 'AppImage'],
      ['https://example.com/1.1.0/linux/Notes-1.1.0-arm64.AppImage', 'arm64', 'AppImage'],
    ]);
    const windows = await world.feed('windows');
    expect(windows.releases[0]?.packages[0]?.url).toBe(
      'https://example.com/1.1.0/windows/Notes%20Setup%201.1.0.exe',
    );
  });

  it('shows it with --dry-run and in one document with --json, and changes nothing', async () => {
    const dist = await wholeBuild();
    const before = await world.remote.head();
    const add = ['release', 'add', '--from', dist, ...BASE, '--json'];
    const dry = await world.operator.phasegate(...add, '--dry-run');
    expect(documentOf(dry)).toMatchObject({
      ok: true,
      outcome: 'dry-run',
      versions: ['1.1.0'],
      platforms: ['macos', 'windows', 'linux'],
    });
    expect(await world.remote.head()).toBe(before);
    expect(documentOf(await world.operator.phasegate(...add))).toMatchObject({ outcome: 'done' });
    expect(documentOf(await world.operator.phasegate(...add))).toMatchObject({
      ok: true,
      outcome: 'nothing-to-do',
      exit: 0,
    });
  });

  it('is told of a file that is not what was built, and nothing is added for any platform', async () => {
    const dist = await wholeBuild();
    const before = await world.remote.head();
    await writeFile(path.join(dist, 'Notes-1.1.0-arm64.AppImage'), 'Notes-1.1.0-arm64.AppImagE');
    const wrong = await world.operator.phasegate('release', 'add', '--from', dist, ...BASE);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('Notes-1.1.0-arm64.AppImage has another sha512');
    expect(wrong.stderr).toContain('Next: build both again');
    expect(await world.remote.head()).toBe(before);
  });

  it('gives notes in Markdown, a channel and what the release needs', async () => {
    const dist = await wholeBuild();
    const notes = path.join(world.folder, 'notes.md');
    await writeFile(notes, '# New\n\n- <script>alert(1)</script>\n- `$(id)` "x" ]]> \u202egpj\n');
    const words = ['--notes-file', notes, '--channel', 'beta', '--critical'];
    const needs = ['--min-system', '10.15', '--max-system', '26', '--min-autoupdate', '1.0.0'];
    const add = ['release', 'add', '--from', dist, ...BASE, ...words, ...needs];
    expect(await world.operator.phasegate(...add)).toMatchObject({ code: 0 });
    await world.operator.phasegate(...'rollout start 1.1.0 --phase 100 --yes'.split(' '));
    const { releases } = await world.feed('macos');
    expect(releases[0]).toMatchObject({
      channel: 'beta',
      critical: { below: undefined },
      minimumSystemVersion: [10, 15],
      maximumSystemVersion: [26],
      minimumAutoupdateVersion: '1.0.0',
      notes: {
        format: 'html',
        text: '<h1>New</h1>\n<ul>\n<li>\n&lt;script&gt;alert(1)&lt;/script&gt;\n</li>\n<li><code>$(id)</code> &quot;x&quot; ]]&gt; gpj</li>\n</ul>',
      },
    });
    expect(await world.operator.phasegate('verify')).toMatchObject({ code: 0 });
    const status = await world.operator.phasegate('rollout', 'status', '--json', '--offline');
    const { platforms } = JSON.parse(status.stdout) as {
      platforms: readonly { releases: readonly { version: string; notes?: string }[] }[];
    };
    const text = 'New\n\n- <script>alert(1)</script>\n- $(id) "x" ]]> gpj';
    expect(platforms.map(({ releases: [first] }) => first?.notes)).toEqual(
      platforms.map(() => text),
    );
  });
});

describe('a release engineer who mistypes', { timeout: 180_000 }, () => {
  withWorld(beforeAll, afterAll);

  it.each([
    [['release', 'add', '--from', 'DIST'], 'A release comes from --from with --url-base'],
    [['release', 'add', '1.2.0', '--from', 'DIST', ...BASE], 'The build is of version 1.1.0'],
    [['release', 'add', '--from', 'DIST', '--url-base', 'https://example.com/{arch}'], '{arch}'],
    [
      ['release', 'add', '--from', 'DIST', ...BASE, '--channel', 'stable-rollout-10%'],
      'no name of a channel',
    ],
    [
      ['release', 'add', '--from', 'DIST', ...BASE, '--min-system', 'Sonoma'],
      'no version of a system',
    ],
    [['release', 'add', '--from', 'DIST', ...BASE, '--min-autoupdate', '1'], 'no full semver'],
    [['release', 'add', '--from', 'DIST', ...BASE, '--notes', ''], 'release notes are empty'],
    [
      ['release', 'add', '--file', 'DIST', '--url', 'https://example.com/a.zip'],
      'of which version',
    ],
    [['release', 'add', '--from', 'DIST/nowhere', ...BASE], 'cannot be read'],
  ])('is told what is wrong with %j', async (words, said) => {
    const dist = await wholeBuild();
    const args = words.map((word) => word.replace('DIST', dist));
    const { code, stderr } = await world.operator.phasegate(...args);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^ {2}Next: /);
  });
});

describe('two build machines', { timeout: 180_000 }, () => {
  withWorld(beforeEach, afterEach);

  it('that add their architectures at the same time both end up in the draft', async () => {
    const x64 = await world.build('x64', 'latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    const arm = await world.build('arm', 'latest-linux-arm64.yml', '1.1.0', [
      'Notes-1.1.0-arm64.AppImage',
    ]);
    const other = await world.colleague();
    const add = (from: string): readonly string[] => ['release', 'add', '--from', from, ...BASE];
    const answers = await Promise.all([
      world.operator.phasegate(...add(x64)),
      other.phasegate(...add(arm)),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([0, 0]);
    expect(await world.ledger('linux')).toEqual(['1.1.0 draft 2']);
    const again = await Promise.all([
      world.operator.phasegate(...add(x64)),
      other.phasegate(...add(arm)),
    ]);
    expect(again.map(({ code }) => code)).toEqual([0, 0]);
    expect(await world.ledger('linux')).toEqual(['1.1.0 draft 2']);
  });

  it('cannot add an architecture to what is out: its machines have read the item', async () => {
    const x64 = await world.build('x64', 'latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    await world.operator.phasegate('release', 'add', '--from', x64, ...BASE);
    await world.operator.phasegate(...'rollout start 1.1.0 --phase 100 --yes'.split(' '));
    await rm(x64, { recursive: true });
    await mkdir(x64);
    await world.build('x64', 'latest-linux-arm64.yml', '1.1.0', ['Notes-1.1.0-arm64.AppImage']);
    const before = await world.remote.head();
    const late = await world.operator.phasegate('release', 'add', '--from', x64, ...BASE);
    expect(late.code).toBe(4);
    expect(late.stderr).toContain(
      '1.1.0 on linux is complete and was published without arm64 AppImage',
    );
    expect(late.stderr).toContain(
      'Next: what was published does not change: add it under a new version',
    );
    expect(await world.remote.head()).toBe(before);
  });
});
