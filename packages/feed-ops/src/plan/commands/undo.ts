import { isDeepStrictEqual } from 'node:util';

import { refusal } from '../../refusal.ts';
import { releaseOf } from '../../state/ledger.ts';
import { nameOf } from '../../state/past.ts';
import type { Undo } from '../../state/past.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Danger } from '../plan-types.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import type { Move, Transition } from '../transition.ts';
import { changedReleases, dangerBetween, goesFurther } from '../undone.ts';
import type { ReleaseChange } from '../undone.ts';
import { askGate } from './health-gate.ts';
import { onlyFallback } from './only-fallback.ts';
import { notUndone } from './undo-refused.ts';
import { backTo, restored } from './undo-restore.ts';

/** What a command changed, back to what it was; a new entry in the history, a new sequence. */
export const undo: Rule<Undo> = {
  versions: () => [],
  subject: ({ past: [first] }) => first?.entry.version ?? '',
  refuses: (_states, { past }) =>
    past.length === 0
      ? refusal('unknown-command', 'There is nothing to take back', 'phasegate rollout status')
      : undefined,
  asks: (described) => [...described.versions, ...blockedAgain(described)],
  transition,
  verb: ({ command: { past } }) => {
    const [first] = past;
    return first === undefined
      ? 'Undo nothing'
      : `Undo "${nameOf(first.entry)}" (sequence ${first.entry.sequence})`;
  },
  danger,
  warnings: ({ command: { past } }) =>
    past.some(({ entry }) => entry.command === 'undo')
      ? ['The last command was an undo itself: this takes that one back.']
      : [],
  next: () => 'phasegate rollout status',
};

function transition(state: PlatformState, command: Undo, facts: RuleFacts): Transition {
  const past = command.past.find(({ platform }) => platform === state.platform);
  if (past === undefined) {
    return { kind: 'absent' };
  }
  const releases = changedReleases(past.before, past.after);
  const wrong = notUndone(state, { past, reason: command.reason }, releases, facts);
  if (wrong !== undefined) {
    return wrong;
  }
  const { ledger, said } = restored(state, past, releases, facts);
  const taken = releases.flatMap(({ after: one }) => releaseOf(state.ledger, one.version) ?? []);
  const gate = throughGates(state, command, releases, facts);
  return (
    onlyFallback(state, ledger, taken, 'undo') ??
    ('kind' in gate ? gate : { kind: 'moved', ...gate, ledger, said: [...said, ...gate.said] })
  );
}

/**
 * The undo of an undo of an escalation escalates, and so asks what an escalation asks. What comes back to the machines
 * that had it needs no verdict, as with `resume`.
 */
function throughGates(
  state: PlatformState,
  { sequence, at, overrideHealth: overridden = false }: Undo,
  releases: readonly ReleaseChange[],
  facts: RuleFacts,
): Omit<Move, 'ledger'> | Extract<Transition, { readonly kind: 'refused' }> {
  const named = `${sequence === undefined ? '' : ` --sequence ${sequence}`}${at === undefined ? '' : ` --at ${at}`}`;
  const override = `phasegate undo${named} --override-health --reason "..."`;
  const gates = releases
    .filter(({ before, after }) => goesFurther(after, backTo(before, after, facts)))
    .map(({ after }) => askGate(state, after, { ...facts, overridden, override }));
  const passed = gates.flatMap((gate) => (gate.ok ? [gate.passed] : []));
  const [no] = gates.flatMap((gate) => (gate.ok ? [] : [gate.no]));
  const evidence = passed.flatMap(({ entry }) => entry.evidence ?? []).join('; ');
  return no === undefined
    ? {
        said: passed.flatMap(({ said }) => said),
        warnings: passed.flatMap(({ warnings }) => warnings),
        entry: evidence === '' ? {} : { evidence },
      }
    : no;
}

/** As much asking as the command in reverse. */
function danger(described: Described<Undo>): Danger {
  if (described.command.overrideHealth === true) {
    return 'type';
  }
  const changes = described.composed.flatMap(({ before, after }) =>
    before.ledger.releases
      .map((one) => ({ from: one, to: releaseOf(after.ledger, one.version) }))
      .filter(({ from, to }) => !isDeepStrictEqual(from, to))
      .map(({ from, to }) => dangerBetween(from, to)),
  );
  return changes.includes('type') || blockedAgain(described).length > 0 ? 'type' : 'ask';
}

/** The ranges that are on the blocklist again. */
function blockedAgain({ composed }: Described<Undo>): readonly string[] {
  const ranges = composed.flatMap(({ before, after }) =>
    after.ledger.advisories
      .filter(({ id }) => !before.ledger.advisories.some((one) => one.id === id))
      .flatMap(({ kind, versions }) =>
        kind === 'blocked' && versions !== undefined ? [versions] : [],
      ),
  );
  return [...new Set(ranges)];
}
