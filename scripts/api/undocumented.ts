import { describedValues, membersOf } from './members.ts';
import type { Item, Page } from './page.ts';

/** What lacks a docstring on a page, as `entry: Name.member`; a union that describes one of its values describes all. */
export function undocumented({ entry, doc, items }: Page): readonly string[] {
  const entryItself = doc === undefined ? ['@packageDocumentation'] : [];
  return [...entryItself, ...items.flatMap(missingIn)].map((name) => `${entry.specifier}: ${name}`);
}

function missingIn({ name, declared, doc }: Item): readonly string[] {
  const members = membersOf(declared).filter((member) => member.doc === undefined);
  const values = describedValues(declared).filter((value) => value.doc === undefined);
  return [
    ...(doc === undefined ? [name] : []),
    ...members.map((member) => `${name}.${member.name}`),
    ...values.map(({ text }) => `${name} ${text}`),
  ];
}
