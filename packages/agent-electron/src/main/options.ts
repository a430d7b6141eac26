import {
  AgentError,
  DEFAULT_PHASES,
  parsePhases,
  parseVersionRange,
  signedBy,
  isFeedBase,
} from '@phasegate/agent';
import type {
  AgentFacts,
  AppLinks,
  AppMessages,
  Logger,
  Phases,
  Schedule,
  VersionRange,
} from '@phasegate/agent';
import type { Gate } from './gate.ts';

/** Where notices appear: in the window, as a native dialog, or in the window if one shows them and else as a dialog. */
export type NoticeSurface = 'window' | 'dialog' | 'auto';

/** What an app says once. Four switches loosen something and are named in the log and in diagnostics. */
export interface UpdateAgentOptions {
  /** Reverse-DNS id of the app; a feed that names another app is refused. */
  readonly appId: string;
  /** URL of the `updates` folder, without a trailing slash or with one. */
  readonly feedBase: string;
  /** The newest `N.root.json` at build time, as text or as the object: feeds and packages are believed on its keys. */
  readonly root?: string | object;
  /**
   * Loosens, in place of `root`: feeds are believed without a signature; length and sha512 of each file are then the
   * only check.
   */
  readonly trust?: 'unsigned';
  /** Loosens: http to this machine itself. For development. */
  readonly allowLoopbackHttp?: boolean;
  /**
   * Loosens: switches, variables and a file force bucket, phase, feed, version, notice, time scale and more
   * (docs/testing-a-phase.md). For QA builds.
   */
  readonly allowOverrides?: boolean;
  /** Loosens: an unsigned feed may send this machine back to an older version. */
  readonly allowUnsignedGoBack?: boolean;
  /** `sparkle:channel`s whose releases the app wants; without any, only releases without a channel. */
  readonly channels?: readonly string[];
  /**
   * The phases of the app's rollouts, percentages that rise to 100, as `phasegate.json` has them when this is built; 10, 50
   * and 100 if not given. They decide which feed a machine reads.
   */
  readonly phases?: readonly number[];
  /** The app's own blocklist: semver ranges that are never offered, and left when running. */
  readonly blockedVersions?: readonly string[];
  /** Whether releases are fetched by themselves; true if not given. Else their users are told, and fetch them. */
  readonly autoDownload?: boolean;
  /** Whether a user who asks for updates is shown the newest release of any phase; never one that is withdrawn. */
  readonly manualChecksBypassPhase?: boolean;
  /** How a start is known to be a good one, and what is done about a crash loop. */
  readonly startGuard?: StartGuardOptions;
  /** Called when another thing is true of the running version than before: a feature can be switched off by it. */
  readonly onGate?: (gate: Gate) => void;
  /** When checks happen, in milliseconds; first after ten seconds, then every four hours, if not given. */
  readonly schedule?: Partial<Schedule>;
  /** Four methods; without it lines go to the console. */
  readonly logger?: Logger;
  /** BCP 47 tags, the best first; the system's own if not given. */
  readonly languages?: readonly string[];
  /** The app's own words for notices, or further languages (docs/notices.md). */
  readonly messages?: AppMessages;
  /** https addresses for users whose update keeps failing. */
  readonly links?: AppLinks;
  /** Where notices appear; 'auto' if not given. */
  readonly notices?: NoticeSurface;
  /** Milliseconds without a byte after which a download is given up; 60,000 if not given. */
  readonly downloadIdleTimeout?: number;
  /** Where reports of how releases fare go, if the user wants that; docs/privacy.md lists every byte. */
  readonly reports?: ReportOptions;
}

/** Reports to a collector; off until the user has said yes. */
export interface ReportOptions {
  /** The collector's address for events: `https://health.example.com/v1/events`. */
  readonly url: string;
  /** Names the app to the collector; it ships with the app, so it is no secret. */
  readonly appToken?: string;
  /** The user's choice, as the app keeps it; `false` if not given. */
  readonly enabled?: boolean;
}

/** See `UpdateAgentOptions.startGuard`. */
export interface StartGuardOptions {
  /** Milliseconds that the app has to run, 30,000 if not given; or 'app': only `updates.startedWell()` says so. */
  readonly confirmAfter?: number | 'app';
  /** In a crash loop, install the last good release without asking; false if not given. */
  readonly giveLastGood?: boolean;
}

/** The options after they were checked, nothing missing. */
export interface Settings {
  readonly appId: string;
  readonly feedBase: string;
  readonly trust: AgentFacts['trust'];
  readonly allowLoopbackHttp: boolean;
  readonly allowOverrides: boolean;
  readonly allowUnsignedGoBack: boolean;
  readonly channels: readonly string[];
  readonly phases: Phases;
  readonly blockedVersions: readonly VersionRange[];
  readonly schedule: Schedule;
  readonly autoDownload: boolean;
  readonly manualBypassesPhase: boolean;
  readonly confirmStartAfter: number | undefined;
  readonly giveLastGood: boolean;
  readonly languages: readonly string[] | undefined;
  readonly messages: AppMessages | undefined;
  readonly links: AppLinks | undefined;
  readonly notices: NoticeSurface;
  readonly downloadIdleTimeout: number;
  /** `undefined`: nothing is ever reported. */
  readonly reports: ReportSettings | undefined;
}

type ReportSettings = Required<Omit<ReportOptions, 'appToken'>> & Pick<ReportOptions, 'appToken'>;

const DEFAULT_SCHEDULE: Schedule = { firstAfter: 10_000, every: 4 * 3_600_000 };
const SURFACES: readonly string[] = ['window', 'dialog', 'auto'];

/** Checks the options; throws `bad-configuration`, while the developer is watching and not at a customer's. */
export function checkOptions(options: UpdateAgentOptions): Settings {
  const { allowLoopbackHttp = false, feedBase, notices = 'auto' } = options;
  demand(
    /^[\w-]+(?:\.[\w-]+)+$/.test(options.appId),
    "appId is a reverse-DNS id such as 'com.example.notes'",
  );
  demand(
    isFeedBase(feedBase, allowLoopbackHttp),
    `feedBase must be an https URL without credentials, query or fragment, not ${JSON.stringify(feedBase)}` +
      (allowLoopbackHttp ? '' : ' (http to this machine needs allowLoopbackHttp)'),
  );
  demand(SURFACES.includes(notices), "notices is one of 'window', 'dialog', 'auto'");
  return {
    appId: options.appId,
    feedBase,
    trust: trustOf(options),
    allowLoopbackHttp,
    allowOverrides: options.allowOverrides ?? false,
    allowUnsignedGoBack: options.allowUnsignedGoBack ?? false,
    channels: options.channels ?? [],
    phases: phasesOf(options.phases),
    blockedVersions: (options.blockedVersions ?? []).map(blockedRange),
    schedule: checkSchedule({ ...DEFAULT_SCHEDULE, ...options.schedule }),
    autoDownload: options.autoDownload ?? true,
    manualBypassesPhase: options.manualChecksBypassPhase ?? false,
    confirmStartAfter: confirmAfter(options.startGuard),
    giveLastGood: options.startGuard?.giveLastGood ?? false,
    languages: options.languages,
    messages: options.messages,
    links: options.links,
    notices,
    downloadIdleTimeout: options.downloadIdleTimeout ?? 60_000,
    reports: reportsOf(options.reports, allowLoopbackHttp),
  };
}

/** One of the two has to be said; an app that says nothing must not be one that believes everything. */
function trustOf({ root, trust }: UpdateAgentOptions): AgentFacts['trust'] {
  demand(
    trust === undefined || trust === 'unsigned',
    "trust is 'unsigned' or left out, where a root is given",
  );
  demand(
    root !== undefined || trust === 'unsigned',
    "give the app's root (the newest N.root.json), or say trust: 'unsigned' to believe feeds without a signature",
  );
  demand(
    root === undefined || trust === undefined,
    "root and trust: 'unsigned' exclude each other",
  );
  return root === undefined ? { kind: 'unsigned' } : signedBy(root);
}

function reportsOf(
  options: ReportOptions | undefined,
  allowLoopbackHttp: boolean,
): Settings['reports'] {
  if (options === undefined) {
    return undefined;
  }
  const { appToken, enabled = false } = options;
  demand(
    isFeedBase(options.url, allowLoopbackHttp),
    `reports.url must be an https URL without credentials, query or fragment, not ${JSON.stringify(options.url)}`,
  );
  demand(
    appToken === undefined || /^[\w.~+/-]{1,200}=*$/.test(appToken),
    'reports.appToken has at most 200 letters, digits and - . _ ~ + / (RFC 6750, 2.1)',
  );
  demand(typeof enabled === 'boolean', "reports.enabled is the user's choice: true or false");
  return { url: options.url, enabled, ...(appToken === undefined ? {} : { appToken }) };
}

/** A list that is odd is refused: a typo must not put machines into another phase. */
function phasesOf(given: readonly number[] | undefined): Phases {
  const phases =
    given === undefined ? DEFAULT_PHASES : Array.isArray(given) ? parsePhases(given) : undefined;
  if (phases === undefined) {
    throw new AgentError(
      'bad-configuration',
      `phases are percentages that rise and end in 100, not ${JSON.stringify(given)}`,
    );
  }
  return phases;
}

function blockedRange(text: string): VersionRange {
  const range = parseVersionRange(text);
  if (range === undefined) {
    throw new AgentError(
      'bad-configuration',
      `blockedVersions holds ${JSON.stringify(text)}, which is no semver range (like "1.2.3" or ">=1.2.0 <1.2.4")`,
    );
  }
  return range;
}

function checkSchedule(schedule: Schedule): Schedule {
  const { firstAfter, every } = schedule;
  demand(
    Number.isFinite(firstAfter) && firstAfter >= 0 && Number.isFinite(every) && every >= 1000,
    'schedule is in milliseconds: firstAfter from 0, every from 1000',
  );
  return schedule;
}

function confirmAfter({ confirmAfter: after = 30_000 }: StartGuardOptions = {}):
  | number
  | undefined {
  if (after === 'app') {
    return undefined;
  }
  demand(
    Number.isFinite(after) && after >= 0,
    "startGuard.confirmAfter is in milliseconds, from 0, or 'app'",
  );
  return after;
}

function demand(holds: boolean, message: string): void {
  if (!holds) {
    throw new AgentError('bad-configuration', message);
  }
}
