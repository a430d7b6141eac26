import { defaultIn, fence, link, prose, table, typeCell } from './markdown.ts';
import { describedValues, membersOf } from './members.ts';
import type { Member } from './members.ts';
import type { Names } from './names.ts';
import { kindOf, typesIn } from './page.ts';
import type { Item } from './page.ts';
import type { Place } from './places.ts';
import { referencesIn } from './references.ts';
import { signatureOf } from './signature.ts';

/** What the items of one page are written with. */
export interface Context {
  readonly names: Names;
  readonly place: Place;
}

/** One name: what it is, its signature, and what is known of its members or values. Empty parts are left to the caller. */
export async function writeItem(item: Item, context: Context): Promise<readonly string[]> {
  const { declared, name, doc = '' } = item;
  return [
    `### ${name}`,
    `*${kindOf(item)}*`,
    prose(doc, linksOf(item, context)),
    fence(await signatureOf(declared, context.names)),
    membersTable(item, context),
    valuesTable(item, context),
    seeAlso(item, context),
  ];
}

/** A map from events to what they carry reads otherwise than an object. */
function membersTable(item: Item, context: Context): string {
  const [name, type] = item.name.endsWith('Events')
    ? ['event', 'the listener gets']
    : ['member', 'type'];
  const rows = membersOf(item.declared).map((member) => memberRow(member, item, context));
  return rows.length === 0 ? '' : table([name, type, 'what it is', 'default'], rows);
}

function memberRow(member: Member, item: Item, context: Context): readonly string[] {
  const { name, type, part, doc = '' } = member;
  const shown = typeCell(type, part, { ...context, declared: item.declared });
  return [`\`${name}\``, shown, prose(doc, linksOf(item, context)), defaultIn(doc)];
}

/** What the signature names and no table links. */
function seeAlso({ declared }: Item, { names, place }: Context): string {
  const linked = membersOf(declared).flatMap(({ part }) => referencesIn(part, declared, names));
  const links = typesIn(declared, names)
    .filter((type) => type !== declared && !linked.includes(type))
    .map((type) => link(type.name, place(type)));
  return links.length === 0 ? '' : `See ${links.join(', ')}.`;
}

function valuesTable(item: Item, context: Context): string {
  const title = item.name.endsWith('Code') ? 'code' : 'value';
  const rows = describedValues(item.declared).map(({ text, doc = '' }) => [
    `\`${text}\``,
    prose(doc, linksOf(item, context)),
  ]);
  return rows.length === 0 ? '' : table([title, 'what it means'], rows);
}

/** Where a link of a docstring leads; one to a member leads to its owner. */
function linksOf(
  { declared }: Item,
  { names, place }: Context,
): (name: string) => string | undefined {
  return (name) => place(names.lookUp(declared.source.file, name.replace(/\..*/, '')));
}
