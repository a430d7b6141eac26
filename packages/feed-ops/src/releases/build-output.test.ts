import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { parseVersion } from '@phasegate/rollout';
import { temporaryFolder } from '@phasegate/testkit';
import { beforeEach, describe, expect, it } from 'vitest';

import { readBuildOutput } from './build-output.ts';
import type { OutputTyped } from './build-output.ts';
import { manifestText } from './manifest.ts';

const BASE = 'https://example.com/{platform}/v{version}/';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder('output');
});

function sha512(text: string): string {
  return createHash('sha512').update(text).digest('base64');
}

/** As electron-builder writes it; each file holds its own name. */
async function update(name: string, version: string, files: readonly string[]): Promise<string> {
  const entries = files.map(
    (file) =>
      `  - url: ${file}\n    sha512: ${sha512(file)}\n    size: ${Buffer.byteLength(file)}\n`,
  );
  const path = join(folder, name);
  await writeFile(path, `version: ${version}\nfiles:\n${entries.join('')}path: ${files[0]}\n`);
  return path;
}

async function artifact(name: string, text = name.split('/').at(-1) ?? name): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

async function read(more: Partial<OutputTyped> = {}): Promise<unknown> {
  const wanted = { from: [folder], urlBase: BASE, version: undefined, platforms: undefined };
  const output = await readBuildOutput({ ...wanted, ...more });
  return output.ok ? output.value : output.refusal;
}

function described(name: string, platform: string, more: object): object {
  const url = `https://example.com/${platform}/v1.1.0/${encodeURIComponent(name)}`;
  return { url, length: Buffer.byteLength(name), sha512: sha512(name), arch: undefined, ...more };
}

describe("electron-builder's folder", () => {
  it('gives the packages of every platform and architecture that it holds', async () => {
    await update('latest.yml', '1.1.0', ['Notes Setup 1.1.0.exe']);
    await update('latest-mac.yml', '1.1.0', ['Notes-1.1.0-universal-mac.zip', 'Notes-1.1.0.dmg']);
    await update('latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage', 'notes_1.1.0_amd64.deb']);
    await update('latest-linux-arm64.yml', '1.1.0', ['Notes-1.1.0-arm64.AppImage']);
    await update('latest-linux-arm.yml', '1.1.0', ['Notes-1.1.0-armv7l.AppImage']);
    await writeFile(join(folder, 'builder-debug.yml'), 'x64:\n  firstOrDefaultFilePatterns: []\n');
    await artifact('Notes Setup 1.1.0.exe');
    await artifact('Notes-1.1.0-arm64.AppImage');
    const linux = { kind: 'AppImage', arch: 'x64' };
    expect(await read()).toEqual({
      version: '1.1.0',
      packages: {
        windows: [described('Notes Setup 1.1.0.exe', 'windows', { kind: 'nsis' })],
        macos: [
          described('Notes-1.1.0-universal-mac.zip', 'macos', { kind: 'zip', arch: 'universal' }),
        ],
        linux: [
          described('Notes-1.1.0-arm64.AppImage', 'linux', { ...linux, arch: 'arm64' }),
          described('Notes-1.1.0.AppImage', 'linux', linux),
          described('notes_1.1.0_amd64.deb', 'linux', { kind: 'deb', arch: 'x64' }),
        ],
      },
      // Those that lie beside their descriptions.
      files: {
        'https://example.com/linux/v1.1.0/Notes-1.1.0-arm64.AppImage': {
          path: join(folder, 'Notes-1.1.0-arm64.AppImage'),
        },
        'https://example.com/windows/v1.1.0/Notes%20Setup%201.1.0.exe': {
          path: join(folder, 'Notes Setup 1.1.0.exe'),
        },
      },
      passedOver: [
        'Notes-1.1.0-armv7l.AppImage: no client of Phasegate has that architecture',
        'Notes-1.1.0.dmg: macos does not install it by itself',
      ],
    });
    expect(await read({ platforms: ['macos'] })).toHaveProperty('packages.macos');
    expect(await read({ platforms: ['macos'] })).not.toHaveProperty('packages.linux');
  });

  it('is checked against the files themselves, also where GitHub knows them by another name', async () => {
    await update('latest.yml', '1.1.0', ['Notes-Setup-1.1.0.exe']);
    await artifact('Notes Setup 1.1.0.exe', 'Notes-Setup-1.1.0.exe');
    expect(await read()).toHaveProperty('packages.windows');
    await artifact('Notes Setup 1.1.0.exe', 'Notes-Setup-1.1.0.exF');
    expect(await read()).toMatchObject({ code: 'wrong-digest' });
    await artifact('Notes Setup 1.1.0.exe', 'longer than it was when it was described');
    expect(await read()).toMatchObject({ code: 'wrong-length' });
    await artifact('Notes Setup 1.1.0.exe', '');
    expect(await read()).toMatchObject({ code: 'wrong-length' });
  });

  it('with two versions asks which, and takes that one alone', async () => {
    await update('latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    await update('beta-linux.yml', '1.2.0-beta.1', ['Notes-1.2.0-beta.1.AppImage']);
    expect(await read()).toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('1.2.0-beta.1 (beta-linux.yml), 1.1.0 (latest-linux.yml)'),
    });
    expect(await read({ version: parseVersion('1.1.0') })).toMatchObject({
      version: '1.1.0',
      packages: { linux: [{ arch: 'x64' }] },
      passedOver: ['beta-linux.yml is of version 1.2.0-beta.1'],
    });
    expect(await read({ version: parseVersion('1.3.0') })).toMatchObject({ code: 'bad-argument' });
  });

  it('may describe one file twice, for two channels, but not two files as one', async () => {
    await update('latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    await update('beta-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    expect(await read()).toMatchObject({ packages: { linux: [{ arch: 'x64' }] } });
    await update('beta-linux.yml', '1.1.0', ['Notes-other.AppImage']);
    expect(await read()).toMatchObject({
      code: 'wrong-digest',
      message: expect.stringContaining('for linux x64 AppImage'),
    });
  });

  it('with nothing in it, or nothing that a client installs, is refused', async () => {
    expect(await read()).toMatchObject({ code: 'no-such-file' });
    expect(await read({ from: [join(folder, 'latest.yml')] })).toMatchObject({
      code: 'no-such-file',
    });
    await update('latest-mac.yml', '1.1.0', ['Notes-1.1.0.dmg']);
    expect(await read()).toMatchObject({ code: 'bad-argument' });
  });

  it('takes files of any name for the platform that is named with them', async () => {
    const path = await update('updates.yml', '1.1.0', ['notes-1.1.0-arm64.AppImage']);
    expect(await read({ from: [path], platforms: ['linux'] })).toMatchObject({
      packages: { linux: [{ arch: 'arm64' }] },
    });
  });

  it.each([
    ['{arch}', 'bad-argument'],
    ['http://example.com', 'bad-argument'],
    ['https://user:secret@example.com', 'bad-argument'],
  ])('refuses the address %s', async (urlBase, code) => {
    await update('latest-linux.yml', '1.1.0', ['Notes-1.1.0.AppImage']);
    const text = urlBase.startsWith('{') ? `https://example.com/${urlBase}` : urlBase;
    expect(await read({ urlBase: text })).toMatchObject({ code });
  });
});

describe('a release manifest', () => {
  const file = { platform: 'linux', arch: 'arm64', kind: 'AppImage' } as const;
  const path = 'make/arm64/notes-1.1.0.AppImage';
  const name = 'notes-1.1.0.AppImage';
  const named = { ...file, path, url: name, length: name.length, sha512: sha512(name) };

  it('names files in folders below it; their addresses are flat', async () => {
    await writeFile(join(folder, 'phasegate-release.json'), manifestText('1.1.0', [named]));
    await artifact(path);
    const expected = {
      packages: { linux: [described(name, 'linux', { ...file, platform: undefined })] },
    };
    expect(await read()).toMatchObject(JSON.parse(JSON.stringify(expected)) as object);
    await artifact(path, 'notes-1.1.0.AppImagE');
    expect(await read()).toMatchObject({ code: 'wrong-digest' });
  });

  it.each([
    ['a path that leads out of the folder', { path: '../notes.AppImage' }],
    ['an absolute path', { path: '/notes.AppImage' }],
    ['a format of another platform', { platform: 'windows' }],
    ['an architecture that nobody has', { arch: 'armv7l' }],
    ['half a digest', { sha512: 'abcd' }],
    ['no length', { length: 0 }],
  ])('with %s is refused as a whole', async (_what, wrong) => {
    const text = manifestText('1.1.0', [named, { ...named, ...(wrong as object) }]);
    await writeFile(join(folder, 'phasegate-release.json'), text);
    expect(await read()).toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('its file 2 cannot be read'),
    });
  });

  it('of another schema, of no version or of no file is refused', async () => {
    for (const text of [
      '{',
      '[]',
      manifestText('1.1.0', []),
      manifestText('1.1', [named]),
      manifestText('1.1.0', [named]).replace('release@1', 'release@2'),
    ]) {
      await writeFile(join(folder, 'phasegate-release.json'), text);
      expect(await read()).toMatchObject({ code: 'bad-argument' });
    }
  });
});
