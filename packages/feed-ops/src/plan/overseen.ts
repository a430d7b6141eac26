import type { Command, PlanFacts } from '../command.ts';
import type { Snapshot } from '../state/snapshot.ts';
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
  const { kind } = command;
  const may = mayDo(facts.identity, { kind, toEverybody: false }, roles);
  const made = may.ok ? planned() : may;
  if (!made.ok || made.plan.kind !== 'change') {
    return made;
  }
  const { plan } = made;
  const deed = { kind, toEverybody: plan.toEverybody === true };
  const mayAll = mayDo(facts.identity, deed, roles);
  if (!mayAll.ok) {
    return mayAll;
  }
  const { identity, signedOff } = facts;
  const missing = signOffMissing(plan.headline, deed, roles, { identity, signedOff });
  return missing === undefined
    ? made
    : {
        ok: true,
        plan: { ...plan, withheld: missing, warnings: [...plan.warnings, `${missing.message}.`] },
      };
}
