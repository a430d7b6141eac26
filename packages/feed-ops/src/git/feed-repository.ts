import type { CommitMessage } from './commit-message.ts';
import type { LineRange } from './line-commits.ts';
import type { FileEdit } from '../plan/plan-types.ts';
import type { Refusal, Result } from '../refusal.ts';

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

/** The git work tree that holds the feeds. Nothing of it changes before {@link settle}. */
export interface FeedRepository {
  /** The root folder's real path. */
  readonly root: string;
  readonly branch: string;
  /** Whether what is done is pushed. */
  readonly pushes: boolean;
  /** Asks the remote for its newest state, without touching the work tree. */
  readonly catchUp: () => Promise<Result<Base>>;
  /** The bytes of files at a commit; what is not there is left out. */
  readonly read: (base: Base, paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** The paths below a folder (`''`: all) at a commit. */
  readonly list: (base: Base, folder: string) => Promise<readonly string[]>;
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
  readonly settle: (prepared: Prepared) => Promise<Refusal | undefined>;
}
