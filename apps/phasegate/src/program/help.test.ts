import { describe, expect, it } from 'vitest';

import { everyCommand, pathOf } from './dress.ts';
import { EXAMPLES } from './examples.ts';
import { OVERVIEW, overviewText } from './overview.ts';
import { buildProgram } from './program.ts';
import { COMMANDS, understoodAs } from './understood.fixture.ts';

const examples = Object.entries(EXAMPLES).flatMap(([path, all]) =>
  all.map(({ line }) => [line, path] as const),
);

describe('the examples', () => {
  it.each(examples)('%s is understood', (line, path) => {
    expect(understoodAs(line)).toBe(path);
  });

  it.each(COMMANDS)('phasegate %s has one', (path) => {
    expect(EXAMPLES[path] ?? [], `add one to program/examples.ts`).not.toEqual([]);
  });

  it('would notice an option that is gone', () => {
    expect(() => understoodAs('phasegate rollout pause 1.2.0 --because "x"')).toThrow(/because/);
  });
});

describe('phasegate alone', () => {
  const lines = OVERVIEW.flatMap(({ commands }) => commands.map(({ line }) => line));

  it.each(lines)('names %s, which is understood', (line) => {
    expect(understoodAs(line)).toBeDefined();
  });

  it('begins with how to stop and ends with the next step', () => {
    const text = overviewText().split('\n');
    expect(text[2]).toContain('phasegate emergency stop');
    expect(text.at(-1)).toMatch(/^Next: /);
  });
});

describe('help', () => {
  const all = everyCommand(buildProgram(() => undefined));
  const texts = all.map((command) => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
    command.outputHelp();
    return [pathOf(command) || 'phasegate', text] as const;
  });

  it.each([...texts, ['the overview', overviewText()] as const])(
    'of %s fits 80 columns',
    (_name, text) => {
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  it.each(all.map((command) => [pathOf(command), command.description()]))(
    'says in a line what %s does',
    (path, what) => {
      expect(path === 'complete' || what.length > 10).toBe(true);
      expect(what).not.toMatch(/\n|\.$/);
    },
  );

  it('shows the common options under every command, and those for keys only under phasegate', () => {
    const of = (name: string): string => texts.find(([path]) => path === name)?.[1] ?? '';
    expect(of('rollout pause')).toContain('--dry-run');
    expect(of('rollout pause')).not.toContain('--feed-key');
    expect(of('phasegate')).toContain('--feed-key');
    expect(of('phasegate').match(/--dry-run/g)).toHaveLength(1);
    expect(of('phasegate').indexOf('Stop now:')).toBeLessThan(of('phasegate').indexOf('Roll out:'));
    expect(of('phasegate')).not.toContain('complete <');
  });
});
