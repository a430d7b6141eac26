import type { Clock, Logger, Surroundings } from '@phasegate/agent';
import { net, powerMonitor } from 'electron';
import { readRestraint } from './restraint.ts';

/** Milliseconds between two looks at the network; Electron's main process is told of no change. */
const LOOK_EVERY = 15_000;
/** Milliseconds for which what the system said of network and battery is taken for true. */
const FRESH_FOR = 60_000;

/** This machine's sleep, network and battery, as far as Electron and the system tell. */
export function openSurroundings(clock: Pick<Clock, 'now' | 'after'>, log: Logger): Surroundings {
  let asked: { readonly at: number; readonly answer: ReturnType<typeof readRestraint> } | undefined;
  return {
    restraint: () => {
      const now = clock.now();
      if (asked === undefined || Math.abs(now - asked.at) > FRESH_FOR) {
        asked = { at: now, answer: readRestraint(process.platform, log) };
      }
      return asked.answer;
    },
    onReturn: (run) => {
      const resumed = (): void => run('resumed');
      powerMonitor.on('resume', resumed);
      const stopLooking = watchNetwork(clock, () => run('online'));
      return () => {
        powerMonitor.removeListener('resume', resumed);
        stopLooking();
      };
    },
  };
}

function watchNetwork(clock: Pick<Clock, 'after'>, online: () => void): () => void {
  let was = net.isOnline();
  let callOff = (): void => undefined;
  const look = (): void => {
    const is = net.isOnline();
    if (is && !was) {
      online();
    }
    was = is;
    callOff = clock.after(LOOK_EVERY, look);
  };
  look();
  return () => callOff();
}
