import { remember } from './keep-memory.ts';
import type { World } from './keep-memory.ts';
import { targetIn } from './known.ts';
import type { Known } from './known.ts';
import type { Plan } from './memory.ts';
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
    if (plan !== core.known().memory.plan) {
      void remember(world, { plan });
      timetable.followPlan();
    }
  };
  const install = (): void => {
    const target = targetIn(core.known().state);
    if (core.known().busy.length > 0 && target !== undefined) {
      keep({ version: target.release.version, when: 'when-free' });
      return;
    }
    keep(undefined);
    core.dispatch({ kind: 'install-requested' });
  };
  const installPlanned = (): void => (isPlanned(core.known()) ? install() : keep(undefined));
  return {
    install,
    plan: (when) => {
      const target = targetIn(core.known().state);
      if (typeof when === 'number' && !Number.isFinite(when)) {
        world.ports.log.warn('an install was planned for a time that is none');
        return;
      }
      keep(target && when !== undefined ? { version: target.release.version, when } : undefined);
    },
    cancel: () => {
      const declined = targetIn(core.known().state)?.release.version;
      void remember(world, { declined, plan: undefined });
      timetable.followPlan();
      core.dispatch({ kind: 'cancel-requested' });
    },
    busy: (reason) => beBusy(world, reason, installPlanned),
    installOnQuit: () => installOnQuit(world),
    installsOnQuit: () => installsOnQuit(world),
    installPlanned,
    follow: timetable.followPlan,
  };
}

/** What has taken a release's place meanwhile waits for its user: nobody has agreed to that. */
function isPlanned({ state, memory: { plan } }: Known): boolean {
  return plan?.version === targetIn(state)?.release.version;
}

function beBusy(world: World, reason: string, installPlanned: () => void): () => void {
  const { core } = world;
  core.learn({ busy: [...core.known().busy, reason] });
  let holds = true;
  return () => {
    if (holds) {
      holds = false;
      core.learn({ busy: without(core.known().busy, reason) });
      installWhenFree(world, installPlanned);
    }
  };
}

/** Two exports may be under way at once, and say so in the same words. */
function without(reasons: readonly string[], reason: string): readonly string[] {
  const at = reasons.indexOf(reason);
  return reasons.filter((_, index) => index !== at);
}

function installWhenFree({ core }: World, installPlanned: () => void): void {
  const { busy, memory } = core.known();
  if (busy.length === 0 && memory.plan?.when === 'when-free') {
    installPlanned();
  }
}

function installsOnQuit({ core }: World): boolean {
  const { memory, state } = core.known();
  const held = state.phase === 'checking' ? state.held : state;
  const version =
    held !== undefined && 'installer' in held ? held.target.release.version : undefined;
  return memory.plan?.when === 'on-quit' && memory.plan.version === version;
}

async function installOnQuit(world: World): Promise<boolean> {
  const { core } = world;
  if (!installsOnQuit(world)) {
    return false;
  }
  core.dispatch({ kind: 'install-requested', restart: false });
  await core.settled();
  return core.known().state.phase === 'installing';
}
