import { FULL_PHASE } from '@phasegate/rollout';

import type { Command } from '../command.ts';
import type { Roles } from '../state/config-roles.ts';
import { ACTS, groupOf } from './acts.ts';
import type { Act, ActKind } from './acts.ts';
import { undoStandsFor } from './undo-stands-for.ts';

/** What a command comes to under the roles. */
export interface Deed {
  readonly kind: ActKind;
  /** Whether a release is open to everybody afterwards that was not before. */
  readonly toEverybody: boolean;
  /** Whether all that it does is that fewer machines are offered something. */
  readonly stops: boolean;
  /** The commands that an undo stands for: whoever may not give those may not do the same by it. */
  readonly standsFor?: readonly ActKind[] | undefined;
}

/** A command, with what its plan says of how far it reaches. */
export function deedOf(command: Command, toEverybody = false): Deed {
  const { kind } = command;
  if (command.kind === 'schedule') {
    const { plan } = command;
    const all = plan.kind === 'every' || (plan.kind === 'at' && plan.phase === FULL_PHASE);
    return { kind, toEverybody: all, stops: plan.kind === 'clear' };
  }
  if (command.kind === 'undo') {
    return { kind, toEverybody, stops: false, standsFor: undoStandsFor(command) };
  }
  // Whoever scheduled the step had to be allowed to; the job that takes it only keeps the time.
  const asPlanned = kind === 'advance';
  return { kind, toEverybody: toEverybody && !asPlanned, stops: groupOf(kind) === 'stopping' };
}

/** How many others have to sign off. */
export function signOffsFor(deed: Deed, { signOff = {} }: Roles): number {
  return Math.max(0, ...signedAs(deed).map((act) => signOff[act] ?? 0));
}

/** The lines of `signOff` that hold for a deed: there must be no way around by another command. */
function signedAs({ kind, toEverybody, stops }: Deed): readonly Act[] {
  const everybody: readonly Act[] = toEverybody ? ['to-everybody'] : [];
  if (stops || ['preparing', 'signing'].includes(groupOf(kind))) {
    return [];
  }
  switch (kind) {
    case 'advance':
      return ['advance'];
    case 'schedule':
      return ['schedule', 'widening', 'escalate', ...everybody];
    case 'undo':
      return ACTS.filter((act) => groupOf(act) === 'widening');
    case 'config':
      // It can take every line of this away.
      return ACTS;
    default:
      return [kind, groupOf(kind), ...everybody];
  }
}
