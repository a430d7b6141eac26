import type { Instant } from '@phasegate/rollout';
import type { Known } from '../known.ts';
import type { Clock } from '../ports.ts';

/** Hands over the milliseconds of each check that was answered; one that failed measures the network, not us. */
export function createCheckTimer(
  clock: Clock,
  done: (milliseconds: number) => void,
): (before: Known, after: Known) => void {
  let began: Instant | undefined;
  return (before, { state, lastCheck }) => {
    // After a download it is one that has begun before, beside it.
    if (state.phase === 'checking' && !['checking', 'downloading'].includes(before.state.phase)) {
      began = clock.now();
    }
    if (began === undefined || lastCheck === before.lastCheck) {
      return;
    }
    const took = clock.now() - began;
    began = undefined;
    if (lastCheck?.outcome !== 'failed' && took >= 0) {
      done(took);
    }
  };
}
