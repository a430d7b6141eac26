import { FULL_PHASE, isNewer, parseInstant, parseVersion } from '@phasegate/rollout';

import { blockOn, newestComplete } from '../feeds/content.ts';
import type { Ledger } from '../state/ledger.ts';
import type { ReleaseStatus } from './status.ts';

/** What to do next, and how pressing it is: 0 the most. */
export interface NextStep {
  readonly command: string;
  readonly urgency: number;
}

interface Standing {
  readonly ledger: Ledger;
  /** The newest first. */
  readonly releases: readonly ReleaseStatus[];
  readonly expires: string | undefined;
  /** Whether the host serves something else than what is in git. */
  readonly behind: boolean;
  readonly now: number;
}

/** Until the host has it, machines are offered what they were offered before. */
const CATCH_UP = 'phasegate verify --live, until the host serves what is in git';
const SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** The most pressing thing first: expiring feeds, a release that does badly, a host that lags, a paused one, one that rolls, a draft. */
export function nextStep(standing: Standing): NextStep {
  const { ledger, releases, expires, behind, now } = standing;
  if (expires !== undefined && (parseInstant(expires) ?? now) - now < SOON_MS) {
    return { command: 'phasegate renew', urgency: 0 };
  }
  const complete = newestComplete(ledger);
  const above = releases.filter(({ version }) => {
    const parsed = parseVersion(version);
    return (
      parsed !== undefined &&
      (complete === undefined || isNewer(parsed, complete.version)) &&
      // What is blocked moves nowhere before the block is lifted.
      blockOn(ledger, parsed) === undefined
    );
  });
  const rolling = above.filter(({ state }) => state === 'rolling');
  const sick = rolling.find(({ health }) => isBad(health?.verdict));
  if (sick !== undefined) {
    return { command: stopIt(sick), urgency: 1 };
  }
  if (behind) {
    return { command: CATCH_UP, urgency: 2 };
  }
  const paused = above.find(
    ({ state, overtakenBy }) => state === 'paused' && overtakenBy === undefined,
  );
  if (paused !== undefined) {
    return { command: decideOn(paused), urgency: 3 };
  }
  const [first] = rolling;
  const draft = above.find(({ state }) => state === 'draft');
  if (first !== undefined) {
    return { command: goOn(first), urgency: 4 };
  }
  if (draft !== undefined) {
    const all = complete === undefined ? ` --phase ${FULL_PHASE}` : '';
    return { command: `phasegate rollout start ${draft.version}${all}`, urgency: 5 };
  }
  return { command: 'phasegate release add, when there is a new version', urgency: 6 };
}

function decideOn({ version, stop }: ReleaseStatus): string {
  const back =
    stop === undefined
      ? `phasegate rollout resume ${version}`
      : `phasegate emergency lift ${version} --reason "..."`;
  return `${back}, or phasegate rollback ${version} --reason "..."`;
}

function isBad(verdict: string | undefined): boolean {
  return verdict === 'pause' || verdict === 'roll-back';
}

function stopIt({ version, health }: ReleaseStatus): string {
  return health?.verdict === 'roll-back'
    ? `phasegate rollback ${version} --reason "..."`
    : `phasegate rollout pause ${version}`;
}

function goOn({ version, health, schedule: [step], step: when }: ReleaseStatus): string {
  if (step !== undefined && when === 'missed') {
    return `its step to ${step.phase} % was missed; phasegate rollout schedule ${version} --to ${step.phase} --at TIME, or --clear`;
  }
  if (step !== undefined) {
    return `phasegate rollout advance takes ${version} to ${step.phase} % from ${step.at} on`;
  }
  const escalate = `phasegate rollout escalate ${version}`;
  if (health?.until !== undefined) {
    return `wait until ${health.until}, then: ${escalate}`;
  }
  return health?.verdict === 'none' || health?.verdict === 'inconclusive'
    ? `wait for a verdict, then: ${escalate}`
    : `${escalate}, when it has done well`;
}
