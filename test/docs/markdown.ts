import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the repository. */
export const ROOT: string = path.resolve(import.meta.dirname, '../..');

/** A file of the repository as text. */
export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

const MADE_OR_FOREIGN: readonly string[] = ['node_modules', 'dist', '.git', 'demo-output'];

/** Every file under a folder of the repository that is written by hand and has this ending, by its path. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return MADE_OR_FOREIGN.includes(entry.name) ? [] : filesUnder(at, ending);
    }
    return entry.name.endsWith(ending) ? [at] : [];
  });
}

/** The fenced blocks of a page in some languages. */
export function blocksOf(page: string, languages: readonly string[]): readonly string[] {
  const fence = new RegExp(`^ *\`\`\`(?:${languages.join('|')})\n([\\s\\S]*?)^ *\`\`\``, 'gm');
  return [...page.matchAll(fence)].map(([, code = '']) => code);
}

/** The page without its fenced blocks and code in lines. */
export function proseOf(page: string): string {
  return withoutBlocks(page).replaceAll(/`[^`\n]*`/g, '');
}

/** The rows of a page's tables, cell by cell; the rule below a head is left out. */
export function rowsOf(page: string): readonly (readonly string[])[] {
  return withoutBlocks(page)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = withoutBlocks(page).matchAll(/^#{1,6} +(.+?) *#*$/gm);
  const anchors = [...headings].map(([, heading = '']) => {
    const slug = slugOf(heading);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(anchors);
}

function withoutBlocks(page: string): string {
  return page.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{Pc}\p{M} -]/gu, '')
    .replaceAll(' ', '-');
}
