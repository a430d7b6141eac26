import { higher } from '../facts.ts';
import { remember } from '../memory/keep-memory.ts';
import type { World } from '../memory/keep-memory.ts';

/**
 * This start was a good one. Only now does the floor of the release rise: one that cannot start must not take the way
 * back with it (feed-format, "Trust", 6). A crash loop is over, so what was decided because of it is decided anew.
 */
export function confirmStart(world: World): void {
  const { core, ports, facts } = world;
  if (core.known().startedWell || core.ended.aborted) {
    return;
  }
  core.learn({ startedWell: true });
  ports.starts?.confirm();
  ports.log.info(`${facts.installed.version} has started well`);
  const { trust } = core.known().memory;
  if (trust.unproven !== undefined) {
    const floor = higher(trust.floor, trust.unproven.floor);
    void remember(world, { trust: { ...trust, floor, unproven: undefined } });
  }
  if (facts.installed.crashing !== undefined) {
    core.dispatch({ kind: 'check-requested', trigger: 'timer' });
  }
}

/** Begins the confirmation window; a start that ends within it is never confirmed. */
export function confirmLater(world: World): void {
  const { core, ports, facts } = world;
  if (facts.confirmStartAfter !== undefined && !core.ended.aborted) {
    const callOff = ports.clock.after(facts.confirmStartAfter, () => confirmStart(world));
    core.ended.addEventListener('abort', callOff, { once: true });
  }
}
