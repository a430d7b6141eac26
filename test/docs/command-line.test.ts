import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../apps/phasegate/src/program/program.ts';
import { filesUnder, proseOf, rowsOf, textOf } from './markdown.ts';

const commands = buildProgram(() => undefined).commands.filter(
  (command) => command.name() !== 'complete',
);
const rows = rowsOf(textOf('docs/cli.md')).map(([first = '']) => first);

describe('the page of the command line', () => {
  it.each(commands.map((command) => command.name()))('has a row for phasegate %s', (name) => {
    expect(rows.filter((row) => row.startsWith(`\`phasegate ${name}`))).not.toEqual([]);
  });

  it('has a row for each step of a rollout', () => {
    const rollout = commands.find((command) => command.name() === 'rollout');
    const missing = rollout?.commands
      .map((command) => `\`phasegate rollout ${command.name()}`)
      .filter((line) => !rows.some((row) => row.startsWith(line)));
    expect(missing).toEqual([]);
  });
});

// Twice two versions of a table stood one below the other, and half of the commands in neither.
it.each(filesUnder('.', '.md'))('%s holds no mark of a merge', (page) => {
  const marks = /^(?:<{7}|={7}$|>{7}|(?:> ){2,})/gm;
  expect(proseOf(textOf(page)).match(marks)).toBeNull();
});
