import type { CommitMessage } from './commit-message.ts';
import type { LineRange } from './line-commits.ts';
import type { FileEdit } from '../plan/plan-types.ts';
import type { Refusal, Result } from '../refusal.ts';
import type { Queue } from './queue.ts';
import type { Recovered } from './recover.ts';

/** The state that a command is planned on: one commit, the newest that is known. */
export interface Base {
  /** `undefined` before the first commit. */
  readonly commit: string | undefined;
  /** Commits of this work tree that were not pushed yet; they go along. */
  readonly ahead: number;
}

/** A commit that exists, but that no branch has yet. */
export interface Prepared {
  readonly commit: string;
  readonly base: Base;
}

/** What became of a push. `behind`: somebody else was faster. */
export type PushOutcome =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'behind' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'interrupted' };

/** What became of the local branch and its files. `left`: they stay as they are, and the change is made all the same. */
export type Settled =
  | { readonly kind: 'followed' }
  | { readonly kind: 'left'; readonly why: string; readonly next: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A command that is about to write. */
export interface Task {
  readonly headline: string;
  /** Tells the same command, given again, from another. */
  readonly words: string;
  readonly now: number;
  /** The paths that it changes. */
  readonly files: readonly string[];
}

/** The right to write in this clone, until it is given back. What was written down stays until {@link FeedRepository.finish}. */
export interface Hold {
  readonly release: () => Promise<void>;
}

/** The git work tree that holds the feeds. Nothing of it changes before {@link settle}. */
export interface FeedRepository {
  /** The root folder's real path. */
  readonly root: string;
  readonly branch: string;
  /** Whether what is done is pushed. */
  readonly pushes: boolean;
  /** Asks the remote for its newest state, without touching the work tree. */
  readonly catchUp: () => Promise<Result<Base>>;
  /** The newest state that this clone knows without asking; `undefined` where it has never seen the branch. */
  readonly lastSeen: () => Promise<Base | undefined>;
  /** The bytes of files at a commit; what is not there is left out. */
  readonly read: (base: Base, paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** The paths below a folder (`''`: all) at a commit. */
  readonly list: (base: Base, folder: string) => Promise<readonly string[]>;
  /** Whether a commit is in the history of a base. */
  readonly has: (base: Base, commit: string) => Promise<boolean>;
  readonly queue: Queue;
  /** Keeps a second process out and writes down what is about to happen, so that the next run can tell. */
  readonly hold: (task: Task) => Promise<Result<Hold>>;
  /** The operator has been told how the command ended, so the next run need not. */
  readonly finish: () => Promise<void>;
  /** Puts in order what a killed command left; `undefined` where there is nothing. */
  readonly recover: () => Promise<Result<Recovered | undefined>>;
  /** The commits up to this one that changed a file, the newest first. */
  readonly commitsOf: (base: Base, path: string) => Promise<readonly Base[]>;
  /** Which commit brought each of these lines, as far as git knows. */
  readonly commitsOfLines: (
    base: Base,
    path: string,
    range: LineRange,
  ) => Promise<ReadonlyMap<number, string>>;
  /** Copies of the feeds as they are, below the git folder; returns where they lie. */
  readonly backUp: (edits: readonly FileEdit[], now: number) => Promise<Result<string>>;
  /** Writes the commit's objects; no branch and no file changes. */
  readonly prepare: (
    base: Base,
    edits: readonly FileEdit[],
    message: CommitMessage,
  ) => Promise<Result<Prepared>>;
  readonly push: (prepared: Prepared) => Promise<PushOutcome>;
  /** Lets the local branch and its files follow the commit. */
  readonly settle: (prepared: Prepared) => Promise<Settled>;
}
