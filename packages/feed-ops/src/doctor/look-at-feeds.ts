import { stat } from 'node:fs/promises';

import { keyFilesIn } from '../keys/key-folder.ts';
import { ROLE_NAMES } from '../keys/root-chain.ts';
import type { KeyRole } from '../keys/root-chain.ts';
import { readHealth } from '../health/read-health.ts';
import { configShape, readJson } from '../state/config.ts';
import { strangeKeys } from '../state/config-keys.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { verifyLive, verifySnapshot } from '../verify.ts';
import { judgeClock } from './clock.ts';
import {
  judgeConfig,
  judgeFeeds,
  judgeHealth,
  judgePublished,
  judgeRepository,
  NO_FEEDS,
} from './feeds.ts';
import { refused } from './finding.ts';
import type { Remark } from './finding.ts';
import { judgeKeys } from './keys.ts';
import type { KeyAtHand } from './keys.ts';
import type { Patient } from './patient.ts';

/** The config as it lies on the branch of the feeds. */
export async function lookAtConfig(patient: Patient): Promise<readonly Remark[]> {
  const snapshot = await patient.snapshot();
  if (!snapshot.ok) {
    return (await patient.tree()).ok ? [refused(snapshot.refusal)] : [NO_FEEDS];
  }
  const { config, configText } = snapshot.value;
  const strange = strangeKeys(configShape, readJson(configText ?? '{}'));
  return config === undefined ? [NO_FEEDS] : judgeConfig(config, strange);
}

/** Every invariant and signature, and how long they hold. */
export function lookAtFeeds(patient: Patient): Promise<readonly Remark[]> {
  return onFeeds(patient, (snapshot) => judgeFeeds(verifySnapshot(snapshot, patient.now())));
}

/** What git and the host are told. */
export function lookAtRepository(patient: Patient): Promise<readonly Remark[]> {
  return onFeeds(patient, ({ config, repositoryTexts }) =>
    config === undefined ? [NO_FEEDS] : judgeRepository(config, repositoryTexts),
  );
}

/** What the host serves. */
export function lookAtPublished(patient: Patient): Promise<readonly Remark[]> {
  return onFeeds(patient, async (snapshot) => {
    const feedBase = patient.feedBase ?? snapshot.config?.feedBase;
    const problems =
      feedBase === undefined
        ? []
        : await verifyLive(patient.site, snapshot, feedBase, patient.signal);
    return judgePublished(feedBase, problems);
  });
}

/** What the health gate would read. */
export function lookAtHealth(patient: Patient): Promise<readonly Remark[]> {
  return onFeeds(patient, async (snapshot) => {
    const opened = await patient.opened();
    const root = opened.ok ? opened.value.repository.root : patient.folder;
    return judgeHealth(await readHealth(snapshot.config, root), snapshot, patient.now());
  });
}

/** This clock against the host's, and against the newest commit's. */
export async function lookAtClock(patient: Patient): Promise<readonly Remark[]> {
  const snapshot = await patient.snapshot();
  const feedBase = patient.feedBase ?? (snapshot.ok ? snapshot.value.config?.feedBase : undefined);
  const base = await patient.base();
  const commit = base.ok ? base.value.commit : undefined;
  const host = feedBase === undefined ? undefined : await dateOf(feedBase, patient);
  return [judgeClock({ now: patient.now(), host, commit: await madeAt(commit, patient) })];
}

async function dateOf(url: string, { signal, timeoutMs }: Patient): Promise<number | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await fetch(url, { method: 'HEAD', signal: limit }).catch(() => undefined);
  const date = Date.parse(answer?.headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date;
}

async function madeAt(commit: string | undefined, { git }: Patient): Promise<number | undefined> {
  if (commit === undefined) {
    return undefined;
  }
  const { stdout, exitCode } = await git(['show', '-s', '--format=%ct', commit]);
  const seconds = Number(Buffer.from(stdout).toString('utf8').trim());
  return exitCode === 0 && Number.isInteger(seconds) ? seconds * 1000 : undefined;
}

/** The keys here against those that the newest root names. */
export function lookAtKeys(patient: Patient): Promise<readonly Remark[]> {
  return onFeeds(patient, async ({ config, chain }) => {
    const folder = patient.keysFolder(config?.app ?? '');
    const roles = chain.newest?.roles;
    const named = roles && {
      root: idsOf(roles[ROLE_NAMES.root]),
      release: idsOf(roles[ROLE_NAMES.release]),
      feed: idsOf(roles[ROLE_NAMES.feed]),
    };
    return judgeKeys({
      signed: config?.trust === 'signed',
      named,
      root: chain.newest?.version,
      threshold: roles?.root.threshold ?? 1,
      atHand: [...(await inFolder(folder)), ...inEnvironment(patient)],
      folder,
      ci: patient.ci,
    });
  });
}

function idsOf({ keys }: { readonly keys: readonly { readonly keyid: string }[] }): string[] {
  return keys.map(({ keyid }) => keyid);
}

async function inFolder(folder: string): Promise<readonly KeyAtHand[]> {
  const files = await keyFilesIn(folder);
  return Promise.all(
    files.map(async ({ role, keyid, path }) => {
      const { mode } = await stat(path);
      // Windows has no such bits; there Node makes them up.
      const open = process.platform !== 'win32' && (mode & 0o077) !== 0;
      return { role, keyid, from: path, open };
    }),
  );
}

function inEnvironment({ environment }: Patient): readonly KeyAtHand[] {
  return (['feed', 'release', 'root'] as const satisfies readonly KeyRole[]).flatMap((role) => {
    const from = `PHASEGATE_${role.toUpperCase()}_KEY`;
    const text = environment[from];
    if (text === undefined || text === '') {
      return [];
    }
    const { keyid } = (readJson(text) ?? {}) as { readonly keyid?: unknown };
    return [{ role, keyid: typeof keyid === 'string' ? keyid : undefined, from, open: false }];
  });
}

async function onFeeds(
  patient: Patient,
  look: (snapshot: Snapshot) => readonly Remark[] | Promise<readonly Remark[]>,
): Promise<readonly Remark[]> {
  const snapshot = await patient.snapshot();
  return snapshot.ok ? look(snapshot.value) : [NO_FEEDS];
}
