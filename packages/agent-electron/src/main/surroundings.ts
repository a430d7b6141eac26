import type { Clock, Logger, Restraint, Surroundings } from '@phasegate/agent';
import { readRestraint } from './restraint.ts';

/** Milliseconds between two looks at the network; Electron's main process is told of no change. */
const LOOK_EVERY = 15_000;
/** Milliseconds for which what the system said of network and battery is taken for true. */
const FRESH_FOR = 60_000;

/** The parts of Electron that tell of the machine. */
export interface System {
  readonly power: {
    readonly on: (event: 'resume', listener: () => void) => unknown;
    readonly removeListener: (event: 'resume', listener: () => void) => unknown;
  };
  readonly net: { readonly isOnline: () => boolean };
  /** What speaks against a download that nobody asked for; asks the system if not given. */
  readonly restraint?: () => Promise<Restraint | undefined>;
}

/** This machine's sleep, network and battery, as far as Electron and the system tell. */
export function openSurroundings(
  { power, net, restraint }: System,
  clock: Pick<Clock, 'now' | 'after'>,
  log: Logger,
): Surroundings {
  const ask = restraint ?? (() => readRestraint(process.platform, log));
  let asked: { readonly at: number; readonly answer: Promise<Restraint | undefined> } | undefined;
  return {
    restraint: () => {
      const now = clock.now();
      if (asked === undefined || Math.abs(now - asked.at) > FRESH_FOR) {
        asked = { at: now, answer: ask() };
      }
      return asked.answer;
    },
    onReturn: (run) => {
      const resumed = (): void => run('resumed');
      power.on('resume', resumed);
      const stopLooking = watchNetwork(net, clock, () => run('online'));
      return () => {
        power.removeListener('resume', resumed);
        stopLooking();
      };
    },
  };
}

function watchNetwork(
  net: System['net'],
  clock: Pick<Clock, 'after'>,
  online: () => void,
): () => void {
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
