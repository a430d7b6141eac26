import type { World } from '../memory/keep-memory.ts';
import { asideOf } from './notices.ts';
import { scheduleClockOf } from '../schedule-clock.ts';

/** Tells the windows when the next notice comes back, which is no event of its own; called again after each change. */
export function createWake({ core, ports, facts }: World): () => void {
  const clock = scheduleClockOf(ports);
  let callOff: () => void = () => undefined;
  core.ended.addEventListener('abort', () => callOff());
  const wake = (): void => {
    callOff();
    const now = clock.now();
    const { notices } = core.known().memory;
    const times = asideOf(core.known(), facts, now)
      .filter(({ stage }) => stage === 'snoozed')
      .flatMap(({ notice }) => notices[notice.id]?.until ?? []);
    if (times.length > 0 && !core.ended.aborted) {
      callOff = clock.after(Math.min(...times) - now, () => {
        core.learn({});
        wake();
      });
    }
  };
  return wake;
}
