import type { Declared } from './names.ts';
import type { Item, Page } from './page.ts';

/** Where a declaration is shown, as a link from one page; `undefined` where it is shown nowhere. */
export type Place = (declared: Declared | undefined) => string | undefined;

/** The places as seen from `page`: on the page itself, else on the page of the first entry that exports it. */
export function placesFrom(page: Page, pages: readonly Page[]): Place {
  const here = page.items.map((item) => linkTo(item, ''));
  const elsewhere = pages.flatMap(({ file, items }) =>
    items.filter(isExported).map((item) => linkTo(item, file)),
  );
  // The last one wins: the page itself, and before it the first of the others.
  const links = new Map([...elsewhere.toReversed(), ...here]);
  return (declared) => declared && links.get(declared);
}

function linkTo({ declared, anchor }: Item, file: string): [Declared, string] {
  return [declared, `${file}#${anchor}`];
}

/** Whether an app can import the name from the page's entry. */
export function isExported({ section }: Item): boolean {
  return section !== 'Further types';
}
