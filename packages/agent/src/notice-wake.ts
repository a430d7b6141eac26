import type { World } from './keep-memory.ts';
import { asideOf } from './notices.ts';

/** Tells the windows when the next notice comes back, which is no event of its own; called again after each change. */
export function createWake({ core, ports, facts }: World): () => void {
  let callOff: () => void = () => undefined;
  core.ended.addEventListener('abort', () => callOff());
  const wake = (): void => {
    callOff();
    const now = ports.clock.now();
    const { notices } = core.known().memory;
    const times = asideOf(core.known(), facts, now)
      .filter(({ stage }) => stage === 'snoozed')
      .flatMap(({ notice }) => notices[notice.id]?.until ?? []);
    if (times.length > 0 && !core.ended.aborted) {
      callOff = ports.clock.after(Math.min(...times) - now, () => {
        core.learn({});
        wake();
      });
    }
  };
  return wake;
}
