import path from 'node:path';
import { inlined } from './inline.ts';
import { table } from './markdown.ts';
import { readNames } from './names.ts';
import type { Declared, Names } from './names.ts';
import { readPage } from './page.ts';
import type { Page } from './page.ts';
import { placesFrom } from './places.ts';
import { entriesOf, locateIn } from './workspace.ts';
import { firstSentence, MADE } from './write-head.ts';
import { writePage } from './write-page.ts';

/** The files of a reference by name, each with its text. */
export type Reference = ReadonlyMap<string, string>;

/** The reference of one package among the packages in `parent`. */
export async function makeReference(parent: string, folder: string): Promise<Reference> {
  const { pages, names } = readPages(parent, folder);
  const written = await Promise.all(
    pages.map(async (page) => {
      const text = await writePage(page, { names, place: placesFrom(page, pages) });
      return [page.file, text] as const;
    }),
  );
  return new Map([['README.md', overview(pages)], ...written]);
}

/** The pages of a package, one for each of its entries, before they are written. */
export function readPages(
  parent: string,
  folder: string,
): { readonly pages: readonly Page[]; readonly names: Names } {
  const locate = locateIn(parent);
  const raw = readNames(locate);
  const names = readNames(locate, (file) => inlined(file, raw));
  const entries = entriesOf(path.join(parent, folder));
  const exported = entries.map(({ file }) => new Set(names.exportsOf(file).values()));
  const pages = entries.map((entry, at) => readPage(entry, names, union(exported, exported[at])));
  return { pages, names };
}

/** The files that are not as they should be: other text, missing, or left over. */
export function differences(made: Reference, found: Reference): readonly string[] {
  const names = new Set([...made.keys(), ...found.keys()]);
  return [...names].filter((name) => made.get(name) !== found.get(name)).sort();
}

/** What is in some of the sets, and not in `without`. */
function union(
  sets: readonly ReadonlySet<Declared>[],
  without: ReadonlySet<Declared> | undefined,
): ReadonlySet<Declared> {
  return new Set(
    sets.flatMap((set) => [...set].filter((declared) => without?.has(declared) !== true)),
  );
}

function overview(pages: readonly Page[]): string {
  const rows = pages.map(({ entry, file, doc }) => [
    `[\`${entry.specifier}\`](${file})`,
    firstSentence(doc),
  ]);
  return `${[MADE, '# API reference', table(['entry', 'what it is for'], rows)].join('\n\n')}\n`;
}
