import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, textOf } from './markdown.ts';

// The gate checks the types of these files; here each page is held to them, so that no block of a page can be out of date.
const pages = ['recipes', 'migrating-from-electron-updater', 'migrating-from-update-electron-app'];

describe.each(pages)('the code of docs/%s.md', (page) => {
  const files = readdirSync(path.join(import.meta.dirname, page));
  const blocks = blocksOf(textOf(`docs/${page}.md`), ['ts', 'tsx']);

  it.each(files)('has %s as it is compiled', (file) => {
    expect(blocks).toContain(textOf(`test/docs/${page}/${file}`));
  });

  it('has nothing else in TypeScript', () => {
    expect(blocks).toHaveLength(files.length);
  });
});
