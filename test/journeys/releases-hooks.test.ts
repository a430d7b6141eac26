import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildWithHook } from '@phasegate/scripts/stage/build-with-hook';
import { releaseWithForge } from '@phasegate/scripts/stage/release-with-forge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReleaseWorld } from './release-world.ts';
import type { ReleaseWorld } from './release-world.ts';

let world: ReleaseWorld;

beforeEach(async () => {
  world = await openReleaseWorld();
});
afterEach(() => world.close());

const urlBase = 'https://example.com/{version}';

async function manifestIn(folder: string): Promise<readonly string[]> {
  const text = await readFile(path.join(world.folder, folder, 'phasegate-release.json'), 'utf8');
  const { version, files } = JSON.parse(text) as {
    version: string;
    files: { file: string; arch: string }[];
  };
  return [version, ...files.map(({ file, arch }) => `${file} ${arch}`)];
}

describe("the hook in electron-builder's build", { timeout: 180_000 }, () => {
  it('brings each build into the draft by itself, and once', async () => {
    const hook = {
      repository: world.operator.workTree,
      urlBase,
      args: ['--notes', 'New "x" $(id)'],
    };
    for (const arch of ['x64', 'arm64', 'x64'] as const) {
      const { code, said } = await buildWithHook(world.folder, { version: '1.1.0', arch, hook });
      expect(said).toContain('phasegate: 1 file in ');
      expect(code).toBe(0);
    }
    expect(await manifestIn('dist')).toEqual([
      '1.1.0',
      'Notes-1.1.0-arm64.AppImage arm64',
      'Notes-1.1.0.AppImage x64',
    ]);
    expect(await world.ledger('linux')).toEqual(['1.1.0 draft 2']);
    await world.operator.phasegate(...'rollout start 1.1.0 --phase 100 --yes'.split(' '));
    const { releases } = await world.feed('linux');
    expect(releases[0]).toMatchObject({
      notes: { text: 'New "x" $(id)' },
      packages: [
        { url: 'https://example.com/1.1.0/Notes-1.1.0.AppImage', arch: 'x64' },
        { url: 'https://example.com/1.1.0/Notes-1.1.0-arm64.AppImage', arch: 'arm64' },
      ],
    });
  });

  it('without options leaves the manifest, which release add takes', async () => {
    expect(
      await buildWithHook(world.folder, { version: '1.1.0', arch: 'x64', hook: {} }),
    ).toMatchObject({ code: 0 });
    expect(await world.ledger('linux')).toEqual([]);
    const manifest = path.join(world.folder, 'dist/phasegate-release.json');
    const add = ['release', 'add', '--from', manifest, '--url-base', urlBase];
    expect(await world.operator.phasegate(...add)).toMatchObject({ code: 0 });
    expect(await world.ledger('linux')).toEqual(['1.1.0 draft 1']);
  });

  it('fails the build where the release cannot be added, and says why', async () => {
    const hook = { repository: path.join(world.folder, 'nowhere'), urlBase };
    const wanted = { version: '1.1.0', arch: 'x64' } as const;
    const { code, said } = await buildWithHook(world.folder, { ...wanted, hook });
    expect(code).toBe(1);
    expect(said).toMatch(/Next: [^]*phasegate: release add ended with 2, for the reason above/);
    const half = await buildWithHook(world.folder, { ...wanted, hook: { urlBase } });
    expect(half).toMatchObject({ code: 1 });
    expect(half.said).toContain('repository and urlBase go together');
    expect(await manifestIn('dist')).toEqual(['1.1.0', 'Notes-1.1.0.AppImage x64']);
  });
});

describe("the publisher in Forge's release", { timeout: 180_000 }, () => {
  const made = [
    { version: '1.1.0', arch: 'x64' },
    { version: '1.1.0', arch: 'arm64' },
  ] as const;

  it.each(['by-name', 'itself'] as const)(
    'named %s, brings what was made for each architecture into the draft, and once',
    async (named) => {
      const config = { repository: world.operator.workTree, urlBase };
      for (let run = 0; run < 2; run += 1) {
        const { code, said } = await releaseWithForge(world.folder, made, config, named);
        expect(said).not.toContain('rror');
        expect(code).toBe(0);
      }
      expect(await manifestIn('app/out/make')).toEqual([
        '1.1.0',
        'deb/arm64/notes_1.1.0_arm64.deb arm64',
        'deb/x64/notes_1.1.0_amd64.deb x64',
      ]);
      expect(await world.ledger('linux')).toEqual(['1.1.0 draft 2']);
    },
  );

  it('fails the release where it cannot be added', async () => {
    const config = { repository: path.join(world.folder, 'nowhere'), urlBase };
    const { code, said } = await releaseWithForge(world.folder, made, config, 'itself');
    expect(code).toBe(1);
    expect(said).toContain('release add ended with 2');
  });
});
