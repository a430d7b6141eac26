import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, filesUnder, proseOf, ROOT, textOf } from './markdown.ts';

const pages = filesUnder('.', '.md');
const index = textOf('docs/README.md');

/** The addresses in a page that lead to something in the repository. */
function linksIn(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

describe('the pages', () => {
  it('are found, those of the packages and examples too', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['README.md', 'docs/README.md', 'docs/api/main.md']),
    );
    expect(pages.length).toBeGreaterThan(30);
  });

  it.each(pages)('%s leads to files and headings that exist', (page) => {
    const broken = linksIn(textOf(page)).filter((link) => {
      const [file = '', anchor] = decodeURI(link).split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      const there = existsSync(path.join(ROOT, target));
      const inside = anchor === undefined || !target.endsWith('.md');
      return !there || !(inside || anchorsOf(textOf(target)).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('are all in the index, each once, but for what stands under one of them', () => {
    const below = ['docs/api/', 'docs/operations/'];
    const own = pages
      .filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
      .filter((page) => page.endsWith('README.md') || !below.some((one) => page.startsWith(one)))
      .map((page) => page.replace('docs/', ''));
    const listed = linksIn(index).filter((link) => link.endsWith('.md'));
    expect(listed).toEqual(expect.arrayContaining(own));
    expect(listed.toSorted()).toEqual([...new Set(listed)].toSorted());
  });

  it.each(['operations', 'api'])('of docs/%s are all in its own index', (folder) => {
    const listed = linksIn(textOf(`docs/${folder}/README.md`));
    const own = pages.filter((page) => path.dirname(page) === `docs/${folder}`);
    const names = own.map((page) => path.basename(page)).filter((name) => name !== 'README.md');
    expect(names.length).toBeGreaterThan(3);
    expect(listed).toEqual(expect.arrayContaining(names));
  });

  it('on decisions are numbered without gaps, and begin with their number', () => {
    const decisions = pages.filter((page) => page.startsWith('docs/decisions/')).toSorted();
    const numbers = decisions.map((page) => Number(path.basename(page).slice(0, 4)));
    expect(numbers).toEqual(decisions.map((_page, at) => at + 1));
    const heads = decisions.map((page) => textOf(page).split('.')[0]);
    expect(heads).toEqual(numbers.map((number) => `# ${number}`));
  });
});

describe('an anchor', () => {
  it('is made of a heading as GitHub makes it', () => {
    const page =
      '# The `check`: now\n\n## [Link](x.md), twice\n\n## Link, twice\n\n```\n# none\n```\n';
    expect([...anchorsOf(page)]).toEqual(['the-check-now', 'link-twice', 'link-twice-1']);
  });
});
