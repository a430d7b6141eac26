import { DEFAULT_PHASES, parsePhases } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';
import { startFeedHost } from './feed-host.ts';
import type { FeedFault, FeedHost, FeedRequest } from './feed-host.ts';
import { advised, siteAdvisory, siteFiles, siteRelease } from './feed-site.ts';
import type { AdvisoryWords, PublishedRelease, Site, SiteRelease } from './feed-site.ts';
import { testKeys } from './test-keys.ts';

/** How the feeds of a test are made; what is left out is a signed feed for the system that the test runs on. */
export interface FeedServerOptions {
  /** Reverse-DNS id of the app, as the app itself says it. */
  readonly app: string;
  /** The system of the feeds; this machine's if not given. */
  readonly platform?: Platform;
  /** Feeds without signatures, for apps that say `trust: 'unsigned'`. */
  readonly unsigned?: boolean;
  /**
   * The same text makes the same keys, so that a build that embeds `root` can be kept. Whoever knows it can sign: never
   * ship that root.
   */
  readonly seed?: string;
  /** Percentages that rise to 100; 10, 50 and 100 if not given. */
  readonly phases?: readonly number[];
  /** The time that feeds are issued at, milliseconds since 1970; the machine's clock if not given. */
  readonly now?: () => number;
  /** Milliseconds for which a feed holds; seven days if not given. */
  readonly lastsFor?: number;
}

/** A feed server on loopback (the app needs `allowLoopbackHttp`). Every change is in the next answer. */
export interface FeedServer {
  /** What the app's `feedBase` has to be. */
  readonly feedBase: string;
  /** What the app's `root` has to be; `undefined` for unsigned feeds. */
  readonly root: string | undefined;
  /** Every request since the start, in the order of the answers. */
  readonly requests: readonly FeedRequest[];
  /** Puts a release into the feeds. Throws for a version that is there already. */
  readonly publish: (release: PublishedRelease) => void;
  /** Opens a release to another share of machines, 1..100. */
  readonly setPhase: (version: string, phase: number) => void;
  /** Takes a release out of the feeds and says nothing of it; `resume` puts it back. */
  readonly pause: (version: string) => void;
  /** Puts a paused release back. */
  readonly resume: (version: string) => void;
  /** Takes a release out of the feeds for good and tells those who have it. */
  readonly withdraw: (version: string, words?: AdvisoryWords) => void;
  /** Blocks a version or a semver range. What is said twice of the same is the next revision of it. */
  readonly block: (range: string, words?: AdvisoryWords) => void;
  /** Says something to those who have a version of the range; nothing is taken from them. */
  readonly announce: (range: string, words?: AdvisoryWords) => void;
  /** Takes the advisories about a version or range back. */
  readonly lift: (range: string) => void;
  /** From now on requests go wrong (`times`: so many of them; `path`: only these); returns how to mend it. */
  readonly fail: (
    how: FeedFault,
    which?: { readonly times?: number; readonly path?: RegExp },
  ) => () => void;
  /** Every answer waits so many milliseconds. */
  readonly delay: (milliseconds: number) => void;
  /** Ends the server and its connections. */
  readonly close: () => Promise<void>;
}

const WEEK = 7 * 86_400_000;
const PLATFORMS: Readonly<Record<string, Platform>> = {
  darwin: 'macos',
  win32: 'windows',
  linux: 'linux',
};

/** Starts a server whose feeds are empty, on a free port. */
export async function startFeedServer(options: FeedServerOptions): Promise<FeedServer> {
  const { now = Date.now } = options;
  const site = siteOf(options);
  const host = await startFeedHost();
  // From the clock, and one more for each change: a server that follows another one on the same root is ahead of it.
  site.sequence = Math.floor(now());
  const change = (apply: () => void): void => {
    apply();
    site.sequence += 1;
    host.files = siteFiles(site, host.url, now());
  };
  const advise =
    (kind: 'withdrawn' | 'blocked' | 'notice') =>
    (range: string, words: AdvisoryWords = {}): void => {
      const advisory = siteAdvisory(kind, range, words);
      change(() => (site.advisories = advised(site.advisories, advisory)));
    };
  change(() => undefined);
  return {
    feedBase: `${host.url}/updates`,
    root: site.keys?.rootText,
    requests: host.requests,
    publish: (release) => change(() => publish(site, release)),
    setPhase: (version, phase) =>
      change(() => alter(site, version, (one) => siteRelease({ ...one.facts, phase }, site))),
    pause: (version) => change(() => alter(site, version, (one) => ({ ...one, paused: true }))),
    resume: (version) => change(() => alter(site, version, (one) => ({ ...one, paused: false }))),
    withdraw: (version, words) => {
      alter(site, version, () => undefined);
      advise('withdrawn')(version, words);
    },
    block: advise('blocked'),
    announce: advise('notice'),
    lift: (range) =>
      change(() => {
        site.advisories = site.advisories.filter(({ versions }) => versions !== range);
      }),
    fail: (how, which) => addFault(host, how, which),
    delay: (milliseconds) => {
      host.delay = milliseconds;
    },
    close: host.close,
  };
}

function siteOf(options: FeedServerOptions): Site {
  const { app, unsigned = false, seed, lastsFor = WEEK } = options;
  const platform = options.platform ?? PLATFORMS[process.platform];
  const phases = options.phases === undefined ? DEFAULT_PHASES : parsePhases(options.phases);
  if (platform === undefined || phases === undefined) {
    throw new Error(
      platform === undefined
        ? `no feed is made for ${process.platform}: name a platform`
        : 'phases are percentages that rise to 100',
    );
  }
  const keys = unsigned ? undefined : testKeys(seed);
  return { app, platform, phases, keys, lastsFor, sequence: 0, releases: [], advisories: [] };
}

function publish(site: Site, facts: PublishedRelease): void {
  const release = siteRelease(facts, site);
  if (site.releases.some(({ version }) => version === release.version)) {
    throw new Error(`${facts.version} is published already`);
  }
  site.releases = [...site.releases, release];
}

/** Puts another release in a release's place, or none. Throws for a version that was not published. */
function alter(
  site: Site,
  version: string,
  change: (release: SiteRelease) => SiteRelease | undefined,
): void {
  if (!site.releases.some((one) => one.version === version)) {
    throw new Error(`${version} was not published`);
  }
  site.releases = site.releases
    .map((one) => (one.version === version ? change(one) : one))
    .filter((one) => one !== undefined);
}

function addFault(
  host: FeedHost,
  how: FeedFault,
  { times = Number.POSITIVE_INFINITY, path = /./ }: { times?: number; path?: RegExp } = {},
): () => void {
  const fault = { how, path, left: times };
  host.faults = [fault, ...host.faults];
  return () => {
    host.faults = host.faults.filter((one) => one !== fault);
  };
}
