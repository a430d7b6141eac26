import type { Asked } from './agent-state.ts';
import { remember } from './memory/keep-memory.ts';
import type { World } from './memory/keep-memory.ts';
import { planIn, targetIn } from './known.ts';
import type { Plan } from './memory/memory.ts';
import type { Timetable } from './timetable.ts';

/** When the release at hand is installed: what its user says, and what waits for an app that is busy. */
export interface Plans {
  readonly install: () => void;
  readonly plan: (when: 'on-quit' | number | undefined) => void;
  readonly cancel: () => void;
  readonly busy: (reason: string) => () => void;
  readonly installOnQuit: () => Promise<boolean>;
  readonly installsOnQuit: () => boolean;
  /** The moment of a plan has come. */
  readonly installPlanned: () => void;
  /** Sets the timer of a plan that was remembered. */
  readonly follow: () => void;
}

/** Binds the plans to one agent. */
export function createPlans(world: World, timetable: Timetable): Plans {
  const { core } = world;
  const keep = (plan: Plan | undefined): void => {
    const { plan: before } = core.known().memory;
    if (plan?.version !== before?.version || plan?.when !== before?.when) {
      void remember(world, { plan });
      timetable.followPlan();
    }
  };
  const install = (asked: Asked = 'now'): void => {
    const target = targetIn(core.known().state);
    if (core.known().busy.length > 0 && target !== undefined) {
      keep({ version: target.release.version, when: 'when-free' });
      return;
    }
    keep(undefined);
    wantAfterAll(world);
    core.dispatch({ kind: 'install-requested', asked });
  };
  return {
    install: () => install(),
    plan: (when) => {
      if (typeof when === 'number' && !Number.isFinite(when)) {
        world.ports.log.warn('an install was planned for a time that is none');
        return;
      }
      const target = targetIn(core.known().state);
      keep(target && when !== undefined ? { version: target.release.version, when } : undefined);
    },
    cancel: () => {
      const target = targetIn(core.known().state);
      if (target !== undefined) {
        void remember(world, { declined: target.release.version, plan: undefined });
        timetable.followPlan();
        core.dispatch({ kind: 'cancel-requested' });
      }
    },
    busy: (reason) => becomeBusy(world, reason, install),
    installOnQuit: () => installOnQuit(world),
    installsOnQuit: () => installsOnQuit(world),
    installPlanned: () =>
      // What has taken the release's place meanwhile waits for its user: nobody has agreed to that.
      typeof planIn(core.known())?.when === 'number' ? install('at-a-time') : keep(undefined),
    follow: timetable.followPlan,
  };
}

/** Returns how to say that it is over; then what has waited for that is installed. */
function becomeBusy({ core }: World, reason: string, install: () => void): () => void {
  core.learn({ busy: [...core.known().busy, reason] });
  let holds = true;
  return () => {
    if (!holds) {
      return;
    }
    holds = false;
    core.learn({ busy: without(core.known().busy, reason) });
    if (core.known().busy.length === 0 && planIn(core.known())?.when === 'when-free') {
      install();
    }
  };
}

/** Whoever asks for the release that they have called off has changed their mind, for the next start too. */
function wantAfterAll(world: World): void {
  const { memory, state } = world.core.known();
  if (memory.declined !== undefined && memory.declined === targetIn(state)?.release.version) {
    void remember(world, { declined: undefined });
  }
}

/** Two exports may be under way at once, and say so in the same words. */
function without(reasons: readonly string[], reason: string): readonly string[] {
  const at = reasons.indexOf(reason);
  return reasons.filter((_, index) => index !== at);
}

function installsOnQuit({ core }: World): boolean {
  const { state } = core.known();
  const held = state.phase === 'checking' ? state.held : state;
  return held !== undefined && 'installer' in held && planIn(core.known())?.when === 'on-quit';
}

async function installOnQuit(world: World): Promise<boolean> {
  const { core } = world;
  if (!installsOnQuit(world)) {
    return false;
  }
  core.dispatch({ kind: 'install-requested', asked: 'on-quit' });
  await core.settled();
  return core.known().state.phase === 'installing';
}
