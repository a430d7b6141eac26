import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Command } from 'commander';
import { expect, it } from 'vitest';

import { buildProgram } from './program.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PROGRAM = buildProgram(() => undefined);

/** The words behind each `phasegate` in the strings of the sources: what people are told to type. */
function namedIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .map((code) => code.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, ''))
    .flatMap((code) => [...code.matchAll(/(?<=['` ])phasegate ((?:-|[a-z])[^'`\n]*)/g)])
    .map(([, words = '']) => words);
}

// Sentences that begin with the product's name, or go on behind a command.
const NO_COMMAND = /^(?:in the work tree|keeps the update feeds)/;
const BEHIND =
  / (?:or|if|is|shows|says|with|takes|signs|withdraws|for|looks|explains|names|in|on) /;

/** Why words are no command with options of its own; `undefined` where they are. */
function wrongIn(words: string): string | undefined {
  const [typed = ''] = words.replaceAll(/\$\{[^}]*\}/g, ' X ').split(BEHIND);
  const [head = ''] = typed.replace(/^-C \S+ /, '').split(/[,;()]/);
  const parts = head.split(/ +/);
  let command = PROGRAM;
  for (let next = childOf(command, parts[0]); next !== undefined;) {
    command = next;
    parts.shift();
    next = childOf(command, parts[0]);
  }
  const known = [...command.options, ...PROGRAM.options].flatMap(({ long }) => long ?? []);
  const strange = parts.filter((part) => /^--[a-z-]+$/.test(part) && !known.includes(part));
  const lost = command.commands.length > 0 && /^[a-z]+$/.test(parts[0] ?? '') ? [parts[0]] : [];
  const wrong = [...lost, ...strange].filter((part) => part !== '--help');
  return wrong.length === 0 ? undefined : `${wrong.join(' ')} in: phasegate ${words}`;
}

function childOf(command: Command, name: string | undefined): Command | undefined {
  return command.commands.find((one) => [one.name(), ...one.aliases()].includes(name ?? ''));
}

it('every command that a message names exists, with the options that it names', () => {
  const named = ['packages/feed-ops/src', 'apps/phasegate/src'].flatMap(namedIn);
  expect(named.length).toBeGreaterThan(100);
  const wrong = named
    .filter((words) => !NO_COMMAND.test(words))
    .flatMap((words) => wrongIn(words) ?? []);
  expect(wrong).toEqual([]);
});

it('one that does not exist, and an option of another, are found', () => {
  expect(wrongIn('rollout explode 1.1.0')).toContain('explode');
  expect(wrongIn('explode')).toContain('explode');
  expect(wrongIn('rollout pause ${version} --override-health')).toContain('--override-health');
  expect(wrongIn('rollout pause ${version} --reason "...", or wait')).toBeUndefined();
});
