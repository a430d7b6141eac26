import { compareVersions, parseVersion, release } from '@phasegate/rollout';
import type { Advisory, Feed, Severity, Standing, Version } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import type { Known, Reading } from '../known.ts';
import { EMPTY_MEMORY } from '../memory/memory.ts';
import type { NoticeKind, Progress } from '../snapshot.ts';
import type { Target, VerifiedInstaller } from '../target.ts';

/** What a situation is made of. */
export interface Scene {
  readonly installed: Version;
  readonly newer: Target;
  readonly older: Target;
  readonly advisory: Advisory;
}

/** Releases around the installed one, and a word of the publisher about it. */
export function sceneOf(severity: Severity, { appName, installed }: AgentFacts): Scene {
  const [major = 0, minor = 0] = installed.version.split('.').map(Number);
  return {
    installed: installed.version,
    newer: target('forward', [`${major}.${minor + 1}.0`], installed.version),
    older: target(
      'back',
      [`${major}.${minor - 1}.0`, `${major - 1}.9.0`, '0.0.1', '0.0.1-beta.1'],
      installed.version,
    ),
    advisory: advisory(severity, `${appName} ${installed.version}`),
  };
}

const PROBLEM = {
  code: 'feed-unreachable',
  message: 'the server did not answer within 30 seconds',
} as const;

const PROGRESS: Progress = { received: 41_000_000, total: 98_000_000 };

type Situation = (scene: Scene) => Partial<Known>;

/** By kind of notice: what the agent knows when it is due. A kind that is not here cannot be looked at. */
export const SITUATIONS: Readonly<Partial<Record<NoticeKind, Situation>>> = {
  'update-ready': ({ newer }) => ready(newer, false),
  'update-available': ({ newer }) => ({ state: { phase: 'available', target: newer } }),
  updating: ({ newer }) => ({
    state: {
      phase: 'downloading',
      target: newer,
      progress: PROGRESS,
      watched: true,
      thenInstall: true,
    },
  }),
  withdrawn: (scene) => condemned('withdrawn', scene),
  blocked: (scene) => condemned('blocked', scene),
  crashing: ({ older }) => ({
    state: { phase: 'available', target: older },
    reading: reading({ code: 'crashing', starts: 3 }),
  }),
  resolved: ({ installed, advisory: { severity } }) => ({
    memory: {
      ...EMPTY_MEMORY,
      notices: { [`withdrawn:${installed}`]: { severity, shownAt: 0, snoozes: 0 } },
    },
    reading: reading({ code: 'fine' }),
  }),
  suspended: ({ newer }) => ({
    state: { phase: 'suspended', target: newer, progress: PROGRESS, thenInstall: false },
  }),
  planned: ({ newer }) => ({
    ...ready(newer, false),
    memory: { ...EMPTY_MEMORY, plan: { version: newer.release.version, when: 'on-quit' } },
  }),
  'went-back': ({ newer }) => ({
    memory: { ...EMPTY_MEMORY, wentBackFrom: newer.release.version },
  }),
  'update-failed': ({ newer }) => ({
    state: { phase: 'failed', during: 'download', problem: PROBLEM, target: newer },
  }),
  paused: ({ newer }) => ready(newer, true),
  announcement: (scene) => ({
    reading: reading({ code: 'fine' }, { ...scene.advisory, kind: 'notice' }),
  }),
  'up-to-date': () => ({ answer: { kind: 'up-to-date' } }),
  'check-failed': () => ({ answer: { kind: 'could-not-check', problem: PROBLEM } }),
};

/** No file is behind it, and whoever tried to install it would fail: a situation is put into words, never acted upon. */
const NO_INSTALLER = undefined as unknown as VerifiedInstaller;

function ready(newer: Target, paused: boolean): Partial<Known> {
  return { state: { phase: 'ready', target: newer, installer: NO_INSTALLER, paused } };
}

function condemned(
  kind: 'withdrawn' | 'blocked',
  { older, advisory: word }: Scene,
): Partial<Known> {
  const said = { ...word, kind };
  return {
    state: { phase: 'available', target: older },
    reading: reading({ code: kind, advisory: said }, said),
  };
}

function reading(standing: Standing, word?: Advisory): Reading {
  const feed: Feed = {
    title: undefined,
    identity: undefined,
    releases: [],
    advisories: word === undefined ? [] : [word],
    unusable: [],
  };
  return {
    source: { name: 'stable', url: '', etag: undefined, bytes: new Uint8Array() },
    feed,
    root: undefined,
    sha256: '',
    decision: { kind: 'hold', reason: { code: 'no-releases' }, standing, items: [] },
  };
}

/** The first of the wished versions that is one, and is not the installed one. */
function target(
  direction: Target['direction'],
  wished: readonly string[],
  installed: Version,
): Target {
  const version =
    wished
      .map((text) => parseVersion(text))
      .find((one) => one !== undefined && compareVersions(one, installed) !== 0) ?? installed;
  const file = {
    url: 'https://example.com/sample',
    length: 98_000_000,
    sha512: '',
    arch: undefined,
    kind: undefined,
    os: undefined,
    floor: undefined,
    signature: undefined,
  };
  return { direction, release: release({ version, packages: [file] }), package: file };
}

function advisory(severity: Severity, name: string): Advisory {
  const text = {
    language: 'en',
    issue: `${name} can close while it opens a large file`,
    impact: 'Text typed in the last minute may be lost',
    instruction: undefined,
    timeline: 'A fixed version is planned for next week',
  };
  return {
    id: 'sample',
    revision: 1,
    kind: 'withdrawn',
    severity,
    versions: undefined,
    data: 'back-up-first',
    issued: undefined,
    expires: undefined,
    deadline: undefined,
    supersedes: undefined,
    resolves: undefined,
    platforms: undefined,
    archs: undefined,
    texts: [text],
    action: undefined,
    links: [{ rel: 'details', href: 'https://example.com/status' }],
  };
}
