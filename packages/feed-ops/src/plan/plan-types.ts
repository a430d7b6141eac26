import type { Platform } from '@phasegate/rollout';

import type { CommitMessage } from '../git/commit-message.ts';
import type { Refusal } from '../refusal.ts';
import type { StillOn } from './still-on.ts';
import type { Roles } from '../state/config-roles.ts';

/** One file's change; `undefined` means that the file is not there. */
export interface FileEdit {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  /** The ledger, the history and aliases are not shown in a dry run's diff. */
  readonly role: 'feed' | 'alias' | 'ledger' | 'history' | 'config' | 'root' | 'repository';
}

/** What changes for the machines that read one feed. */
export interface Affected {
  readonly platform: Platform;
  readonly feed: string;
  /** First and last bucket that read this feed, or `undefined` where the buckets are not known. */
  readonly buckets: readonly [number, number] | undefined;
  /** The share of machines, in per cent. */
  readonly share: number | undefined;
  /** What a machine without any of the releases is offered. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Whether the feeds are signed, and if so, by which keys under which root. */
export type SignedBy =
  | { readonly kind: 'unsigned' }
  | {
      readonly kind: 'signed';
      readonly root: number;
      /** Ids of the feed keys; none where no feed is written. */
      readonly keyids: readonly string[];
    };

/** How much asking a change needs: nothing, y/N, or the version typed. */
export type Danger = 'none' | 'ask' | 'type';

/** A change, complete: what would be written, what it says, whom it touches. */
export interface Change {
  readonly kind: 'change';
  /** One sentence in the present tense: what this does. */
  readonly headline: string;
  readonly edits: readonly FileEdit[];
  readonly message: CommitMessage;
  /** What happens, line by line. */
  readonly summary: readonly string[];
  readonly affected: readonly Affected[];
  /** The clients on what is taken away, where a health report says how many. */
  readonly stillOn?: readonly StillOn[] | undefined;
  /** What the operator should know before saying yes. */
  readonly warnings: readonly string[];
  readonly danger: Danger;
  /** The words to type where `danger` is `type`. */
  readonly confirm: string;
  readonly versions: readonly string[];
  readonly platforms: readonly Platform[];
  readonly sequence: number | undefined;
  readonly trust: SignedBy;
  /** Whether a release is open to everybody afterwards that was not before. */
  readonly toEverybody?: boolean | undefined;
  /** The roles that it was planned under, where the config has some. */
  readonly roles?: Roles | undefined;
  /** Why it may be looked at and not carried out yet: others have to sign it off. */
  readonly withheld?: Refusal | undefined;
  /** The next step, for the last line of the output. */
  readonly next: string;
}

/** A command that was carried out before. */
export interface NothingToDo {
  readonly kind: 'nothing-to-do';
  readonly headline: string;
  readonly next: string;
}

/** What a command comes to. */
export type Plan = Change | NothingToDo;

/** A plan, or why there is none. */
export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly refusal: Refusal };
