import type { Platform } from '@phasegate/rollout';

import type { HistoryEntry } from './history.ts';
import type { Ledger } from './ledger.ts';

/** One command on one platform, with the ledger before and after it, out of git's history. */
export interface PastCommand {
  readonly platform: Platform;
  readonly entry: HistoryEntry;
  readonly before: Ledger;
  readonly after: Ledger;
  /** What was done on this platform since, the oldest first. */
  readonly later: readonly HistoryEntry[];
}

/** Takes a command back by a new one that restores what it changed; nothing is rewritten. */
export interface Undo {
  readonly kind: 'undo';
  /** The feed sequence of the command; `undefined`: the last one. */
  readonly sequence: number | undefined;
  /** When it was given, RFC 3339; for one that changed no feed and so has no sequence of its own. */
  readonly at: string | undefined;
  readonly reason: string | undefined;
  /** Whatever the health gate says, where it takes a release further; wants a reason. */
  readonly overrideHealth?: boolean | undefined;
  readonly platforms: readonly Platform[] | undefined;
  /** Filled in while planning: what is taken back, one for each platform. */
  readonly past: readonly PastCommand[];
}

/** What `undoOf` says in the history: the sequence of the command that was taken back. */
export function undoneBy({ past: [first] }: Undo): string | null {
  return first === undefined ? null : String(first.entry.sequence);
}

/** `rollback 1.1.0`, as people speak of it. */
export function nameOf({ command, version }: HistoryEntry): string {
  return version === null ? command : `${command} ${version}`;
}
