import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildProgram } from '@phasegate/cli';
import { configSchema } from './cli/config-schema.ts';
import { manualOf } from './cli/manual.ts';
import { markdownOf } from './cli/markdown.ts';
import { roffOf } from './cli/roff.ts';

// `pnpm cli-reference` writes what follows from the program and the shape of its config; with `--check` it only says
// whether that is needed.

const root = path.resolve(import.meta.dirname, '..');
const manual = manualOf(buildProgram(() => undefined));
const schema = configSchema();
const made: Readonly<Record<string, string>> = {
  'docs/reference/phasegate.md': markdownOf(manual),
  'apps/phasegate/man/phasegate.1': roffOf(manual),
  'docs/config.schema.json': schema,
  'apps/phasegate/config.schema.json': schema,
};

const there = await Promise.all(
  Object.keys(made).map((name) => readFile(path.join(root, name), 'utf8').catch(() => undefined)),
);
const stale = Object.entries(made).filter(([, text], at) => there[at] !== text);
const what = stale.map(([name]) => name).join(', ');
if (stale.length === 0) {
  console.log(`up to date: ${Object.keys(made).join(', ')}`);
} else if (process.argv.includes('--check')) {
  console.error(`not what the sources say: ${what}\nRun: npx pnpm@12.21.0 cli-reference`);
  process.exitCode = 1;
} else {
  for (const [name, text] of stale) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  console.log(`written: ${what}`);
}
