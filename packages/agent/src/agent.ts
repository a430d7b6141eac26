import { press } from './agent-press.ts';
import { createCore } from './core.ts';
import { createEffects } from './effects.ts';
import type { Effects } from './effects.ts';
import type { AgentFacts } from './facts.ts';
import type { World } from './memory/keep-memory.ts';
import type { Known } from './known.ts';
import { troubleWith } from './messages/languages.ts';
import { createNoticeDesk } from './notice/notice-desk.ts';
import { troubleWithLinks } from './notice/notice-failed.ts';
import type { AgentPorts } from './ports.ts';
import { createPlans } from './plans.ts';
import type { Plans } from './plans.ts';
import { recall } from './memory/recall.ts';
import { scheduleClockOf } from './schedule-clock.ts';
import { atTime } from './memory/seen-clock.ts';
import { keepWaysBack } from './check/ways-back.ts';
import { snapshotOf } from './snapshot-of.ts';
import type { AgentSnapshot } from './snapshot.ts';
import { confirmLater, confirmStart } from './start/started-well.ts';
import { dropMissedPlan } from './timetable.ts';

/** The agent, as an embedder holds it. Nothing here throws. */
export interface Agent {
  /** Recalls what is known, settles an install that was begun, and begins to check by the schedule. */
  readonly start: () => Promise<void>;
  /** Checks now, as a user who asked; resolves when the answer is in. */
  readonly check: () => Promise<void>;
  /**
   * Installs the target that is ready, or fetches it first; the feed is read once more before. An app that is busy is
   * not disturbed: it is installed as soon as that is over.
   */
  readonly install: () => void;
  /** Installs the target later: when the app quits, or at a moment in epoch milliseconds; `undefined` drops the plan. */
  readonly plan: (when: 'on-quit' | number | undefined) => void;
  /**
   * The app is quitting: installs what was planned for now, without starting again. Resolves with whether an installer
   * is at work.
   */
  readonly installOnQuit: () => Promise<boolean>;
  /** Whether {@link Agent.installOnQuit} has anything to do. */
  readonly installsOnQuit: () => boolean;
  /** Stops a download for now; what came so far stays. */
  readonly suspend: () => void;
  /** Goes on with a download that was stopped. */
  readonly resume: () => void;
  /** Calls a download off; the release is not fetched again unless somebody asks. */
  readonly cancel: () => void;
  /** The app says what it is busy with; no restart and no dialog until the returned function is called. */
  readonly busy: (reason: string) => () => void;
  /** The app's own code runs from now on: the confirmation window of this start begins, where there is one. */
  readonly appRuns: () => void;
  /** The app says that it has started well, without waiting for the confirmation window. */
  readonly startedWell: () => void;
  /** A button of a notice was pressed. Buttons of notices that are gone do nothing. */
  readonly act: (noticeId: string, index: number) => Promise<void>;
  /** A window shows this notice. What its user has seen is told to be over one day; what they have not is not. */
  readonly noticeShown: (noticeId: string) => Promise<void>;
  /** The operating system was asked to show it, which happens once (`Notice.tell`). */
  readonly noticeTold: (noticeId: string) => Promise<void>;
  /** Shows again what was put aside or away and still holds. */
  readonly bringBack: () => Promise<void>;
  readonly snapshot: () => AgentSnapshot;
  /** Called after every change; returns how to unsubscribe. */
  readonly subscribe: (listener: (snapshot: AgentSnapshot) => void) => () => void;
  /** Like `subscribe`, with all that was known before and after; for what reports and tests derive from it. */
  readonly observe: (listener: (before: Known, after: Known) => void) => () => void;
  /** Resolves when nothing is under way: no check, no download, no write. */
  readonly settled: () => Promise<void>;
  /** For good: no more checks, nothing is installed, written or told; a download under way is called off. */
  readonly stop: () => void;
}

/** Joins the pure machine (`step`) with the ports. It decides nothing itself. */
export function createAgent(ports: AgentPorts, facts: AgentFacts): Agent {
  const core = createCore((effect) => work.run(effect), ports.log);
  const world: World = { core, ports, facts };
  const work: Effects = createEffects(world, () => plans.installPlanned());
  const plans: Plans = createPlans(world, work.timetable);
  const desk = createNoticeDesk(world);
  const snapshot = (): AgentSnapshot =>
    snapshotOf(core.known(), facts, scheduleClockOf(ports).now());
  const recollection = recollect(world, desk.recalled);
  return {
    start: async () => {
      await recollection.over();
      if (!core.ended.aborted) {
        work.timetable.begin();
        plans.follow();
      }
    },
    check: async () => {
      await recollection.over();
      core.dispatch({ kind: 'check-requested', trigger: 'user' });
      await work.answered();
      // Who asks wants an answer, though it be one that they have put aside.
      if (snapshot().notice === undefined) {
        await desk.bringBack();
      }
    },
    install: plans.install,
    plan: plans.plan,
    installOnQuit: plans.installOnQuit,
    installsOnQuit: plans.installsOnQuit,
    suspend: () => core.dispatch({ kind: 'suspend-requested' }),
    resume: () => core.dispatch({ kind: 'resume-requested' }),
    cancel: plans.cancel,
    busy: plans.busy,
    appRuns: () => confirmLater(world),
    // Not before the recall: neither the floor that rises now nor the check of a crash loop would know of anything.
    startedWell: () => recollection.after(() => confirmStart(world)),
    act: (noticeId, index) => press({ ...world, plans, desk }, { noticeId, index }),
    noticeShown: desk.shown,
    noticeTold: desk.told,
    bringBack: desk.bringBack,
    snapshot,
    subscribe: (listener) => core.subscribe(() => listener(snapshot())),
    observe: (listener) => core.subscribe(listener),
    settled: () => core.settled(),
    stop: () => work.stop(),
  };
}

/** What the agent knows from earlier starts comes back once, and before anything is done on the word of it. */
interface Recollection {
  /** Begins it, if it has not begun; a check that came first would write an empty memory over the one on disk. */
  readonly over: () => Promise<void>;
  /** Runs at once where it is over, and as soon as it is otherwise. */
  readonly after: (run: () => void) => void;
}

function recollect(world: World, done: () => void): Recollection {
  let stand: { readonly work: Promise<void>; readonly over: boolean } | undefined;
  const work = async (): Promise<void> => {
    await begin(world);
    stand = { work: Promise.resolve(), over: true };
    done();
  };
  const over = (): Promise<void> => (stand ??= { work: work(), over: false }).work;
  return {
    over,
    after: (run) => (stand?.over === true ? run() : world.core.track(over().then(run))),
  };
}

async function begin(world: World): Promise<void> {
  const { core, ports, facts } = world;
  const { known, decision } = await recall(ports, facts);
  const memory = atTime(known.memory, scheduleClockOf(ports).now());
  core.learn({ ...known, memory, sample: facts.forcedNotice });
  if (known.reading !== undefined) {
    core.track(keepWaysBack(world, known.reading.feed));
  }
  const trouble = [...troubleWith(facts.messages), ...troubleWithLinks(facts)];
  trouble.forEach((line) => ports.log.warn(line));
  await dropMissedPlan(world);
  if (decision !== undefined) {
    core.dispatch({ kind: 'recalled', decision });
  }
}
