import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { questionsFor, readRestraint } from './restraint.ts';

const said = (platform: NodeJS.Platform, at: number, answer: string): string | undefined =>
  questionsFor(platform)[at]?.read(answer);
const lines: string[] = [];
const log = { debug: (line: string) => void lines.push(line) };

describe('what a system tells of network and battery', () => {
  it.each([
    ['linux', 0, 'u 1', 'metered'],
    ['linux', 0, 'u 3', 'metered'],
    ['linux', 0, 'u 0', undefined],
    ['linux', 0, 'u 2', undefined],
    ['linux', 0, 'u 4', undefined],
    ['linux', 0, 'u 13', undefined],
    ['linux', 1, 's "power-saver"', 'battery-saver'],
    ['linux', 1, 's "balanced"', undefined],
    [
      'darwin',
      0,
      'System-wide power settings:\n lowpowermode         1\n sleep 1',
      'battery-saver',
    ],
    ['darwin', 0, ' lowpowermode         0\n sleep 1', undefined],
    ['win32', 0, 'cost=1\r\nsaver=0', undefined],
    ['win32', 0, 'cost=2\r\nsaver=0', 'metered'],
    ['win32', 0, 'cost=1\r\nsaver=2', 'battery-saver'],
    ['win32', 0, '', undefined],
  ] as const)('on %s, answer %i, %j reads as %s', (platform, at, answer, restraint) => {
    expect(said(platform, at, answer)).toBe(restraint);
  });

  it('is asked of real programs, one after the other, until one speaks against a download', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'phasegate-system-'));
    const program = async (name: string, answer: string): Promise<string> => {
      const file = path.join(folder, name);
      await writeFile(file, `#!/bin/sh\necho '${answer}'\n`);
      await chmod(file, 0o755);
      return file;
    };
    const [network, power] = questionsFor('linux');
    if (network === undefined || power === undefined) {
      throw new Error('Linux is asked two things');
    }
    const free = { ...network, program: await program('free', 'u 2') };
    const saver = { ...power, program: await program('saver', 's "power-saver"') };
    expect(await readRestraint('linux', log, [free, saver])).toBe('battery-saver');
    expect(await readRestraint('linux', log, [free])).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  it('is nothing where there is nobody to ask, and that is said in the log', async () => {
    const nobody = questionsFor('linux').map((one) => ({ ...one, program: '/no/such/program' }));
    expect(await readRestraint('linux', log, nobody)).toBeUndefined();
    expect(lines.at(-1)).toContain('does not tell');
  });
});
