import type { Command } from '../command.ts';

/** What kinds of commands have in common, so that a few lines in the config are enough. */
export type ActGroup = 'stopping' | 'withdrawing' | 'widening' | 'preparing' | 'signing';

/** A command, as the history names it. */
export type ActKind = Command['kind'];

const GROUP_OF: Readonly<Record<ActKind, ActGroup>> = {
  'emergency-stop': 'stopping',
  pause: 'stopping',
  rollback: 'withdrawing',
  block: 'withdrawing',
  notice: 'withdrawing',
  'notice-end': 'withdrawing',
  'advisory-correct': 'withdrawing',
  start: 'widening',
  resume: 'widening',
  escalate: 'widening',
  schedule: 'widening',
  advance: 'widening',
  unblock: 'widening',
  undo: 'widening',
  'emergency-lift': 'widening',
  phases: 'widening',
  // It may turn the health gate off, and change the roles themselves.
  config: 'widening',
  add: 'preparing',
  import: 'preparing',
  init: 'preparing',
  'keys-init': 'signing',
  'keys-rotate': 'signing',
  'keys-revoke': 'signing',
  'keys-publish': 'signing',
  renew: 'signing',
};

/** What the config gives to roles: one command, a group of them, or whatever opens a release to everybody. */
export type Act = ActKind | ActGroup | 'to-everybody';

const GROUPS: readonly ActGroup[] = ['stopping', 'withdrawing', 'widening', 'preparing', 'signing'];

/** All names of acts, for the config. */
export const ACTS: readonly Act[] = [
  ...GROUPS,
  'to-everybody',
  ...(Object.keys(GROUP_OF) as ActKind[]),
];

/** The group of an act; `to-everybody` is the widest of widening. */
export function groupOf(act: Act): ActGroup {
  if (act === 'to-everybody') {
    return 'widening';
  }
  return GROUPS.find((group) => group === act) ?? GROUP_OF[act as ActKind];
}
