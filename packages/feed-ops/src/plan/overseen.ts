import type { Command, PlanFacts } from '../command.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { deedOf } from '../roles/deed.ts';
import { mayDo } from '../roles/may-do.ts';
import { signOffMissing } from '../roles/sign-offs.ts';
import type { Planned } from './plan-types.ts';

/**
 * A plan under the roles of the config: who may not do it gets no plan, and a plan that others have to sign off says so
 * and is withheld until they have. The config in force is the one in the repository, not the one that a command brings.
 */
export function overseen(
  command: Command,
  { config }: Snapshot,
  facts: PlanFacts,
  planned: () => Planned,
): Planned {
  const roles = config?.roles;
  if (roles === undefined) {
    return planned();
  }
  const may = mayDo(facts.identity, deedOf(command), roles);
  const made = may.ok ? planned() : may;
  if (!made.ok || made.plan.kind !== 'change') {
    return made;
  }
  const { plan } = made;
  const deed = deedOf(command, plan.toEverybody);
  const mayAll = mayDo(facts.identity, deed, roles);
  if (!mayAll.ok) {
    return mayAll;
  }
  const { identity, signedOff } = facts;
  const missing = signOffMissing(plan.headline, deed, roles, { identity, signedOff });
  const warnings = missing === undefined ? [] : [`${missing.message}.`];
  return {
    ok: true,
    plan: { ...plan, roles, withheld: missing, warnings: [...plan.warnings, ...warnings] },
  };
}
