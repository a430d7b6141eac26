import { isDeepStrictEqual } from 'node:util';

import type { Advisory } from '@phasegate/rollout';

import { inForce } from '../../feeds/content.ts';
import type { HistoryEntry } from '../../state/history.ts';
import { releaseOf } from '../../state/ledger.ts';
import { nameOf } from '../../state/past.ts';
import type { PastCommand, Undo } from '../../state/past.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { changedAdvisories, loosens, sameWords } from '../undone.ts';
import type { ReleaseChange } from '../undone.ts';
import { backTo } from './undo-restore.ts';

/** Why a command cannot be taken back on a platform, or not without a reason; `undefined` where it can. */
export function notUndone(
  state: PlatformState,
  { past, reason }: { readonly past: PastCommand; readonly reason: Undo['reason'] },
  releases: readonly ReleaseChange[],
  facts: RuleFacts,
): Transition | undefined {
  return (
    beyond(past, releases) ??
    touchedSince(state, past, releases) ??
    endedSince(state, past, facts) ??
    withoutReason(state, reason, releases, facts)
  );
}

/** What is more than releases and advisories, and releases that came in as shipped, have no way back here. */
function beyond(past: PastCommand, releases: readonly ReleaseChange[]): Transition | undefined {
  const entered = releases.find(
    ({ before, after }) => before === undefined && after.state !== 'draft',
  );
  const phases = past.before.phases.join(',');
  if (entered === undefined && phases === past.after.phases.join(',')) {
    return undefined;
  }
  return refused(
    'not-undone',
    `"${nameOf(past.entry)}" of ${past.entry.at} cannot be taken back`,
    entered === undefined
      ? `phasegate rollout phases ${phases}`
      : `phasegate rollback ${entered.after.version} --reason "..." withdraws it`,
  );
}

function touchedSince(
  state: PlatformState,
  past: PastCommand,
  releases: readonly ReleaseChange[],
): Transition | undefined {
  const moved = releases.find(
    ({ after }) => !isDeepStrictEqual(releaseOf(state.ledger, after.version), after),
  );
  return moved === undefined
    ? undefined
    : changedSince(on(moved.after.version, state), past, moved.after.version);
}

function endedSince(
  state: PlatformState,
  past: PastCommand,
  { now }: RuleFacts,
): Transition | undefined {
  const { made, corrected } = changedAdvisories(past.before, past.after);
  const held = inForce(state.ledger, now);
  const isOver = ({ id }: Advisory): boolean =>
    state.ledger.advisories.some((one) => one.supersedes === id || one.resolves === id);
  const other = [...made, ...corrected].find((one) => {
    const current = held.find(({ id }) => id === one.id);
    return isOver(one) || (current !== undefined && !sameWords(current, one));
  });
  return other === undefined
    ? undefined
    : changedSince(`The advisory ${other.id} on ${state.platform}`, past, other.id);
}

function changedSince(what: string, { entry, later }: PastCommand, subject: string): Transition {
  const telling = later.filter(({ version }) => (version ?? '').split(' || ').includes(subject));
  const named = telling.length === 0 ? later : telling;
  const list = named.map((one) => `"${nameOf(one)}" (sequence ${one.sequence})`).join(', ');
  return refused(
    'changed-since',
    `${what} was changed again since "${nameOf(entry)}": ${list}`,
    `take that back first: phasegate undo ${wayTo(named.at(-1) ?? entry, [entry, ...later])}`,
  );
}

/** A command that changed no feed has the sequence of the one before it, so its time names it. */
function wayTo(meant: HistoryEntry, all: readonly HistoryEntry[]): string {
  const owner = all.find(({ sequence }) => sequence === meant.sequence);
  return owner === meant ? `--sequence ${meant.sequence}` : `--at ${meant.at}`;
}

function withoutReason(
  state: PlatformState,
  reason: Undo['reason'],
  releases: readonly ReleaseChange[],
  facts: RuleFacts,
): Transition | undefined {
  const opens = releases.some(({ before, after }) => loosens(after, backTo(before, after, facts)));
  return opens && (reason === undefined || reason.trim() === '')
    ? refused(
        'bad-argument',
        `This lets machines on ${state.platform} have what was taken from them, and there is no reason`,
        'say why, for the history: --reason "..."',
      )
    : undefined;
}
