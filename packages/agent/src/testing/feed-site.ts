import { createHash } from 'node:crypto';
import { addAdvisory, emptyAppcast, insertItem, itemXml } from '@phasegate/appcast';
import type { PackageFacts as EnclosureFacts } from '@phasegate/appcast';
import {
  aliasOf,
  compareVersions,
  feedNameOf,
  FULL_PHASE,
  PACKAGE_KINDS,
  parseVersion,
  parseVersionRange,
} from '@phasegate/rollout';
import type {
  Advisory,
  AdvisoryKind,
  Arch,
  DataSafety,
  FeedName,
  PackageKind,
  Phase,
  Phases,
  Platform,
  Severity,
  Version,
} from '@phasegate/rollout';
import { signFeed, signStatement } from '@phasegate/trust';
import type { TestKeys } from './test-keys.ts';

/** A release to be put into the feeds; what is left out is what a small release on one machine needs. */
export interface PublishedRelease {
  /** Full semver. */
  readonly version: string;
  /** The share of machines it is open to, 1..100; everybody if not given. */
  readonly phase?: number;
  /** Release notes as plain text. */
  readonly notes?: string;
  /** `sparkle:channel`: only apps that ask for it are offered the release. */
  readonly channel?: string;
  /** The bytes of the installer; a few that name the version if not given. */
  readonly file?: Uint8Array;
  /** The processor of this process if not given. */
  readonly arch?: Arch;
  /** The platform's usual format if not given. */
  readonly kind?: PackageKind;
}

/** What the publisher says of versions that are out. */
export interface AdvisoryWords {
  /** One sentence, at most 280 characters. */
  readonly issue?: string;
  /** `high` if not given. */
  readonly severity?: Severity;
  /** What it means for the user's data; `safe` if not given. */
  readonly data?: DataSafety;
  /** Addresses that the user may open; none if not given. */
  readonly links?: Advisory['links'];
  /** Of the advisory; the kind and the version if not given. */
  readonly id?: string;
}

/** Everything that the feeds say. */
export interface Site {
  readonly app: string;
  readonly platform: Platform;
  readonly phases: Phases;
  readonly keys: TestKeys | undefined;
  /** Milliseconds for which feeds hold. */
  readonly lastsFor: number;
  sequence: number;
  releases: readonly SiteRelease[];
  advisories: readonly Advisory[];
}

/** A release of the site, its file and whom it is open to. */
export interface SiteRelease {
  readonly version: Version;
  readonly phase: Phase;
  readonly paused: boolean;
  readonly facts: PublishedRelease;
  readonly file: Uint8Array;
  readonly fileName: string;
}

/** Checks what a test wants to publish. Throws for a version or a phase that is none. */
export function siteRelease(facts: PublishedRelease, { platform, phases }: Site): SiteRelease {
  const version = demand(parseVersion(facts.version), `${facts.version} is no semver version`);
  const phase = demand(
    phases.find((one) => one === (facts.phase ?? FULL_PHASE)),
    `${facts.phase} is no phase of ${phases.join(', ')}`,
  );
  const kind = kindOf(facts, platform);
  const file = facts.file ?? Buffer.from(`${version}\n`);
  return { version, phase, paused: false, facts, file, fileName: `app-${version}.${kind}` };
}

/** Word about one version. Throws for a text that is no version or range. */
export function siteAdvisory(kind: AdvisoryKind, about: string, words: AdvisoryWords): Advisory {
  const { issue = 'It has a problem.', severity = 'high', data = 'safe', links = [], id } = words;
  return {
    id: id ?? `${kind}-${about.replaceAll(/[^\w.-]+/g, '-')}`,
    revision: 1,
    kind,
    severity,
    versions: demand(parseVersionRange(about), `${about} is no version or range of versions`),
    data,
    issued: undefined,
    expires: undefined,
    deadline: undefined,
    supersedes: undefined,
    resolves: undefined,
    platforms: undefined,
    archs: undefined,
    texts: [
      { language: 'en', issue, impact: undefined, instruction: undefined, timeline: undefined },
    ],
    action: undefined,
    links,
  };
}

/** Adds an advisory; one of an id that is there already takes its place, as the next revision. */
export function advised(before: readonly Advisory[], advisory: Advisory): readonly Advisory[] {
  const old = before.find(({ id }) => id === advisory.id);
  const revision = (old?.revision ?? 0) + 1;
  return [...before.filter((one) => one !== old), { ...advisory, revision }];
}

/** Every file under the site's address as it is now, by decoded path; feeds are written and signed by the product's own code. */
export function siteFiles(site: Site, base: string, now: number): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const phase of site.phases) {
    const name = feedNameOf(phase);
    const feed = feedOf(site, { base, now, name, phase });
    for (const folder of new Set([name, aliasOf(name)])) {
      files.set(`/updates/${site.platform}/${folder}/appcast.xml`, feed);
    }
  }
  for (const { file, fileName } of site.releases) {
    files.set(`/files/${fileName}`, file);
  }
  if (site.keys !== undefined) {
    files.set('/updates/keys/1.root.json', Buffer.from(site.keys.rootText));
  }
  return files;
}

interface Wanted {
  readonly base: string;
  readonly now: number;
  readonly name: FeedName;
  readonly phase: Phase;
}

/** A feed of a phase holds what is open to that many machines or more, the newest first. */
function feedOf(site: Site, { base, now, name, phase }: Wanted): Uint8Array {
  const { app, platform, sequence, keys } = site;
  const identity = {
    app,
    platform,
    name,
    sequence,
    issued: instant(now),
    expires: instant(now + site.lastsFor),
    root: keys === undefined ? undefined : 1,
  };
  const date = new Date(now).toUTCString();
  const open = site.releases
    .filter((one) => !one.paused && one.phase >= phase)
    .sort((a, b) => compareVersions(a.version, b.version));
  const empty = emptyAppcast({ title: app, identity, lastBuildDate: date });
  const said = site.advisories.reduce((text, one) => edited(addAdvisory(text, one)), empty);
  const text = open.reduce((before, one) => {
    const { version } = one;
    const { notes, channel } = one.facts;
    const packages = [enclosureOf(one, site, base)];
    const item = { version, title: version, pubDate: date, notes, channel, packages };
    return edited(insertItem(before, itemXml(item)));
  }, said);
  const bytes = Buffer.from(text);
  return keys === undefined ? bytes : signFeed(bytes, [keys.feed]);
}

function enclosureOf(one: SiteRelease, site: Site, base: string): EnclosureFacts {
  const { version, facts, file, fileName } = one;
  const { app, platform, keys } = site;
  const kind = kindOf(facts, platform);
  const arch = facts.arch ?? (process.arch as Arch);
  const sha512 = createHash('sha512').update(file).digest('base64');
  const plain = { url: `${base}/files/${fileName}`, length: file.length, sha512, arch, kind };
  if (keys === undefined) {
    return plain;
  }
  const floor = '0.0.0';
  const said = { app, version, platform, arch, package: kind, length: file.length, sha512, floor };
  return { ...plain, floor, signature: signStatement(said, keys.release) };
}

function kindOf({ kind }: PublishedRelease, platform: Platform): PackageKind {
  return kind ?? demand(PACKAGE_KINDS[platform][0], `nothing is packaged for ${platform}`);
}

function edited(outcome: ReturnType<typeof insertItem>): string {
  if (!outcome.ok) {
    throw new Error(outcome.problem.message);
  }
  return outcome.text;
}

function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function demand<T>(value: T | undefined, problem: string): T {
  if (value === undefined) {
    throw new Error(problem);
  }
  return value;
}
