import * as v from 'valibot';

import { ACTS, groupOf } from '../roles/acts.ts';
import type { Act } from '../roles/acts.ts';

/** Who may do what. Where a config has none, whoever can push may do everything. */
export interface Roles {
  /** The people of each role, by the mail address that their git has. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  /** The roles of each act; the command's own line wins over its group's. What no line names, nobody may. */
  readonly may?: Readonly<Partial<Record<Act, readonly string[]>>> | undefined;
  /** How many others have to sign off before it is done. */
  readonly signOff?: Readonly<Partial<Record<Act, number>>> | undefined;
}

const Name = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'is letters, digits and dashes'));
const Mail = v.pipe(v.string(), v.regex(/^[^\s<>@]+@[^\s<>@]+$/, 'is a mail address'));
const ActName = v.pipe(v.string(), v.picklist(ACTS, `is one of ${ACTS.join(', ')}`));

/** Nothing else is taken: a `signoff` that was typed wrong must not mean that none is needed. */
const Shape = v.strictObject({
  people: v.record(Name, v.pipe(v.array(Mail), v.minLength(1))),
  may: v.optional(v.record(ActName, v.array(Name))),
  signOff: v.optional(
    v.record(ActName, v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))),
  ),
});

/** The `roles` of a config; what does not hold together is refused, so that nobody finds out at night. */
export const RolesShape: v.GenericSchema<unknown, Roles> = v.pipe(
  Shape,
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? contradiction(dataset.value) : undefined;
    if (message !== undefined) {
      addIssue({ message });
    }
  }),
);

function contradiction({ people, may = {}, signOff = {} }: Roles): string | undefined {
  const stopping = [...Object.keys(may), ...Object.keys(signOff)].find(
    (act) => groupOf(act as Act) === 'stopping',
  );
  if (stopping !== undefined) {
    return `everybody with a role may stop, at once; take "${stopping}" out`;
  }
  const [unknown] = Object.values(may)
    .flat()
    .filter((role) => !Object.hasOwn(people, role));
  if (unknown !== undefined) {
    return `"${unknown}" is no role; people has ${Object.keys(people).join(', ')}`;
  }
  const unplanned = Object.keys(signOff).find((act) =>
    ['preparing', 'signing'].includes(groupOf(act as Act)),
  );
  if (unplanned !== undefined) {
    return `"${unplanned}" takes no sign-off; roots are signed by several with keys of their own`;
  }
  const most = Math.max(0, ...Object.values(signOff));
  const count = new Set(
    Object.values(people)
      .flat()
      .map((mail) => mail.toLowerCase()),
  ).size;
  return most >= count && most > 0
    ? `${most} others cannot sign off where ${count} people have a role`
    : undefined;
}
