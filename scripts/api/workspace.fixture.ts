import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** The sources of a package by path, and its entries; each entry `./x` has its source in `src/x.ts`. */
export interface SamplePackage {
  readonly entries: Readonly<Record<string, readonly ('import' | 'require' | 'default')[]>>;
  readonly files: Readonly<Record<string, string>>;
}

/** Real packages in a folder of their own, which is removed after the test. Answers their parent folder. */
export function workspaceOf(packages: Readonly<Record<string, SamplePackage>>): string {
  const parent = mkdtempSync(path.join(tmpdir(), 'phasegate-api-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  for (const [name, { entries, files }] of Object.entries(packages)) {
    const exports = Object.entries(entries).map(([subpath, conditions]) => [
      subpath,
      {
        source: `./src/${path.basename(subpath)}.ts`,
        ...Object.fromEntries(conditions.map((condition) => [condition, './dist/it.js'])),
      },
    ]);
    const manifest = {
      name: `@sample/${name}`,
      exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
    };
    mkdirSync(path.join(parent, name, 'src'), { recursive: true });
    writeFileSync(path.join(parent, name, 'package.json'), JSON.stringify(manifest));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(path.join(parent, name, 'src', file), text);
    }
  }
  return parent;
}

/** One package `sdk` with one entry `./main`, which has this text. */
export function oneEntry(text: string): string {
  return workspaceOf({
    sdk: { entries: { './main': ['import', 'require'] }, files: { 'main.ts': text } },
  });
}
