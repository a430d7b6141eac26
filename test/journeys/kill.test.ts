import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder } from '@phasegate/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addArgs,
  emptyBench,
  killsIn,
  leftBy,
  must,
  orphanEnded,
  productBench,
  sequences,
  stepsOf,
} from './kill/trial.ts';
import type { Bench, Kill } from './kill/trial.ts';

const APP = ['--app', 'com.example.notes', '--title', 'Notes', '--platform', 'linux'];
const YES = ['--yes'];

interface Row {
  readonly name: string;
  readonly args: readonly string[];
  /** What has happened to the product before. */
  readonly after?: readonly string[];
  /** Kill at every step that writes; else around the commit, the push and the files that follow: what is around is shared. */
  readonly everywhere?: true;
  /** With another branch checked out, as in a clone of the app. */
  readonly elsewhere?: true;
}

// Another command that writes is a line here.
const COMMANDS: readonly Row[] = [
  { name: 'release add', args: ['release', 'add', '1.3.0'] },
  { name: 'rollout start', args: ['rollout', 'start', '1.2.0', '--beside'] },
  { name: 'rollout pause', args: ['rollout', 'pause', '1.1.0'], elsewhere: true },
  {
    name: 'rollout resume',
    args: ['rollout', 'resume', '1.1.0', ...YES],
    after: ['rollout', 'pause', '1.1.0'],
  },
  { name: 'rollout escalate', args: ['rollout', 'escalate', '1.1.0', ...YES] },
  { name: 'rollback', args: ['rollback', '1.1.0', '--reason', 'it closes', ...YES] },
  {
    name: 'emergency stop',
    args: ['emergency', 'stop', '--reason', 'fire'],
    everywhere: true,
    elsewhere: true,
  },
  {
    name: 'emergency lift',
    args: ['emergency', 'lift', '1.1.0', '--reason', 'it was the network', ...YES],
    after: ['emergency', 'stop', '--reason', 'fire'],
  },
  { name: 'renew', args: ['renew'], elsewhere: true },
  { name: 'keys rotate', args: ['keys', 'rotate', 'feed', ...YES] },
];
const HERE: Readonly<Record<string, 'before' | 'orphan'>> = {
  'git read-tree': 'before',
  'git push': 'orphan',
  'git merge': 'orphan',
  'git update-ref': 'orphan',
  'rm journal.json': 'before',
};
// Each of some hundred kills starts two or three real processes.
const LONG = 600_000;

let product: Bench;

beforeAll(async () => {
  product = await productBench();
}, LONG);

describe('killed at any step, the feeds are the old ones or the new ones, and the next run says which', () => {
  it.concurrent.each(COMMANDS)(
    '$name',
    async ({ args, after, everywhere, elsewhere }) => {
      const bench = await product.copy();
      if (after !== undefined) {
        await must(bench.run(after));
      }
      if (elsewhere === true) {
        await bench.git('switch', '--quiet', '--orphan', 'main');
      }
      const words = args[1] === 'add' ? await addArgs(bench, '1.3.0') : args;
      await killAll(bench, words, everywhere === true);
    },
    LONG,
  );

  it(
    'init, whose keys are written before the first commit',
    async () => {
      await killAll(await emptyBench(), ['init', ...APP], true);
    },
    LONG,
  );
});

async function killAll(bench: Bench, args: readonly string[], everywhere: boolean): Promise<void> {
  const steps = await stepsOf(bench, args);
  const kills = killsIn(steps).filter(
    ({ at, how }) => everywhere || (how ?? 'before') === HERE[steps[at - 1] ?? ''],
  );
  expect(kills).toHaveLength(everywhere ? kills.length : 4);
  const seen = new Set<string>();
  const ends = new Set<string>();
  for (const kill of kills) {
    ends.add(await killOnce(bench, args, { ...kill, step: steps[kill.at - 1] ?? '' }, seen));
  }
  // Both must have come to pass, or the test has looked at one half only.
  expect([...ends].sort()).toEqual(expect.arrayContaining(['new', 'old']));
}

/** Kills once and looks at what is left; returns whether the remote had the old feeds or the new ones. */
async function killOnce(
  bench: Bench,
  args: readonly string[],
  kill: Kill & { readonly step: string },
  seen: Set<string>,
): Promise<string> {
  const trial = await bench.copy();
  const [before, old] = [await trial.head(), await sequences(trial)];
  const where = `${kill.how ?? 'killed'} at ${kill.at}, ${kill.step}`;
  const killed = await trial.run(args, kill);
  expect(killed.code, `${where}: ${killed.stdout}${killed.stderr}`).not.toBe(0);
  await (kill.how === 'orphan' && orphanEnded(trial, before, kill.step));
  const isNew = (await trial.head()) !== before;
  const now = await sequences(trial);
  expect(new Set(now).size, `${where}: mixed feeds ${now.join()}`).toBe(1);
  const left = await leftBy(trial, before);
  if (!seen.has(left)) {
    seen.add(left);
    await goesOn(trial, args, { where, isNew, old });
  }
  await removeFolder(trial.home);
  return isNew ? 'new' : 'old';
}

async function goesOn(
  trial: Bench,
  args: readonly string[],
  { where, isNew, old }: { where: string; isNew: boolean; old: readonly string[] },
): Promise<void> {
  const begun = (await trial.head()) !== '' && (await sequences(trial))[0] !== 'none';
  if (begun) {
    await must(trial.run(['verify'])).catch((error: Error) => {
      throw new Error(`${where}: verify: ${error.message}`);
    });
  }
  const held = (await readdir(path.join(trial.home, 'clone/.git/phasegate')).catch(() => [])).some(
    (name) => name === 'journal.json' || name === 'lock',
  );
  const again = await trial.run(args);
  expect(again.code, `${where}: again: ${again.stdout}${again.stderr}`).toBe(0);
  const said = `was ended ${isNew ? 'after' : 'before'} its push`;
  expect(again.stdout, where).toContain(held ? said : '');
  // Once, and not twice: what was done before the kill is not done again by the same words.
  const once = args[1] === 'add' ? 0 : 1;
  const next = String((old[0] === 'none' ? 0 : Number(old[0])) + once);
  expect(await sequences(trial), where).toEqual(old.map(() => next));
  expect(await trial.git('status', '--porcelain'), where).toBe('');
  const own = await readdir(path.join(trial.home, 'clone/.git/phasegate'));
  expect(
    own.filter((name) => name !== 'backup'),
    where,
  ).toEqual([]);
  const keys = await readdir(path.join(trial.home, 'keys'));
  expect(
    keys.filter((name) => !/^(?:root|release|feed)-[\da-f]{12}\.json$/.test(name)),
    where,
  ).toEqual([]);
  const rest = (await readdir(path.join(trial.home, 'clone/.git'))).filter((name) =>
    /^phasegate-index|\.lock$/.test(name),
  );
  expect(rest, where).toEqual([]);
}
