import { refusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { Roles } from '../state/config-roles.ts';
import { signOffsFor } from './deed.ts';
import type { Deed } from './deed.ts';
import { mailOf, mayDo, whoMay } from './may-do.ts';

/** One person's yes to a plan. */
export interface SignOff {
  /** `Name <mail>`, as their git says. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

/** A plan that somebody made and others may have signed off. */
export interface SignedOff {
  /** The digest of the plan, or how it begins. */
  readonly plan: string;
  readonly plannedBy: string;
  readonly signOffs: readonly SignOff[];
}

/** The sign-offs that count: of others than the planner, each person once, who may do it themselves. */
function countingSignOffs(
  deed: Deed,
  roles: Roles | undefined,
  { plannedBy, signOffs }: SignedOff,
): readonly SignOff[] {
  const seen = new Set([mailOf(plannedBy)]);
  return signOffs.filter(({ by }) => {
    const mail = mailOf(by);
    const counts = mail !== undefined && !seen.has(mail) && mayDo(by, deed, roles).ok;
    seen.add(mail);
    return counts;
  });
}

/** Why a change must wait for others; `undefined` where it need not. */
export function signOffMissing(
  what: string,
  deed: Deed,
  roles: Roles,
  facts: { readonly identity: string | undefined; readonly signedOff: SignedOff | undefined },
): Refusal | undefined {
  const needed = signOffsFor(deed, roles);
  const given = facts.signedOff === undefined ? [] : countingSignOffs(deed, roles, facts.signedOff);
  if (given.length >= needed) {
    return undefined;
  }
  const planner = mailOf(facts.signedOff?.plannedBy ?? facts.identity);
  const has = given.map(({ by }) => mailOf(by));
  const others = whoMay(deed, roles).filter((mail) => mail !== planner && !has.includes(mail));
  const have = given.length === 0 ? '' : ` and has ${given.length}`;
  const can = others.length === 0 ? 'nobody else has the role for it' : others.join(', ');
  return refusal(
    'sign-off-missing',
    `${what} needs the sign-off of ${needed} ${needed === 1 ? 'other person' : 'others'}${have}; who can: ${can}`,
    facts.signedOff === undefined
      ? 'the same words as a plan: phasegate plan ... --out FILE; another person: phasegate sign-off FILE; then phasegate apply FILE'
      : 'another person: phasegate sign-off FILE; then phasegate apply FILE',
  );
}

/** What the history says of a plan that was made first and applied later; `null` where there was none. */
export function evidenceOf(signedOff: SignedOff | undefined): string | null {
  if (signedOff === undefined) {
    return null;
  }
  const { plan, plannedBy, signOffs } = signedOff;
  const signed = signOffs.map(({ by, at }) => `signed off by ${by} at ${at}`);
  return [`plan ${plan.slice(0, 12)} by ${plannedBy}`, ...signed].join(', ');
}
