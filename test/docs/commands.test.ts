import { describe, expect, it } from 'vitest';
import { COMMANDS, understoodAs } from '../../apps/phasegate/src/program/understood.fixture.ts';
import { blocksOf, filesUnder, rowsOf, textOf } from './markdown.ts';

// What a page tells people to type has to work: each line goes through the program's own command tree.

const pages = filesUnder('.', '.md').filter((page) => !page.startsWith('docs/reference/'));
const SHELL = ['sh', '', 'yaml'];
const OURS =
  /^(?:\$ )?(?:cat \S+ \| )?(?:- )?(?:pnpm |npx --yes )?(phasegate|@phasegate\/cli@[\d.]+) /;

/** The lines of a page's blocks that call us, one line each, without what a comment says. */
function typedIn(page: string): readonly string[] {
  return blocksOf(page, SHELL)
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.trim().replace(/\s+#.*$/, ''))
    .filter((line) => OURS.test(line))
    .map((line) => line.replace(OURS, 'phasegate '));
}

/** The commands in a page's running text: as they are typed, or in the manner of a synopsis. */
function namedIn(page: string): readonly string[] {
  const outside = page.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
  const inLine = [...outside.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return inLine
    .map((code) => code.replaceAll('\\|', '|').replace(OURS, 'phasegate '))
    .map((code) => (isPath(code.split(' ').slice(0, 2).join(' ')) ? `phasegate ${code}` : code))
    .filter((code) => code.startsWith('phasegate '))
    .map((code) => code.replaceAll(/[[\]]|(?<=\w)\.\.\.| \.\.\.$/g, ''))
    .map((code) => code.replaceAll(/(?<= )(\w+)(?:\|[\w-]+)+/g, '$1'));
}

/** In its text a page may leave out what is not the point: that a version is missing is no mistake. */
const LEFT_OUT = [
  'missingArgument',
  'missingMandatoryOptionValue',
  'optionMissingArgument',
  'helpDisplayed',
];

function faultOf(line: string): string | undefined {
  try {
    understoodAs(line);
    return undefined;
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return LEFT_OUT.includes(code.replace('commander.', '')) ? undefined : message;
  }
}

function isPath(words: string): boolean {
  return words.includes(' ') && COMMANDS.some((path) => path === words);
}

/** Only the name of a command, or of a group of them. */
function isName(line: string): boolean {
  const words = line.replace('phasegate ', '');
  return COMMANDS.some((path) => path === words || path.startsWith(`${words} `));
}

const typed = pages.flatMap((page) => typedIn(textOf(page)).map((line) => [page, line] as const));
const named = pages.flatMap((page) => namedIn(textOf(page)).map((line) => [page, line] as const));

describe('what the pages tell to type', () => {
  it('is found, in the pages of examples and runbooks too', () => {
    expect(typed.length).toBeGreaterThan(40);
    expect(named.length).toBeGreaterThan(100);
  });

  it.each(typed)('%s: %s', (_page, line) => {
    expect(understoodAs(line)).toBeDefined();
  });

  it.each(named.filter(([, line]) => !isName(line)))('%s, in its text: %s', (_page, line) => {
    expect(faultOf(line)).toBeUndefined();
  });

  it('would be noticed with an option that is gone', () => {
    const [line = ''] = typedIn(
      '```\nphasegate rollout pause 1.1.0 \\\n  --because "x"  # why\n```\n',
    );
    expect(() => understoodAs(line)).toThrow(/because/);
    const [other = ''] = namedIn('Say `rollout pause 1.1.0 --because "x"`.');
    expect(faultOf(other)).toMatch(/because/);
    expect(faultOf('phasegate rollout puase 1.1.0')).toMatch(/puase/);
  });
});

describe('the other programs', () => {
  const sources: Readonly<Record<string, readonly string[]>> = {
    'phasegate-check': ['apps/check/src/main.ts'],
    'rollback-release': ['rollback-release', 'program/options', 'program/advisory-options'].map(
      (name) => `apps/phasegate/src/${name}.ts`,
    ),
    'manage-rollout': ['manage-rollout', 'program/options'].map(
      (name) => `apps/phasegate/src/${name}.ts`,
    ),
  };

  it.each(Object.entries(sources))('%s has every option that a page gives it', (program, files) => {
    const source = files.map((file) => textOf(file)).join('\n');
    const lines = pages.flatMap((page) =>
      [
        ...textOf(page)
          .replaceAll('\\\n', '')
          .matchAll(new RegExp(`${program} (--[^\`\n]*)`, 'g')),
      ].map(([, words = '']) => words),
    );
    const options = lines.flatMap((words) => words.match(/--[a-z][a-z-]*/g) ?? []);
    expect(options.length).toBeGreaterThan(2);
    expect(
      options.filter((option) => !source.includes(`${option} <`) && !source.includes(`${option}'`)),
    ).toEqual([]);
  });
});

describe('the command tables of docs/cli.md', () => {
  const rows = rowsOf(textOf('docs/cli.md')).flatMap(([cell = '']) =>
    cell.startsWith('`phasegate ') ? namedIn(cell) : [],
  );

  it('have every command of the program, each in one row', () => {
    expect(rows.map((line) => understoodAs(line) ?? line).toSorted()).toEqual(COMMANDS.toSorted());
  });
});
