import { check } from './effect-check.ts';
import { discard, download, install } from './effect-install.ts';
import type { AgentEffect } from './event.ts';
import type { World } from './memory/keep-memory.ts';
import { createTimetable } from './timetable.ts';
import type { Timetable } from './timetable.ts';

/** The agent's work in the world; each effect ends in an event or in a line in the log. */
export interface Effects {
  readonly run: (effect: AgentEffect) => Promise<void>;
  readonly timetable: Timetable;
  /** Resolves when the check under way is answered; at once when there is none. */
  readonly answered: () => Promise<void>;
  readonly stop: () => void;
}

/** Binds the effects to one agent; `installPlanned` is what a planned install does when its time has come. */
export function createEffects(world: World, installPlanned: () => void): Effects {
  const { core } = world;
  const timetable = createTimetable(world, {
    check: () => core.dispatch({ kind: 'check-requested', trigger: 'timer' }),
    installPlanned,
  });
  const files = createFileWork(world, timetable);
  let checking: Promise<void> = Promise.resolve();
  const run = (effect: AgentEffect): Promise<void> => {
    if (effect.kind === 'check') {
      checking = check(world, effect.about).then(timetable.afterCheck);
      return checking;
    }
    return files(effect);
  };
  return {
    run,
    timetable,
    answered: () => checking,
    stop: () => {
      timetable.end();
      core.end();
    },
  };
}

/** One after the other: a discard that takes its time must not delete the download that came after it. */
function createFileWork(
  world: World,
  timetable: Timetable,
): (effect: Exclude<AgentEffect, { kind: 'check' }>) => Promise<void> {
  const { ended } = world.core;
  let last: Promise<void> = Promise.resolve();
  let underWay = new AbortController();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(() => (ended.aborted ? undefined : work()));
    return last;
  };
  const callOff = (): void => underWay.abort();
  ended.addEventListener('abort', callOff, { once: true });
  return (effect) => {
    switch (effect.kind) {
      case 'download': {
        underWay = new AbortController();
        const { signal } = underWay;
        return inTurn(async () => {
          if (!signal.aborted) {
            timetable.afterDownload(await download(world, effect.target, signal));
          }
        });
      }
      case 'call-off':
        callOff();
        return Promise.resolve();
      case 'discard':
        return inTurn(() => discard(world));
      case 'install':
        return inTurn(() => install(world, effect));
    }
  };
}
