import { describe, expect, it } from 'vitest';
import { differences, makeReference } from './reference.ts';
import { oneEntry, workspaceOf } from './workspace.fixture.ts';

async function mainPage(text: string): Promise<string> {
  const made = await makeReference(oneEntry(text), 'sdk');
  return made.get('main.md') ?? '';
}

describe('the API reference', () => {
  it('has a page for each entry that package.json names, and says how to import each', async () => {
    const parent = workspaceOf({
      sdk: {
        entries: { './main': ['import', 'require'], './hook': ['default'], './page': ['import'] },
        files: {
          'main.ts':
            '/** The main one. More.\n * @packageDocumentation */\nexport function go(): void {}',
          'hook.ts': 'globalThis.console.log(1);',
          'page.ts': 'export type Only = 1;',
        },
      },
    });
    const made = await makeReference(parent, 'sdk');
    expect([...made.keys()]).toEqual(['README.md', 'main.md', 'hook.md', 'page.md']);
    expect(made.get('README.md')).toContain('| [`@sample/sdk/main`](main.md) | The main one. |');
    expect(made.get('main.md')).toContain("import { go } from '@sample/sdk/main';");
    expect(made.get('main.md')).toContain("const { go } = require('@sample/sdk/main');");
    expect(made.get('hook.md')).toContain("\nimport '@sample/sdk/hook';\n");
    expect(made.get('hook.md')).toContain("\nrequire('@sample/sdk/hook');\n");
    expect(made.get('hook.md')).toContain('It exports no names.');
    expect(made.get('page.md')).not.toContain('require');
  });

  it('shows what another package of ours declares, and what that is made of', async () => {
    const parent = workspaceOf({
      sdk: {
        entries: { './main': ['import'] },
        files: { 'main.ts': "export type { State as AgentState } from '@sample/core/api';" },
      },
      core: {
        entries: { './api': ['default'] },
        files: {
          'api.ts': "export * from './state.ts';",
          'state.ts':
            "import type { Step } from './step.ts';\n/** What is. */\nexport interface State {\n  /** Where. */\n  readonly step: Step;\n}",
          'step.ts': '/** One. */\nexport type Step = 1;',
        },
      },
    });
    const page = (await makeReference(parent, 'sdk')).get('main.md');
    expect(page).toContain('### AgentState\n\n*interface*\n\nWhat is.');
    expect(page).toContain('| `step` | <code><a href="#step">Step</a></code> | Where. |');
    expect(page?.indexOf('## Further types')).toBeLessThan(page?.indexOf('### Step') ?? 0);
  });

  it('leads to the page of the entry that exports a type', async () => {
    const parent = workspaceOf({
      sdk: {
        entries: { './main': ['import'], './page': ['import'] },
        files: {
          'main.ts': '/** A note. */\nexport interface Note {}',
          'page.ts':
            "import type { Note } from './main.ts';\n/** Shows it. */\nexport function show(note: Note): void {}",
        },
      },
    });
    const page = (await makeReference(parent, 'sdk')).get('page.md');
    expect(page).toContain('See [`Note`](main.md#note).');
    expect(page).not.toContain('### Note');
  });

  it('knows the anchors of two names that differ only in case', async () => {
    const page = await mainPage(
      'export interface Store {}\nexport function store(): Store { return {}; }',
    );
    expect(page).toContain('| [`store`](#store) | function |');
    expect(page).toContain('| [`Store`](#store-1) | interface |');
  });

  it('leaves out what runs and what is private', async () => {
    const page = await mainPage(`
      interface Secret {}
      const Base: typeof HTMLElement = HTMLElement;
      export class Box extends Base {
        readonly #secret: Secret = {};
        private readonly other: Secret = {};
        constructor(size = 3, name: string = 'x') { super(); }
        connectedCallback(): void {}
        /** Opens it. */
        open(key: string | undefined = undefined): boolean { return true; }
      }`);
    expect(page).toContain(
      [
        'class Box extends HTMLElement {',
        '  constructor(size?, name?: string);',
        '  open(key?: string | undefined): boolean;',
        '}',
      ].join('\n'),
    );
    expect(page).toContain('| `open` | `(key?: string \\| undefined) => boolean` | Opens it. |');
    expect(page).not.toContain('Secret');
  });

  it('shows a function as one, however it is written, and the values behind a type', async () => {
    const page = await mainPage(`
      const SIZES = ['small', 'large'] as const;
      type Size = (typeof SIZES)[number];
      export const fit = async ({ size }: { size: Size }, ...rest: string[]): Promise<void> => {};`);
    expect(page).toContain(
      'function fit(options: { size: Size }, ...rest: string[]): Promise<void>;',
    );
    expect(page).toContain("const SIZES = ['small', 'large'] as const;");
  });

  it('shows what a class gives to read as a property of it', async () => {
    const page = await mainPage(`
      export abstract class Box {
        get size(): number { return 1; }
        set size(size: number) {}
        static of(): Box { throw new Error(); }
        abstract open(): void;
      }`);
    expect(page).toContain('| `size` | `number` |\n| `static of` |');
    expect(page).toContain('| `open` | `() => void` |');
  });

  it('shows the overloads of a function, and not the body that serves them', async () => {
    const page = await mainPage(
      'export function f(a: 1): 1;\nexport function f(a: 2): 2;\nexport function f(a: 1 | 2): 1 | 2 { return a; }',
    );
    expect(page).toContain('```ts\nfunction f(a: 1): 1;\nfunction f(a: 2): 2;\n```');
  });

  it('lists events and error codes with what they mean', async () => {
    const page = await mainPage(`
      export interface SdkEvents { /** It went. */ readonly gone: string }
      export type SdkCode =
        /** No room. */
        | 'full'
        /** No disk. */
        | 'missing';`);
    expect(page).toContain('| event | the listener gets | what it is |');
    expect(page).toContain('| `gone` | `string` | It went. |');
    expect(page).toContain("```ts\ntype SdkCode = 'full' | 'missing';\n```");
    expect(page).toContain("| `'full'` | No room. |\n| `'missing'` | No disk. |");
  });

  it('writes the type of a single member out, so that nobody reads about its owner', async () => {
    const page = await mainPage(`
      interface Yes { readonly kind: 'yes'; readonly more: More }
      interface No { readonly kind: 'no' }
      interface More {}
      type Choice = Yes | No;
      export interface Answer {
        readonly outcome: Choice['kind'] | 'failed';
        readonly kinds: readonly Choice['kind'][];
        readonly more: Yes['more'];
      }`);
    expect(page).toContain("| `outcome` | `'yes' \\| 'no' \\| 'failed'` |");
    expect(page).toContain("| `kinds` | `readonly ('yes' \\| 'no')[]` |");
    expect(page).toContain('| `more` | <code><a href="#more">More</a></code> |');
    expect(page).not.toContain('Choice');
  });

  it('is the same in whatever order the sources say things', async () => {
    const [a, b] = ['/** One. */\nexport interface One {}', '/** Two. */\nexport type Two = One;'];
    expect(await mainPage(`${a}\n${b}`)).toBe(await mainPage(`${b}\n${a}`));
  });

  it('is not made of a file that is broken, nor of a name that is declared nowhere', async () => {
    await expect(mainPage('export interface {')).rejects.toThrow('main.ts');
    await expect(mainPage("export type { Window } from 'elsewhere';")).rejects.toThrow(
      'Window is exported, and declared in none of our packages',
    );
  });

  it('finds the pages that are stale, missing or left over', () => {
    const made = new Map([
      ['same.md', 'a'],
      ['stale.md', 'b'],
      ['missing.md', 'c'],
    ]);
    const found = new Map([
      ['same.md', 'a'],
      ['stale.md', 'x'],
      ['left-over.md', 'd'],
    ]);
    expect(differences(made, found)).toEqual(['left-over.md', 'missing.md', 'stale.md']);
  });
});
