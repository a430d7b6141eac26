import type { World } from './memory/keep-memory.ts';
import { remember } from './memory/keep-memory.ts';
import { scheduleClockOf } from './schedule-clock.ts';
import { restraintOf } from './restraint.ts';
import { canWait, waitAfter, waitAtStart, waitOnReturn } from './schedule.ts';
import type { Ending } from './schedule.ts';

/** The agent's timers: the next check, a planned install, the confirmation of this start. */
export interface Timetable {
  /** Plans the first check of this start, and listens to the machine's sleep and network. */
  readonly begin: () => void;
  /** Plans the next check, after one that ended so. */
  readonly afterCheck: (ending: Ending) => void;
  /** Plans the check that tries a download again, if it failed. */
  readonly afterDownload: (ending: Ending) => void;
  /** Sets, or calls off, the timer of a planned install, by what is remembered. */
  readonly followPlan: () => void;
  readonly end: () => void;
}

/** What the timers do when they ring. */
export interface Rings {
  readonly check: () => void;
  readonly installPlanned: () => void;
}

/** Binds the timers to one agent. */
export function createTimetable(world: World, rings: Rings): Timetable {
  const { core, ports, facts } = world;
  const clock = scheduleClockOf(ports);
  const timers = { check: silent, plan: silent, silence: silent };
  const checkIn = (milliseconds: number): void => {
    timers.check();
    if (!core.ended.aborted) {
      const nextCheckAt = clock.now() + milliseconds;
      core.note({ timing: { ...core.known().timing, nextCheckAt } });
      timers.check = clock.after(milliseconds, () => core.track(ring()));
    }
  };
  const ring = async (): Promise<void> => {
    // Whatever comes of this one: while an install is under way, nothing is asked and nothing is answered.
    checkIn(waitAfter({ failures: 0, retryAfter: undefined }, facts.schedule, clock.random()));
    const restraint = ports.surroundings === undefined ? undefined : await restraintOf(ports);
    if (canWait(restraint, answeredAt(world), ports.clock.now())) {
      ports.log.info(`a check waits: this machine is on ${restraint}`);
      return;
    }
    rings.check();
  };
  const followPlan = (): void => {
    timers.plan();
    timers.plan = core.ended.aborted ? silent : planTimer(world, rings.installPlanned);
  };
  return {
    begin: () => {
      const { notBefore } = core.known().memory;
      checkIn(waitAtStart(facts.schedule, notBefore, ports.clock.now(), clock.random()));
      timers.silence = listen(world, checkIn, followPlan);
    },
    afterCheck: (ending) => {
      core.note({ timing: { ...core.known().timing, failures: ending.failures } });
      checkIn(waitAfter(ending, facts.schedule, clock.random()));
    },
    afterDownload: (ending) => {
      core.note({ timing: { ...core.known().timing, failedDownloads: ending.failures } });
      if (ending.failures > 0) {
        checkIn(waitAfter(ending, facts.schedule, clock.random()));
      }
    },
    followPlan,
    end: () => {
      for (const callOff of Object.values(timers)) {
        callOff();
      }
    },
  };
}

const silent = (): void => undefined;

function answeredAt({ core }: World): number | undefined {
  const { lastCheck } = core.known();
  return lastCheck === undefined || lastCheck.outcome === 'failed'
    ? undefined
    : Date.parse(lastCheck.at);
}

function listen(
  { core, ports }: World,
  checkIn: (milliseconds: number) => void,
  followPlan: () => void,
): () => void {
  const { surroundings, log } = ports;
  const clock = scheduleClockOf(ports);
  return (
    surroundings?.onReturn((what) => {
      // A timer stands still while the machine sleeps, and would ring as much later.
      followPlan();
      const { timing, memory } = core.known();
      const at = { now: clock.now(), notBefore: memory.notBefore };
      const wait = waitOnReturn(what, timing, at, clock.random());
      if (wait !== undefined) {
        log.debug(`${what}: a check follows soon`);
        checkIn(wait);
      }
    }) ?? silent
  );
}

/** Milliseconds after which a planned moment has been missed, by a machine that slept: a restart then is a surprise. */
const MISSED_AFTER = 15 * 60_000;

/** A wait is at most as long as timers can be; whoever rings early waits again, and whoever rings too late asks anew. */
function planTimer(world: World, installPlanned: () => void): () => void {
  const { core, ports } = world;
  const { plan } = core.known().memory;
  if (plan === undefined || typeof plan.when !== 'number') {
    return silent;
  }
  const { when } = plan;
  let callOff = silent;
  const wait = (): void => {
    const left = when - ports.clock.now();
    callOff = left > 0 ? ports.clock.after(left, wait) : silent;
    if (left < -MISSED_AFTER) {
      ports.log.info(`the time to install ${plan.version} was missed; its user is asked again`);
      void remember(world, { plan: undefined });
    } else if (left <= 0) {
      installPlanned();
    }
  };
  wait();
  return () => callOff();
}

/** A moment that passed while the app was not running is not made up for: nobody expects a restart then. */
export async function dropMissedPlan(world: Pick<World, 'core' | 'ports'>): Promise<void> {
  const { core, ports } = world;
  const { plan } = core.known().memory;
  const missed = typeof plan?.when === 'number' && plan.when <= ports.clock.now();
  if (missed || plan?.when === 'when-free') {
    await remember(world, { plan: undefined });
  }
}
