import { describe, expect, it } from 'vitest';
import { SCENES } from './terminal-scenes.ts';
import { COMMANDS } from './terminal/help.ts';

/** A group alone only prints its help, which has a picture of its own. */
const LEAVES = COMMANDS.filter((path) => !COMMANDS.some((other) => other.startsWith(`${path} `)));
const LINES = SCENES.map(({ line }) => line).filter((line) => !line.includes('--help'));

describe('the pictures of the command line', () => {
  it.each(LEAVES)('show phasegate %s, not only its help', (path) => {
    expect(LINES.filter((line) => line.startsWith(`phasegate ${path}`))).not.toEqual([]);
  });

  it('have names of their own', () => {
    const names = SCENES.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
