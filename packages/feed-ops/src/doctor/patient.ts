import { join } from 'node:path';

import type { Base } from '../git/feed-repository.ts';
import { runGit, saidBy } from '../git/git.ts';
import type { GitAnswer } from '../git/git.ts';
import { findWorkTree } from '../git/work-tree.ts';
import type { WorkTree } from '../git/work-tree.ts';
import { openManaged } from '../open.ts';
import type { Opened } from '../open.ts';
import type { Site } from '../publishing/site.ts';
import { loadSnapshot } from '../state/load-snapshot.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** Where to look, and what the machine says of itself. */
export interface Surgery {
  /** The folder that was named. */
  readonly folder: string;
  readonly branch: string | undefined;
  readonly feedBase: string | undefined;
  /** Where the keys of an app lie. */
  readonly keysFolder: (app: string) => string;
  /** Key files' texts by the names of their variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ci: boolean;
  readonly nodeVersion: string;
  readonly site: Site;
  readonly now: () => number;
  /** Milliseconds for one question to the network. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What several checks ask, each asked once. */
export interface Patient extends Surgery {
  readonly tree: () => Promise<Result<WorkTree>>;
  readonly opened: () => Promise<Result<Opened>>;
  /** The newest state that can be had: the remote's, or what this clone last saw of it. */
  readonly base: () => Promise<Result<Base>>;
  readonly snapshot: () => Promise<Result<Snapshot>>;
  readonly git: (args: readonly string[], network?: boolean) => Promise<GitAnswer>;
}

/** Takes a patient in; nothing is asked before a check wants to know. */
export function patientOf(surgery: Surgery): Patient {
  const tree = once(() => findWorkTree(surgery.folder));
  const opened = once(() => open(surgery));
  const base = once(async () => baseOf(await opened()));
  const snapshot = once(async (): Promise<Result<Snapshot>> => {
    const [place, at] = [await opened(), await base()];
    if (!place.ok) {
      return place;
    }
    return at.ok ? loadSnapshot(place.value.repository, at.value) : at;
  });
  const git = async (args: readonly string[], network = false): Promise<GitAnswer> => {
    const found = await tree();
    const { timeoutMs, signal } = surgery;
    const limits = network ? { timeoutMs, signal } : { signal };
    return runGit(args, { cwd: found.ok ? found.value.root : '/', ...limits });
  };
  return { ...surgery, tree, opened, base, snapshot, git };
}

/** What git wrote that says why, in one line. */
export function whyOf({ stderr, ended }: GitAnswer): string {
  return ended === 'timeout' ? 'it does not answer in time' : saidBy(stderr).slice(0, 2).join('; ');
}

/** A file below the git folder that all work trees of the clone share. */
export function keptIn({ commonDir }: WorkTree, name: string): string {
  return join(commonDir, 'phasegate', name);
}

function open({ folder, branch, timeoutMs, signal }: Surgery): Promise<Result<Opened>> {
  return openManaged({ path: folder, branch, pushes: true, timeoutMs, signal });
}

async function baseOf(opened: Result<Opened>): Promise<Result<Base>> {
  if (!opened.ok) {
    return opened;
  }
  const { repository } = opened.value;
  const newest = await repository.catchUp();
  const seen = newest.ok ? undefined : await repository.lastSeen();
  if (newest.ok || seen === undefined) {
    return newest;
  }
  return seen.commit === undefined
    ? refuse('not-set-up', 'This clone has never seen the feeds', 'git fetch')
    : accept(seen);
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}
