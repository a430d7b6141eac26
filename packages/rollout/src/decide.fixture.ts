import type { Advisory } from './advisory.ts';
import type { Bucket } from './bucket.ts';
import type { Feed } from './feed.ts';
import type { Installed } from './installed.ts';
import type { Package, Release } from './release.ts';
import { release } from './release.ts';
import { parseSystemVersion } from './system-version.ts';
import { parseVersion, parseVersionRange } from './version.ts';
import type { Version } from './version.ts';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const v = (text: string): Version => parseVersion(text) as Version;

export const file: Package = {
  url: 'https://example.com/notes.AppImage',
  length: 100,
  sha512: 'A'.repeat(86) + '==',
  arch: 'x64',
  kind: 'AppImage',
  os: undefined,
  floor: undefined,
  signature: undefined,
};

export const item = (version: string, facts: Partial<Release> = {}): Release =>
  release({ version: v(version), packages: [file], ...facts });

export const feed = (releases: readonly Release[], advisories: readonly Advisory[] = []): Feed => ({
  title: 'Notes',
  identity: undefined,
  releases,
  advisories,
  unusable: [],
});

export const machine = (facts: Partial<Installed> = {}): Installed => ({
  version: v('1.0.0'),
  platform: 'linux',
  arch: 'x64',
  packageKinds: ['AppImage'],
  systemVersion: parseSystemVersion('6.1.0'),
  bucket: 7 as Bucket,
  channels: [],
  blockedVersions: [],
  wentBackFrom: undefined,
  mayGoBack: true,
  floor: undefined,
  ...facts,
});

export const advisory = (facts: Partial<Advisory> & { readonly on: string }): Advisory => ({
  id: `about-${facts.on}`,
  revision: 1,
  kind: 'withdrawn',
  severity: 'critical',
  versions: parseVersionRange(facts.on),
  data: undefined,
  issued: undefined,
  expires: undefined,
  deadline: undefined,
  supersedes: undefined,
  resolves: undefined,
  platforms: undefined,
  archs: undefined,
  texts: [],
  action: undefined,
  links: [],
  ...facts,
});
