import type { Package } from '@phasegate/rollout';
import { signStatement } from '@phasegate/trust';
import { expect, it } from 'vitest';
import { v } from '../agent.fixture.ts';
import { opened, rootFile, rootKeys } from './trust.fixture.ts';
import { distrustOf } from './vouched.ts';

const keys = rootKeys();
const root = opened(rootFile(1, keys));
const product = { app: 'com.example.notes', platform: 'linux' } as const;
const file: Package = {
  url: 'https://example.com/notes.AppImage',
  length: 100,
  sha512: `${'A'.repeat(86)}==`,
  arch: undefined,
  kind: 'AppImage',
  os: undefined,
  floor: v('1.0.0'),
  signature: undefined,
};
const signature = signStatement(
  {
    ...product,
    version: '1.1.0',
    arch: undefined,
    package: 'AppImage',
    length: 100,
    sha512: file.sha512 ?? '',
    floor: '1.0.0',
  },
  keys.targets,
);

const distrust = (change: Partial<Package>): unknown =>
  distrustOf({ ...file, ...change }, { ...product, version: v('1.1.0') }, root);

it('vouches for a package whose every value the release key has signed', () => {
  expect(distrust({ signature })).toBeUndefined();
});

it.each<[string, Partial<Package>, string]>([
  ['without a signature', {}, 'not-signed'],
  ['of another arch', { signature, arch: 'x64' }, 'wrong-signature'],
  ['of a kind that is not said', { signature, kind: undefined }, 'wrong-signature'],
  ['of a length that is not said', { signature, length: undefined }, 'wrong-signature'],
  ['of a digest that is not said', { signature, sha512: undefined }, 'wrong-signature'],
  ['of a floor that is not said', { signature, floor: undefined }, 'wrong-signature'],
  ['of another floor', { signature, floor: v('0.9.0') }, 'wrong-signature'],
])('does not vouch for a package %s', (_, change, code) => {
  expect(distrust(change)).toBe(code);
});
