import { fence, link, prose, table } from './markdown.ts';
import type { Names } from './names.ts';
import { kindOf } from './page.ts';
import type { Item, Page } from './page.ts';
import { isExported } from './places.ts';
import type { Place } from './places.ts';

/** The first line of every file. */
export const MADE: string =
  '<!-- Made from the docstrings of the sources by `pnpm api-reference`; change them there. -->';

/** Title, purpose and import of an entry. */
export function head(
  { entry, doc = '', items }: Page,
  { names, place }: { readonly names: Names; readonly place: Place },
): readonly string[] {
  const linkTo = (name: string): string | undefined => place(names.lookUp(entry.file, name));
  return [`# \`${entry.specifier}\``, prose(doc, linkTo), fence(howToImport(entry, items))];
}

/** Up to three values as an app would import them; nothing by name where there are none. */
function howToImport({ specifier, esm, cjs }: Page['entry'], items: readonly Item[]): string {
  const listed = items.filter(isValue).slice(0, 3);
  const names = `{ ${listed.map(({ name }) => name).join(', ')} }`;
  const [from, is] = listed.length === 0 ? ['', ''] : [`${names} from `, `const ${names} = `];
  return [
    ...(esm ? ['// ES modules and TypeScript', `import ${from}'${specifier}';`] : []),
    ...(cjs ? ['// CommonJS', `${is}require('${specifier}');`] : []),
  ].join('\n');
}

function isValue(item: Item): boolean {
  return isExported(item) && item.section !== 'Types';
}

/** Every name that can be imported, with its first sentence. */
export function contents(items: readonly Item[]): string {
  const rows = items
    .filter(isExported)
    .map((item) => [link(item.name, `#${item.anchor}`), kindOf(item), firstSentence(item.doc)]);
  return rows.length === 0 ? 'It exports no names.' : table(['export', 'kind', 'what it is'], rows);
}

/** The first sentence of a docstring, its links as words: they lead to places of its own page. */
export function firstSentence(doc: string = ''): string {
  const words = prose(doc.replaceAll(/\s+/g, ' '), () => undefined);
  return /^.*?\.(?= [A-Z`]|$)/.exec(words)?.[0] ?? words;
}
