import { DEFAULT_PHASES, decide, parseBucket, parseVersion, release } from '@phasegate/rollout';
import type {
  Advisory,
  AdvisoryKind,
  Bucket,
  Decision,
  Package,
  Severity,
  Version,
} from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import { installedNow } from '../facts.ts';
import type { Known, Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { NoticeLives } from '../notice/notice-life.ts';
import type { LastCheck, NoticeKind } from '../snapshot.ts';
import { targetOf } from '../target.ts';
import type { Target, VerifiedInstaller } from '../target.ts';

/** What a sample is about; what is left out is Notes 1.1.0 with 1.2.0 to come and 1.0.0 behind it. */
export interface SampleFacts {
  /** Reverse-DNS id. */
  readonly app?: string;
  /** The name of the app as its users know it. */
  readonly appName?: string;
  /** The version that runs. */
  readonly installed?: string;
  /** The version that is newer. */
  readonly newer?: string;
  /** The version to go back to. */
  readonly older?: string;
  /** How bad it is; if not given, what the product says of itself. */
  readonly severity?: Severity;
  /** What the publisher says, one sentence, where a notice carries an advisory. */
  readonly issue?: string;
  /** BCP 47 tags, the best first; English if not given. */
  readonly languages?: readonly string[];
}

/** Noon on 1 January 2026, when every sample is taken. */
export const NOW: number = Date.UTC(2026, 0, 1, 12);
const PROBLEM = { code: 'download-unreachable', message: 'the connection was lost' } as const;
const NO_FEED = { code: 'feed-unreachable', message: 'there is no network' } as const;

const PROGRESS = { received: 30_000_000, total: 90_000_000 } as const;

/** How a situation of each kind comes about; a kind without one does not compile. */
const SITUATIONS: Readonly<Record<NoticeKind, (facts: SampleFacts) => Partial<Known>>> = {
  'update-ready': (facts) => ({ state: readyFor(newerOf(facts)) }),
  'update-available': (facts) => ({ state: { phase: 'available', target: newerOf(facts) } }),
  updating: (facts) => ({
    state: {
      phase: 'downloading',
      target: newerOf(facts),
      progress: PROGRESS,
      watched: true,
      thenInstall: true,
    },
  }),
  suspended: (facts) => ({
    state: {
      phase: 'suspended',
      target: newerOf(facts),
      progress: PROGRESS,
      thenInstall: false,
    },
  }),
  planned: (facts) => ({
    state: readyFor(newerOf(facts)),
    memory: {
      ...EMPTY_MEMORY,
      plan: { version: version(facts.newer, '1.2.0'), when: 'on-quit' },
    },
  }),
  withdrawn: (facts) => condemned('withdrawn', facts),
  blocked: (facts) => condemned('blocked', facts),
  crashing: (facts) => wayBackIn(readingOf(facts, [], 3), 'this version starts badly'),
  resolved: (facts) => ({
    reading: readingOf(facts, []),
    memory: { ...EMPTY_MEMORY, notices: seenTrouble(facts) },
  }),
  'went-back': ({ newer }) => ({
    memory: { ...EMPTY_MEMORY, wentBackFrom: version(newer, '1.2.0') },
  }),
  'update-failed': (facts) => ({
    state: { phase: 'failed', during: 'download', problem: PROBLEM, target: newerOf(facts) },
    lastCheck: lastCheck('offer', 'a newer release'),
  }),
  paused: (facts) => ({ state: { ...readyFor(newerOf(facts)), paused: true } }),
  announcement: (facts) => ({ reading: readingOf(facts, [advisory('notice', facts)]) }),
  'up-to-date': () => ({ answer: { kind: 'up-to-date' } }),
  'check-failed': () => ({
    state: { phase: 'failed', during: 'check', problem: NO_FEED },
    answer: { kind: 'could-not-check', problem: NO_FEED },
    lastCheck: { ...lastCheck('failed', NO_FEED.message), code: NO_FEED.code },
  }),
};

/** Every kind of notice that the product has. */
export const NOTICE_KINDS: readonly NoticeKind[] = Object.keys(SITUATIONS) as NoticeKind[];

/** What the agent knows where a notice of this kind is due; without a kind, where there is nothing to say. */
export function knownIn(kind: NoticeKind | undefined, facts: SampleFacts): Known {
  const situation = kind === undefined ? undefined : SITUATIONS[kind];
  return {
    state: { phase: 'idle' },
    memory: EMPTY_MEMORY,
    root: undefined,
    reading: undefined,
    lastCheck: lastCheck('hold', 'this machine has the newest release'),
    missedAttempt: undefined,
    answer: undefined,
    busy: [],
    timing: { failures: 0, failedDownloads: 0, nextCheckAt: NOW + 4 * 3_600_000 },
    bypassed: undefined,
    startedWell: true,
    ...situation?.(facts),
  };
}

/** The embedder's facts of the samples. */
export function agentFacts(facts: SampleFacts): AgentFacts {
  return {
    app: facts.app ?? 'com.example.notes',
    appName: facts.appName ?? 'Notes',
    installed: {
      version: version(facts.installed, '1.1.0'),
      platform: 'linux',
      arch: 'x64',
      packageKinds: ['AppImage'],
      systemVersion: undefined,
      bucket: parseBucket('7') as Bucket,
      channels: [],
      blockedVersions: [],
      floor: undefined,
    },
    machine: { idPrefix: '00000000', source: 'forced' },
    feedBase: 'https://example.com/updates',
    phases: DEFAULT_PHASES,
    forcedFeed: undefined,
    trust: { kind: 'unsigned' },
    allowLoopbackHttp: false,
    allowUnsignedGoBack: true,
    overridesAllowed: false,
    overrides: [],
    languages: facts.languages ?? ['en'],
    schedule: { firstAfter: 10_000, every: 4 * 3_600_000 },
  };
}

/** Withdrawn or blocked, with a way back that the decision itself has found. */
function condemned(kind: 'withdrawn' | 'blocked', facts: SampleFacts): Partial<Known> {
  return wayBackIn(readingOf(facts, [advisory(kind, facts)]), `this version was ${kind}`);
}

/** This user was shown that the version that runs was withdrawn. */
function seenTrouble(facts: SampleFacts): NoticeLives {
  const life = { severity: 'high', shownAt: NOW, snoozes: 0 } as const;
  return { [`withdrawn:${version(facts.installed, '1.1.0')}`]: life };
}

function wayBackIn(reading: Reading, reason: string): Partial<Known> {
  const target = targetOf(reading.decision);
  return {
    reading,
    lastCheck: lastCheck(reading.decision.kind, reason),
    ...(target === undefined ? {} : { state: { phase: 'available', target } }),
  };
}

/** A feed with the version that runs and the one before it, decided upon as a check would. */
function readingOf(
  facts: SampleFacts,
  advisories: readonly Advisory[],
  crashing?: number,
): Reading {
  const versions = [version(facts.installed, '1.1.0'), version(facts.older, '1.0.0')];
  const feed = {
    title: undefined,
    identity: undefined,
    releases: versions.map((one) => release({ version: one, packages: [packageOf(one)] })),
    advisories,
    unusable: [],
  };
  const installed = { ...installedNow(agentFacts(facts), EMPTY_MEMORY), crashing };
  const decision: Decision = decide(installed, feed, NOW);
  const url = 'https://example.com/updates/linux/stable/appcast.xml';
  const source = { name: 'stable', url, etag: undefined, bytes: new Uint8Array() } as const;
  return { source, feed, root: undefined, sha256: '', decision };
}

function advisory(kind: AdvisoryKind, facts: SampleFacts): Advisory {
  const issue = facts.issue ?? 'It can close while a large notebook is open.';
  return {
    id: `sample-${kind}`,
    revision: 1,
    kind,
    severity: facts.severity ?? 'high',
    versions: version(facts.installed, '1.1.0') as string as Advisory['versions'],
    data: 'safe',
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
    links: [],
  };
}

function newerOf({ newer }: SampleFacts): Target {
  const to = version(newer, '1.2.0');
  const file = packageOf(to);
  return {
    direction: 'forward',
    release: release({ version: to, packages: [file] }),
    package: file,
  };
}

function readyFor(target: Target): Extract<Known['state'], { phase: 'ready' }> {
  const path = `/tmp/notes-${target.release.version}.AppImage`;
  // A sample: no file was verified, and nothing installs it.
  const installer = { path, version: target.release.version } as unknown as VerifiedInstaller;
  return { phase: 'ready', target, installer, paused: false };
}

function packageOf(of: Version): Package & { length: number; sha512: string } {
  return {
    url: `https://example.com/notes-${of}.AppImage`,
    length: 90_000_000,
    sha512: `${'A'.repeat(86)}==`,
    arch: 'x64',
    kind: 'AppImage',
    os: undefined,
    floor: undefined,
    signature: undefined,
  };
}

function lastCheck(outcome: LastCheck['outcome'], reason: string): LastCheck {
  return { at: new Date(NOW).toISOString(), outcome, reason, items: [] };
}

/** A sample's version. Throws for a text that is none. */
function version(text: string | undefined, otherwise: string): Version {
  const parsed = parseVersion(text ?? otherwise);
  if (parsed === undefined) {
    throw new Error(`${JSON.stringify(text)} is no full semver version (like 1.2.3)`);
  }
  return parsed;
}
