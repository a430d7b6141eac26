import { describe, expect, it } from 'vitest';

import { artifactsOf, versionOf } from './builder-artifacts.ts';
import type { BuildResult } from './builder-artifacts.ts';
import { artifactsOf as forgeArtifacts, makeFolderOf } from './forge-artifacts.ts';

function built(
  targets: Readonly<Record<string, readonly string[]>>,
  names: readonly string[],
  configuration: object = {},
): BuildResult {
  const packager = { appInfo: { version: '1.1.0' } };
  const platformToTargets = new Map(
    Object.entries(targets).map(([name, kinds]) => [
      { name },
      new Map(kinds.map((kind) => [kind, { packager }])),
    ]),
  );
  const artifactPaths = names.map((name) => `/dist/${name}`);
  return { outDir: '/dist', artifactPaths, platformToTargets, configuration };
}

function told(result: BuildResult): readonly string[] {
  const { taken, passedOver } = artifactsOf(result);
  const named = taken.map(({ path, platform, arch }) => `${path.slice(6)} ${platform} ${arch}`);
  return [...named, ...passedOver.map((what) => `no ${what}`)];
}

describe('what electron-builder has made', () => {
  it('is told by its names: system, architecture, and what it leaves out', () => {
    expect(
      told(
        built({ linux: ['AppImage', 'deb', 'rpm', 'snap'] }, [
          'Notes-1.1.0.AppImage',
          'Notes-1.1.0-arm64.AppImage',
          'Notes-1.1.0-armv7l.AppImage',
          'notes_1.1.0_amd64.deb',
          'notes-1.1.0.aarch64.rpm',
          'notes_1.1.0_amd64.snap',
          'Notes-1.1.0.AppImage.blockmap',
        ]),
      ),
    ).toEqual([
      'Notes-1.1.0.AppImage linux x64',
      'Notes-1.1.0-arm64.AppImage linux arm64',
      'notes_1.1.0_amd64.deb linux x64',
      'notes-1.1.0.aarch64.rpm linux arm64',
      'no Notes-1.1.0-armv7l.AppImage: no client has its architecture',
    ]);
    const arm = { linux: { defaultArch: 'arm64' } };
    expect(told(built({ linux: ['AppImage'] }, ['Notes.AppImage'], arm))).toEqual([
      'Notes.AppImage linux arm64',
    ]);
  });

  it('is an installer on Windows, and no portable app', () => {
    const names = ['Notes Setup 1.1.0.exe', 'Notes Setup 1.1.0.exe.blockmap', 'Notes 1.1.0.exe'];
    expect(told(built({ windows: ['nsis', 'portable'] }, names))).toEqual([
      'Notes Setup 1.1.0.exe windows undefined',
      'no Notes 1.1.0.exe: it is no NSIS installer',
    ]);
    expect(told(built({ windows: ['nsis'] }, ['Notes Setup 1.1.0-arm64.exe']))).toEqual([
      'Notes Setup 1.1.0-arm64.exe windows arm64',
    ]);
    expect(told(built({ windows: ['squirrel'] }, ['Notes Setup 1.1.0.exe']))).toEqual([
      'no Notes Setup 1.1.0.exe: it is no NSIS installer',
    ]);
  });

  it('is a zip on macOS, and no zip of another system', () => {
    expect(told(built({ mac: ['zip', 'dmg'] }, ['N-universal.zip', 'N.dmg']))).toEqual([
      'N-universal.zip macos universal',
    ]);
    expect(told(built({ linux: ['zip'] }, ['notes-1.1.0.zip']))).toEqual([
      'no notes-1.1.0.zip: it is not for macOS',
    ]);
    expect(
      told(built({ mac: ['zip'], linux: ['zip'] }, ['N-1.1.0-mac.zip', 'n-1.1.0.zip'])),
    ).toEqual(['N-1.1.0-mac.zip macos undefined', 'no n-1.1.0.zip: it is not for macOS']);
  });

  it('is of the version that the packager says, and of none where nobody says it', () => {
    expect(versionOf(built({ linux: ['AppImage'] }, []))).toBe('1.1.0');
    expect(versionOf(built({}, [], { extraMetadata: { version: '1.2.0' } }))).toBe('1.2.0');
    expect(() => versionOf(built({}, []))).toThrow(/which version/);
  });
});

describe('what Forge has made', () => {
  const result = (platform: string, arch: string, ...artifacts: readonly string[]): object => ({
    artifacts: artifacts.map((name) => `/app/out/make/${name}`),
    packageJSON: { version: '1.1.0' },
    platform,
    arch,
  });

  it('is told by its make results; Squirrel.Windows is no installer of ours', () => {
    const { taken, passedOver } = forgeArtifacts([
      result('darwin', 'universal', 'zip/darwin/universal/Notes.zip', 'Notes.dmg'),
      result('win32', 'x64', 'squirrel/Notes-1.1.0 Setup.exe', 'squirrel/RELEASES'),
      result('win32', 'arm64', 'nsis/Notes Setup.exe'),
      result('linux', 'armv7l', 'deb/notes.deb'),
      result('mas', 'arm64', 'zip/mas/Notes.zip'),
      result('linux', 'arm64', 'deb/arm64/notes_1.1.0_arm64.deb'),
    ] as Parameters<typeof forgeArtifacts>[0]);
    expect(taken).toEqual([
      {
        path: '/app/out/make/zip/darwin/universal/Notes.zip',
        platform: 'macos',
        arch: 'universal',
      },
      { path: '/app/out/make/nsis/Notes Setup.exe', platform: 'windows', arch: 'arm64' },
      { path: '/app/out/make/deb/arm64/notes_1.1.0_arm64.deb', platform: 'linux', arch: 'arm64' },
    ]);
    expect(passedOver.map((what) => what.split(':')[0])).toEqual([
      'Notes.dmg',
      'Notes-1.1.0 Setup.exe',
      'RELEASES',
      'notes.deb',
      'Notes.zip',
    ]);
    expect(makeFolderOf(taken)).toBe('/app/out/make');
    expect(() => makeFolderOf([{ path: '/a/b.zip', platform: 'macos', arch: 'x64' }])).toThrow(
      /"make"/,
    );
  });
});
