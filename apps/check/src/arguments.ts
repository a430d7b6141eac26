import {
  DEFAULT_PHASES,
  PACKAGE_KINDS,
  parseArch,
  parseBucket,
  parsePackageKind,
  parsePhases,
  parsePlatform,
  parseSystemVersion,
  parseVersion,
  parseVersionRange,
  phaseOfFeed,
  isFeedBase,
  isSafeAddress,
} from '@phasegate/agent';
import type { Bucket, FeedName, Installed, Phases, SystemVersion } from '@phasegate/agent';

/** The command line as commander hands it over: words, not yet facts. */
export interface Words {
  readonly feedBase?: string;
  readonly feedFile?: string;
  readonly platform?: string;
  readonly installed: string;
  readonly machineId?: string;
  readonly bucket?: string;
  readonly feed?: string;
  readonly phases?: string;
  readonly arch?: string;
  readonly package?: string;
  readonly systemVersion?: string;
  readonly channel?: readonly string[];
  readonly blocked?: readonly string[];
  readonly wentBackFrom?: string;
  readonly app?: string;
  readonly root?: string;
  readonly json?: boolean;
}

/** What this machine itself says, used where the command line is silent. */
export interface Surroundings {
  readonly platform: string | undefined;
  readonly arch: string;
  readonly systemVersion: SystemVersion | undefined;
}

/** The question, parsed. */
export interface Question {
  readonly source: { readonly base: string } | { readonly file: string };
  readonly installed: Omit<Installed, 'bucket'>;
  readonly bucket: Bucket | 'all' | undefined;
  readonly feed: FeedName | undefined;
  readonly phases: Phases;
  readonly machineId: string | undefined;
}

/** A flag that cannot be read; the message names it, what was given, and what is wanted. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

/** Parses at the door: whatever is odd throws a {@link UsageError} and nothing is asked. */
export function parseWords(words: Words, around: Surroundings): Question {
  return {
    source: sourceOf(words),
    installed: installedOf(words, around),
    bucket: words.bucket === 'all' ? 'all' : FLAGS.bucket.optional(words.bucket),
    feed: FLAGS.feed.optional(words.feed),
    phases: FLAGS.phases.optional(words.phases) ?? DEFAULT_PHASES,
    machineId: FLAGS.machineId.optional(words.machineId),
  };
}

function installedOf(words: Words, around: Surroundings): Question['installed'] {
  const platform = FLAGS.platform.required(words.platform ?? around.platform);
  const kind = FLAGS.package.optional(words.package);
  const systemVersion = FLAGS.systemVersion.optional(words.systemVersion);
  return {
    version: FLAGS.installed.required(words.installed),
    platform,
    arch: FLAGS.arch.required(words.arch ?? around.arch),
    packageKinds: kind === undefined ? PACKAGE_KINDS[platform] : [kind],
    systemVersion:
      systemVersion ?? (platform === around.platform ? around.systemVersion : undefined),
    channels: words.channel ?? [],
    blockedVersions: (words.blocked ?? []).map((text) => FLAGS.blocked.required(text)),
    wentBackFrom: FLAGS.wentBackFrom.optional(words.wentBackFrom),
    mayGoBack: true,
    floor: undefined,
  };
}

const FLAGS = {
  installed: flag('--installed', parseVersion, 'a full version like 1.0.0'),
  platform: flag('--platform', parsePlatform, 'macos, windows or linux'),
  arch: flag('--arch', parseArch, 'x64, arm64 or ia32'),
  package: flag('--package', parsePackageKind, 'AppImage, deb, rpm, nsis or zip'),
  systemVersion: flag('--system-version', parseSystemVersion, 'numbers like 14.2.1'),
  blocked: flag('--blocked', parseVersionRange, 'a range like ">=1.1.0 <1.1.3"'),
  wentBackFrom: flag('--went-back-from', parseVersion, 'a full version like 1.1.0'),
  // An empty variable of a script would else be a machine, in a bucket of its own.
  machineId: flag('--machine-id', (text) => text || undefined, 'an id that is not empty'),
  bucket: flag('--bucket', parseBucket, 'a number 0..99, or all'),
  feed: flag('--feed', parseFeedName, 'stable, or a name like stable-rollout-10%'),
  phases: flag('--phases', parsePhaseList, 'rising percentages that end in 100, like 10,50,100'),
};

interface Flag<T> {
  readonly required: (text: string | undefined) => T;
  readonly optional: (text: string | undefined) => T | undefined;
}

function flag<T>(name: string, parse: (text: string) => T | undefined, wanted: string): Flag<T> {
  const required = (text: string | undefined): T => {
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) {
      const given = text === undefined ? 'is missing' : `${JSON.stringify(text)} cannot be read`;
      throw new UsageError(`${name} ${given}; wanted is ${wanted}`);
    }
    return value;
  };
  const optional = (text: string | undefined): T | undefined =>
    text === undefined ? undefined : required(text);
  return { required, optional };
}

function sourceOf({ feedBase, feedFile }: Words): Question['source'] {
  if (feedFile !== undefined && feedBase === undefined) {
    return { file: feedFile };
  }
  if (feedBase === undefined || feedFile !== undefined) {
    throw new UsageError('give either --feed-base URL or --feed-file FILE');
  }
  if (!isSafeAddress(feedBase, true)) {
    throw new UsageError(
      `--feed-base ${JSON.stringify(feedBase)} is not an https URL like https://example.github.io/notes/updates, nor http on this machine`,
    );
  }
  // Its text stays unsaid: a password in it would else stand in the log of a script.
  if (!isFeedBase(feedBase, true)) {
    throw new UsageError(
      '--feed-base has credentials, a query or a fragment; clients take an address without them',
    );
  }
  return { base: feedBase };
}

function parseFeedName(text: string): FeedName | undefined {
  return phaseOfFeed(text) === undefined ? undefined : (text as FeedName);
}

function parsePhaseList(text: string): Phases | undefined {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => /^\d+$/.test(part)) ? parsePhases(parts.map(Number)) : undefined;
}
