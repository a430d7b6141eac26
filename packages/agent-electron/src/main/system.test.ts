import { describe, expect, it } from 'vitest';
import { archOf, packageKindsOf, platformOf, systemVersionOf } from './system.ts';

describe('the running system', () => {
  it('is named as feeds name it, and an unknown one is not guessed', () => {
    expect(['darwin', 'win32', 'linux', 'freebsd'].map(platformOf)).toEqual([
      'macos',
      'windows',
      'linux',
      undefined,
    ]);
    expect(['x64', 'arm64', 'ia32', 'arm'].map(archOf)).toEqual([
      'x64',
      'arm64',
      'ia32',
      undefined,
    ]);
  });

  it('has the leading numbers of its version', () => {
    expect(systemVersionOf('6.1.0-13-amd64')).toEqual([6, 1, 0]);
    expect(systemVersionOf('14.2')).toEqual([14, 2]);
    expect(systemVersionOf('10.0.19045')).toEqual([10, 0, 19_045]);
    expect(systemVersionOf('rolling')).toBeUndefined();
  });

  it('installs only the format it came in', () => {
    const linux = { platform: 'linux', appImage: undefined, packageType: undefined } as const;
    expect(packageKindsOf({ ...linux, appImage: '/home/a/Notes.AppImage' })).toEqual(['AppImage']);
    expect(packageKindsOf({ ...linux, packageType: 'deb\n' })).toEqual(['deb']);
    expect(packageKindsOf({ ...linux, packageType: 'rpm' })).toEqual(['rpm']);
    expect(packageKindsOf({ ...linux, packageType: 'pacman' })).toEqual([]);
    expect(packageKindsOf(linux)).toEqual([]);
    expect(packageKindsOf({ ...linux, platform: 'macos' })).toEqual(['zip']);
    expect(packageKindsOf({ ...linux, platform: 'windows' })).toEqual(['nsis']);
  });
});
