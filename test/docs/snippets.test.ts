import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseVersionRange } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { troubleWith } from '../../packages/agent/src/messages/languages.ts';
import { blocksOf, textOf } from './markdown.ts';
import { blockedVersions } from './recipes/blocklist.ts';
import { words } from './recipes/words.ts';

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

describe('what the compiler does not see', () => {
  it('is right in the words of the recipe: ICU messages that speak of what they may', () => {
    expect(troubleWith(words)).toEqual([]);
  });

  it('is right in its blocked versions: each one is a semver range', () => {
    expect(blockedVersions.map(parseVersionRange)).not.toContain(undefined);
  });
});
