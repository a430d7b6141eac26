import type { Planner } from '../carry-out.ts';
import type { FeedRepository } from '../git/feed-repository.ts';
import { refuse } from '../refusal.ts';
import { CONFIG_PATH, parseConfig } from '../state/config.ts';
import { otherThan, sincePlan } from './moved.ts';
import type { PlanFile } from './plan-file.ts';

/** Plans anew, on whatever commit it is given, and only what the plan's file says on the state that it was made on. */
export function heldPlanner(plan: PlanFile, repository: FeedRepository, planner: Planner): Planner {
  return async (base) => {
    const paths = plan.files.map(({ path }) => path);
    const files = await repository.read(base, [...new Set([CONFIG_PATH, ...paths])]);
    const config = parseConfig(Buffer.from(files.get(CONFIG_PATH) ?? '').toString('utf8'));
    if (config.ok && config.value.app !== plan.app) {
      return refuse(
        'bad-plan',
        `The plan is for ${plan.app}, and these are the feeds of ${config.value.app}`,
        'name the work tree of its feeds with -C',
      );
    }
    const since = sincePlan(plan, files);
    if (since.kind === 'moved') {
      return { ok: false, refusal: since.refusal };
    }
    if (since.kind === 'applied') {
      const { actor, at } = since.entry;
      const headline = `this plan was applied by ${actor} at ${at}`;
      return {
        ok: true,
        plan: { kind: 'nothing-to-do', headline, next: 'phasegate rollout status' },
      };
    }
    const planned = await planner(base);
    const other =
      planned.ok && planned.plan.kind === 'change' ? otherThan(plan, planned.plan) : undefined;
    return other === undefined ? planned : { ok: false, refusal: other };
  };
}
