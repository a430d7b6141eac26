import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '@phasegate/testkit';
import { expect, it } from 'vitest';

import { addVersion, cli, must, publishedProduct } from './cli.fixture.ts';
import type { Ran } from './cli.fixture.ts';
import { PLANNABLE } from './program/plannable.ts';

/** Words for each command that can be planned, on a product with 1.1.0 at 10 % and a draft of 1.2.0. */
const WORDS: readonly (readonly string[])[] = [
  ['rollout', 'start', '1.2.0', '--overtake'],
  ['rollout', 'pause', '1.1.0'],
  ['rollout', 'resume', '1.1.0'],
  ['rollout', 'escalate', '1.1.0'],
  ['rollout', 'schedule', '1.1.0', '--every', '24h'],
  ['rollout', 'advance'],
  ['rollout', 'phases', '10,25,50,100'],
  ['rollback', '1.1.0', '--reason', 'x'],
  ['withdraw', '1.1.0', '--reason', 'x'],
  ['block', '1.1.0', '--reason', 'x'],
  ['unblock', '1.1.0'],
  ['notice', '--issue', 'x'],
  ['notice', 'end', 'x'],
  ['advisory', 'correct', 'x', '--issue', 'y'],
  ['undo', '--reason', 'x'],
  ['emergency', 'lift', '1.1.0', '--reason', 'x'],
  ['config', 'apply'],
];

it('planning any command writes nothing, though all be said yes to', async () => {
  const { remote, folder } = await publishedProduct();
  await addVersion(folder, '1.2.0');
  const head = await remote.head();
  const codes: Record<string, number | null> = {};
  for (const words of WORDS) {
    const { code } = await cli(folder, 'plan', ...words, '--yes');
    codes[words.join(' ')] = code;
  }
  expect(await remote.head()).toBe(head);
  expect(await git(folder, ['status', '--porcelain'])).toBe('');
  // There is no advisory that the other words could be about, and no config beside these feeds.
  const wrong = Object.entries(codes).filter(([, code]) => code !== 0);
  expect(wrong).toEqual([
    ['unblock 1.1.0', 2],
    ['notice end x', 2],
    ['advisory correct x --issue y', 2],
    ['config apply', 2],
  ]);
  const planned = PLANNABLE.filter((path) => !WORDS.some((one) => one.join(' ').startsWith(path)));
  expect(planned).toEqual([]);
  await remote.dispose();
}, 240_000);

it('a change of the config can wait for others, from the folder that has it and no other', async () => {
  const { remote, folder } = await publishedProduct();
  const sources = join(folder, '.git', 'sources');
  await mkdir(sources);
  const config = { app: 'com.example.notes', title: 'Notes 2', platforms: ['linux'] };
  await writeFile(join(sources, 'phasegate.config.json'), JSON.stringify(config));
  const run = (...args: readonly string[]): Promise<Ran> => cli(sources, '-C', folder, ...args);
  const named = await run('plan', 'config', 'apply', '--config', 'phasegate.config.json');
  expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('--config cannot be')]);
  await must(run('plan', 'config', 'apply', '--out', 'plan.json'));
  await must(run('apply', 'plan.json', '--yes'));
  expect(await remote.read('phasegate.json')).toContain('Notes 2');
  await remote.dispose();
}, 60_000);
