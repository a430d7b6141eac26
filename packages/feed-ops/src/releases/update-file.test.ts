import { describe, expect, it } from 'vitest';

import { readUpdateFile, targetIn } from './update-file.ts';

const SHA512 = Buffer.alloc(64, 7).toString('base64');

function read(text: string, name = 'latest-linux.yml'): unknown {
  const release = readUpdateFile(text, name);
  return release.ok ? release.value : release.refusal.code;
}

function update(entry: string): string {
  return `version: 1.1.0\nfiles:\n  - ${entry}\n`;
}

describe('an update file of electron-builder', () => {
  it.each([
    ['latest.yml', 'windows', undefined],
    ['beta.yml', 'windows', undefined],
    ['latest-mac.yml', 'macos', undefined],
    ['alpha-mac.yml', 'macos', undefined],
    ['latest-linux.yml', 'linux', 'x64'],
    ['latest-linux-arm64.yml', 'linux', 'arm64'],
    ['latest-linux-ia32.yml', 'linux', 'ia32'],
    ['latest-linux-arm.yml', 'linux', 'other'],
  ])('%s is for %s %s', (name, platform, arch) => {
    expect(targetIn(name)).toEqual({ platform, arch });
  });

  it('is read as YAML: notes over several lines, quotes, keys in any order', () => {
    const text = `releaseNotes: |-
  version: 9.9.9
  files:
    - url: evil.AppImage
files:
  - sha512: >-
      ${SHA512}
    url: "notes-1.1.0.AppImage"
    size: 11
    blockMapSize: 12
releaseDate: '2026-11-23T04:00:00.000Z'
version: '1.1.0'
`;
    expect(read(text)).toEqual({
      version: '1.1.0',
      files: [
        {
          platform: 'linux',
          arch: 'x64',
          kind: 'AppImage',
          path: 'notes-1.1.0.AppImage',
          url: 'notes-1.1.0.AppImage',
          length: 11,
          sha512: SHA512,
        },
      ],
      passedOver: [],
    });
  });

  it('keeps a version as it is written', () => {
    const file = `{ url: a.AppImage, sha512: ${SHA512} }`;
    expect(read(`version: 1.10\nfiles:\n  - ${file}\n`)).toMatchObject({ version: '1.10' });
  });

  it.each([
    ['no YAML', '\t: {', 'bad-argument'],
    ['a list', '- 1\n- 2\n', 'bad-argument'],
    ['no files', 'version: 1.1.0\nfiles: []\n', 'bad-argument'],
    ['no version', `files:\n  - { url: a.AppImage, sha512: ${SHA512} }\n`, 'bad-argument'],
    ['no digest', update('{ url: a.AppImage }'), 'bad-argument'],
    ['half a digest', update('{ url: a.AppImage, sha512: abcd }'), 'wrong-digest'],
    [
      'a size in words',
      update(`{ url: a.AppImage, sha512: ${SHA512}, size: big }`),
      'wrong-length',
    ],
    ['no size at all', update(`{ url: a.AppImage, sha512: ${SHA512}, size: 0 }`), 'wrong-length'],
    ['aliases', `a: &a [x]\nversion: 1.1.0\nfiles: *a\n`, 'bad-argument'],
    [
      '2 MB',
      `# ${'x'.repeat(2_000_000)}\n${update(`{ url: a.AppImage, sha512: ${SHA512} }`)}`,
      'bad-argument',
    ],
  ])('with %s is refused', (_what, text, code) => {
    expect(read(text)).toBe(code);
  });
});
