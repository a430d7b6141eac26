import { git } from '@phasegate/testkit';
import type { Feeds } from '../../stage/feeds.ts';
import { createOperator } from '../../stage/operator.ts';
import { all, configured } from './before.ts';
import { asked, said } from './scene.ts';
import type { Scene } from './scene.ts';

const ANN = 'ann@example.com';
const CYD = 'cyd@example.com';
const ESCALATE = ['rollout', 'escalate', '1.1.0'] as const;
const PLAN = '.git/escalate.json';

const roles = configured(() => ({
  roles: {
    people: { release: [ANN, CYD], 'on-call': ['bob@example.com'] },
    may: { widening: ['release'], withdrawing: ['release', 'on-call'], preparing: ['release'] },
    signOff: { widening: 1 },
  },
}));

const sits =
  (mail: string) =>
  ({ folder }: Feeds) =>
    git(folder, ['config', 'user.email', mail]);
const does =
  (...words: readonly string[]) =>
  async ({ folder, home }: Feeds) =>
    createOperator(folder, { HOME: home }).phasegate(...words);

const planned = all(roles, sits(ANN), does('plan', ...ESCALATE, '--out', PLAN));
const signed = all(planned, sits(CYD), does('sign-off', PLAN, '--yes'));

/** Two people for one change. */
export const PLANS: readonly Scene[] = [
  said('plan', 'phasegate plan rollout escalate 1.1.0'),
  said('plan-out', `phasegate plan rollout escalate 1.1.0 --out ${PLAN}`, {
    prepare: all(roles, sits(ANN)),
  }),
  ...asked('sign-off', {
    line: `phasegate sign-off ${PLAN}`,
    question: '?',
    answers: { yes: ['y'] },
    prepare: all(planned, sits(CYD)),
  }),
  said('refused-same-person', `phasegate sign-off ${PLAN}`, { prepare: planned }),
  ...asked('apply', {
    line: `phasegate apply ${PLAN}`,
    question: '?',
    answers: { yes: ['y'] },
    prepare: signed,
  }),
  said('refused-plan-moved', `phasegate apply ${PLAN}`, {
    prepare: all(signed, does('rollout', 'pause', '1.1.0')),
  }),
  said('refused-sign-off', 'phasegate rollout escalate 1.1.0', { prepare: all(roles, sits(ANN)) }),
  said('refused-role', 'phasegate rollout escalate 1.1.0', {
    prepare: all(roles, sits('bob@example.com')),
  }),
];
