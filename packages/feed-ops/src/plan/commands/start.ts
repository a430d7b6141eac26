import { FULL_PHASE, isNewer } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import type { StartRollout } from '../../command.ts';
import { channelOf } from '../../feeds/channel.ts';
import { newestComplete } from '../../feeds/content.ts';
import { releaseOf } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Described, Rule, RuleFacts } from '../rule.ts';
import { on, refused } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { watchIt } from './enter.ts';
import { wasWithdrawn } from './out-of-place.ts';
import { enterOver, phaseFor } from './overtake.ts';

/** Draft to rolling, or complete at once for the very first release. */
export const start: Rule<StartRollout> = {
  versions: ({ version }) => [version],
  transition,
  verb: ({ command, versions, phase }) => {
    const others = versions.filter((one) => one !== command.version);
    const place = others.length === 0 ? '' : `, in the place of ${others.join(', ')},`;
    return `Start ${command.version}${place} at ${phase} %`;
  },
  danger: ({ command, phase, composed }) =>
    phase === FULL_PHASE
      ? 'type'
      : command.overlap === 'overtake' || skipsIn(command, composed) !== undefined
        ? 'ask'
        : 'none',
  warnings: ({ command, composed }) => skipsIn(command, composed) ?? [],
  next: ({ command, phase }) => watchIt(command.version, phase),
};

function transition(state: PlatformState, command: StartRollout, facts: RuleFacts): Transition {
  const { ledger } = state;
  const release = releaseOf(ledger, command.version);
  if (release === undefined) {
    return { kind: 'absent' };
  }
  const phase = command.phase ?? phaseFor(ledger, command);
  if (release.state !== 'draft') {
    return startedBefore(state, release, phase);
  }
  const complete = newestComplete(ledger, channelOf(release));
  if (complete !== undefined && !isNewer(release.version, complete.version)) {
    return refused(
      'not-newer',
      `${on(release.version, state)} would reach nobody: ${complete.version} is complete, and it is newer`,
      `phasegate release add a version above ${complete.version}`,
    );
  }
  if (phase === FULL_PHASE && complete !== undefined) {
    return refused(
      'not-first',
      `Only the very first release goes to 100 % at once, and ${complete.version} is out on ${state.platform}`,
      `phasegate rollout start ${release.version} --phase ${ledger.phases[0] ?? FULL_PHASE}`,
    );
  }
  return ledger.phases.includes(phase)
    ? enterOver(state, release, { ...facts, phase, overlap: command.overlap })
    : unknownPhase(ledger, phase, release);
}

/**
 * A start beyond the usual phase, as a warning: no verdict on fewer machines comes before it, and none is asked. Beside a
 * newer one it means the machines that are not offered that.
 */
function skipsIn(
  command: StartRollout,
  composed: Described<StartRollout>['composed'],
): readonly string[] | undefined {
  const { version, phase = 0 } = command;
  const isBeside = ({ state, version: other }: LedgerRelease): boolean =>
    state === 'rolling' && isNewer(other, version);
  const usual = composed
    .filter(({ before }) => !before.ledger.releases.some(isBeside))
    .map(({ before }) => phaseFor(before.ledger, command));
  const [first] = usual.filter((one) => phase > one);
  return first === undefined || phase === FULL_PHASE
    ? undefined
    : [`It does not begin with ${first} % of machines: all ${phase} % get what nobody has tried.`];
}

function startedBefore(state: PlatformState, release: LedgerRelease, wanted: Phase): Transition {
  const { version, phase = FULL_PHASE } = release;
  if (release.state === 'withdrawn') {
    return wasWithdrawn(state, release);
  }
  if (release.state === 'paused') {
    return refused(
      'is-paused',
      `${on(version, state)} was started and is paused at ${phase} %`,
      `phasegate rollout resume ${version}`,
    );
  }
  if (phase === wanted) {
    return {
      kind: 'same',
      said: `${on(version, state)} is out at ${phase} % since ${release.since}`,
    };
  }
  return refused(
    'wrong-phase',
    `${on(version, state)} was started and is at ${phase} %`,
    phase < wanted ? `phasegate rollout escalate ${version}` : 'phasegate rollout status',
  );
}

function unknownPhase(ledger: Ledger, phase: Phase, { version }: LedgerRelease): Transition {
  return refused(
    'wrong-phase',
    `There is no feed for ${phase} %; the phases are ${ledger.phases.join(', ')}`,
    `phasegate rollout start ${version} --phase ${ledger.phases[0] ?? FULL_PHASE}`,
  );
}
