import type { Page, SectionTitle } from './page.ts';
import { contents, head, MADE } from './write-head.ts';
import { writeItem } from './write-item.ts';
import type { Context } from './write-item.ts';

const WORDS: Partial<Record<SectionTitle, string>> = {
  'Further types':
    'What the names above are made of. They cannot be imported by name; where code has to name one, ' +
    "an indexed access (`Owner['member']`) does.",
};

/** A whole page of the reference. */
export async function writePage(page: Page, context: Context): Promise<string> {
  const parts = [MADE, ...head(page, context), contents(page.items)];
  let section: SectionTitle | undefined;
  for (const item of page.items) {
    if (item.section !== section) {
      section = item.section;
      parts.push(`## ${section}`, WORDS[section] ?? '');
    }
    parts.push(...(await writeItem(item, context)));
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
