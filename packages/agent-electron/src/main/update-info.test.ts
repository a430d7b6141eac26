import { parseVersion } from '@phasegate/agent';
import type { Target, Version } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { filesOf, updateInfoOf } from './update-info.ts';

const SHA512 = `${'A'.repeat(86)}==`;

function targetOf(version: string, url: string): Target {
  const file = { url, length: 1234, sha512: SHA512, kind: 'AppImage' };
  return {
    direction: 'forward',
    release: { version: parseVersion(version) as Version },
    package: file,
  } as unknown as Target;
}

describe('what electron-updater is told', () => {
  const target = targetOf('1.1.0', 'https://example.com/files/notes-1.1.0-x64.AppImage?v=2');

  it('is exactly the decided version and its one file, with sha512 and length', () => {
    const info = updateInfoOf(target);
    expect(info.version).toBe('1.1.0');
    const url = 'notes-1.1.0-x64.AppImage';
    expect(info.files).toEqual([{ url, sha512: SHA512, size: 1234 }]);
    const files = filesOf(target);
    expect(files).toHaveLength(1);
    expect(files[0]?.info.sha512).toBe(SHA512);
  });

  it('carries none of the fields that electron-updater decides by on its own', () => {
    const info = updateInfoOf(target);
    expect(info).not.toHaveProperty('minimumSystemVersion');
    expect(info).not.toHaveProperty('stagingPercentage');
  });

  it('names the file on disk by the version alone, never by the address: a shell may read that name as root', () => {
    const named = (url: string, kind: string): string | undefined => {
      const odd = targetOf('1.1.0-a+b.c', url);
      const file = { ...odd.package, kind } as Target['package'];
      return filesOf({ ...odd, package: file })[0]?.url.pathname;
    };
    const evil = "https://example.com/x/'$(touch%20x)'.deb";
    expect(named(evil, 'deb')).toBe('/update-1.1.0-a_b.c.deb');
    expect(named('https://example.com/notes.rpm', 'rpm')).toBe('/update-1.1.0-a_b.c.rpm');
    expect(named('https://example.com/%2e%2e%2fevil.AppImage', 'AppImage')).toBe(
      '/update-1.1.0-a_b.c.AppImage',
    );
  });

  it('keeps the name of an AppImage that is a plain word, for a user whose file has the version in its name', () => {
    expect(filesOf(target)[0]?.url.pathname).toBe('/notes-1.1.0-x64.AppImage');
  });
});
