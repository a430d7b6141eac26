import type { MoveRollout } from '../../command.ts';
import { withRelease } from '../../state/ledger.ts';
import type { Rule } from '../rule.ts';
import { moveTo, on } from '../transition.ts';
import { decideOn, moved } from './enter.ts';
import { onlyFallback } from './only-fallback.ts';
import { inPlace } from './out-of-place.ts';

/** Rolling or complete to paused: out of its feeds, and machines that have it keep it. */
export const pause: Rule<MoveRollout<'pause'>> = {
  versions: ({ version }) => [version],
  transition: inPlace((state, release, facts) => {
    if (release.state === 'paused') {
      return {
        kind: 'same',
        said: `${on(release.version, state)} is paused since ${release.since}`,
      };
    }
    const paused = moveTo(release, { state: 'paused', phase: release.phase }, facts);
    const said = `${on(release.version, state)} leaves its feeds; machines that have it keep it`;
    const after = withRelease(state.ledger, paused);
    return onlyFallback(state, after, [release], 'pause') ?? moved(state, paused, said);
  }),
  verb: ({ versions }) => `Pause ${versions.join(', ')}`,
  danger: () => 'none',
  next: ({ versions: [version = ''] }) => decideOn(version),
};
