import { CONFIG_PATH } from '../state/config.ts';
import type { Roles } from '../state/config-roles.ts';
import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { groupOf } from './acts.ts';
import type { Act } from './acts.ts';
import type { Deed } from './deed.ts';

/** The mail address in git's `Name <mail>`, in small letters. */
export function mailOf(identity: string | undefined): string | undefined {
  return /<([^<>]+)>\s*$/
    .exec(identity ?? '')?.[1]
    ?.trim()
    .toLowerCase();
}

/**
 * Whether git's own identity may do this. Everybody with a role may stop; everything else takes a role that the config
 * names for it. The name given by `--actor` does not count: it would be a way around.
 */
export function mayDo(
  identity: string | undefined,
  deed: Deed,
  roles: Roles | undefined,
): Result<undefined> {
  if (roles === undefined) {
    return accept(undefined);
  }
  const mail = mailOf(identity);
  const own = Object.keys(roles.people).filter((role) => isIn(roles, role, mail));
  if (own.length === 0) {
    return refuse(
      'not-your-role',
      `${who(mail)} is in no role of ${CONFIG_PATH}, so it may not ${deed.kind}`,
      `ask ${some(everybody(roles))}; git config user.email is who you are to Phasegate`,
    );
  }
  const missing = rolesAsked(deed, roles).find(
    ({ allowed }) => !allowed.some((role) => own.includes(role)),
  );
  if (missing === undefined) {
    return accept(undefined);
  }
  const { act, allowed } = missing;
  const whats: Partial<Record<Act, string>> = {
    'to-everybody': 'open a release to everybody',
    [deed.kind]: deed.kind,
  };
  const what = whats[act] ?? `${deed.kind} what comes to ${act}`;
  return allowed.length === 0
    ? refuse(
        'not-your-role',
        `${CONFIG_PATH} names no role that may ${what}`,
        `add "${act}" to roles.may in ${CONFIG_PATH}; to stop a release you need no more: phasegate emergency stop`,
      )
    : refuse(
        'not-your-role',
        `${who(mail)} (${own.join(', ')}) may not ${what}: that is for ${allowed.join(', ')}`,
        `ask ${some(peopleIn(roles, allowed))}; what you may at any time is to stop: phasegate emergency stop`,
      );
}

/** Who may do this: mail addresses, in the config's order. */
export function whoMay(deed: Deed, roles: Roles): readonly string[] {
  return everybody(roles).filter((mail) => mayDo(`<${mail}>`, deed, roles).ok);
}

interface Asked {
  readonly act: Act;
  readonly allowed: readonly string[];
}

/** The lines of the config that hold for a deed; each has to be met. */
function rolesAsked(
  { kind, toEverybody, stops, standsFor = [] }: Deed,
  { may = {} }: Roles,
): readonly Asked[] {
  const group = groupOf(kind);
  if (stops) {
    return [];
  }
  const wide = may['to-everybody'];
  return [
    { act: kind, allowed: may[kind] ?? may[group] ?? [] },
    ...standsFor.flatMap((act) => {
      const own = may[act];
      return own === undefined ? [] : [{ act, allowed: own }];
    }),
    ...(toEverybody && wide !== undefined ? [{ act: 'to-everybody', allowed: wide } as const] : []),
  ];
}

function isIn({ people }: Roles, role: string, mail: string | undefined): boolean {
  return mail !== undefined && (people[role] ?? []).some((one) => one.toLowerCase() === mail);
}

function everybody({ people }: Roles): readonly string[] {
  return [
    ...new Set(
      Object.values(people)
        .flat()
        .map((mail) => mail.toLowerCase()),
    ),
  ];
}

function peopleIn({ people }: Roles, names: readonly string[]): readonly string[] {
  return everybody({ people: Object.fromEntries(names.map((name) => [name, people[name] ?? []])) });
}

function some(mails: readonly string[]): string {
  const more = mails.length > 3 ? ` or ${mails.length - 3} more` : '';
  return `${mails.slice(0, 3).join(', ')}${more}`;
}

function who(mail: string | undefined): string {
  return mail === undefined ? 'Somebody without a mail address' : oneLine(mail, 120);
}
