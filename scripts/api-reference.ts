import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { differences, makeReference } from './api/reference.ts';
import type { Reference } from './api/reference.ts';

// `pnpm api-reference` writes docs/api from the docstrings; with `--check` it only says whether that is needed.

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/api');

async function readFolder(): Promise<Reference> {
  const names = await readdir(folder).catch(() => []);
  const read = async (name: string): Promise<[string, string]> => [
    name,
    await readFile(path.join(folder, name), 'utf8'),
  ];
  return new Map(await Promise.all(names.map(read)));
}

async function write(made: Reference, stale: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of stale) {
    const text = made.get(name);
    const file = path.join(folder, name);
    await (text === undefined ? rm(file) : writeFile(file, text));
  }
}

const made = await makeReference(path.join(root, 'packages'), 'agent-electron');
const stale = differences(made, await readFolder());
const what = stale.map((name) => `docs/api/${name}`).join(', ');
if (stale.length === 0) {
  console.log(`docs/api is up to date: ${made.size} files`);
} else if (process.argv.includes('--check')) {
  console.error(`not what the sources say: ${what}\nRun: npx pnpm@12.21.0 api-reference`);
  process.exitCode = 1;
} else {
  await write(made, stale);
  console.log(`written: ${what}`);
}
