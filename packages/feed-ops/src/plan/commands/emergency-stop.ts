import type { EmergencyStop } from '../../command.ts';
import { withRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { moveTo, on } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { decideOn } from './enter.ts';
import { onlyFallback } from './only-fallback.ts';
import { stillDraft } from './out-of-place.ts';

/** One release, or everything that is rolling, to paused. */
export const emergencyStop: Rule<EmergencyStop> = {
  versions: ({ version }) => (version === undefined ? [] : [version]),
  transition,
  verb: ({ versions }) => `Emergency stop of ${versions.join(', ')}`,
  danger: () => 'none',
  next: ({ versions: [version = ''] }) => decideOn(version),
};

function transition(
  state: PlatformState,
  { version }: EmergencyStop,
  facts: RuleFacts,
): Transition {
  const { ledger } = state;
  const named = ledger.releases.filter((release) =>
    version === undefined ? release.state === 'rolling' : release.version === version,
  );
  const [only] = named;
  if (version !== undefined && (only === undefined || only.state === 'draft')) {
    return only === undefined ? { kind: 'absent' } : stillDraft(state, only);
  }
  const open = named.filter(({ state: at }) => at === 'rolling' || at === 'complete');
  if (open.length === 0) {
    const what = version === undefined ? 'nothing is rolling' : `${version} is in no feed`;
    return { kind: 'same', said: `${what} on ${state.platform}` };
  }
  const after = open.reduce(
    (now, release) =>
      withRelease(now, moveTo(release, { state: 'paused', phase: release.phase }, facts)),
    ledger,
  );
  const lines = open.map(
    (one) => `${on(one.version, state)} leaves all feeds; machines that have it keep it`,
  );
  return onlyFallback(state, after, open, 'stop') ?? { kind: 'moved', ledger: after, said: lines };
}
