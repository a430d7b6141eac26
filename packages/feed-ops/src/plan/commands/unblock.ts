import { isInRange } from '@phasegate/rollout';
import type { Advisory } from '@phasegate/rollout';

import type { Unblock } from '../../advisories/commands.ts';
import { inForce } from '../../feeds/content.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import { endAdvisory } from '../end-advisory.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { on } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { noSuchAdvisory } from './no-such-advisory.ts';

/** A range off the blocklist: its advisory ends, and what was in it stands where its state says. */
export const unblock: Rule<Unblock> = {
  versions: () => [],
  subject: ({ what }) => what,
  refuses: (states, { what }, { now }) =>
    noSuchAdvisory(states, now, { what, kinds: ['blocked'], named: (one) => isMeant(one, what) }),
  transition,
  verb: ({ command }) => `Unblock ${command.what}`,
  danger: () => 'ask',
  warnings: () => ['What the block kept out of the feeds is offered again, as its state says.'],
  next: () => 'phasegate rollout status',
};

function transition(state: PlatformState, { what }: Unblock, facts: RuleFacts): Transition {
  const meant = inForce(state.ledger, facts.now).filter((one) => isMeant(one, what));
  if (meant.length === 0) {
    return { kind: 'absent' };
  }
  const after = meant.reduce((ledger, one) => endAdvisory(ledger, one, facts), state.ledger);
  const back = state.ledger.releases.filter(
    ({ version, state: at }) =>
      (at === 'rolling' || at === 'complete') &&
      meant.some(({ versions }) => versions !== undefined && isInRange(version, versions)),
  );
  const lines = back.map(
    (one) => `${on(one.version, state)} is offered again, ${one.state} at ${one.phase ?? 100} %`,
  );
  const over = meant.map(({ id }) => `The block ${id} on ${state.platform} is over`);
  return { kind: 'moved', ledger: after, said: [...over, ...lines] };
}

function isMeant({ kind, id, versions }: Advisory, what: string): boolean {
  return kind === 'blocked' && (id === what || versions === what);
}
