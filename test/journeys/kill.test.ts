import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './kill/commands.ts';
import type { Row } from './kill/commands.ts';
import {
  courseOf,
  emptyBench,
  killsIn,
  leftBy,
  must,
  orphanEnded,
  productBench,
  sequences,
} from './kill/trial.ts';
import type { Bench, Course, KillPoint } from './kill/trial.ts';
import { textsBelow } from './texts-below.ts';

// Where to kill: all commands write by the same code, so most of their steps are the same, in the same order. One is
// killed between every two steps that write, and the next only between neighbours that none before it has; every
// row's neighbours have to be among those. What is a command's own is whether the same words, given again after they
// have arrived, do it twice: so each is also killed while its push goes on alone.

// Each of some hundred kills starts two or three real processes.
const LONG = 600_000;

/** A command with all that has to be there before, and what it does. */
interface Ready {
  readonly bench: Bench;
  readonly args: readonly string[];
  readonly course: Course;
}

/** Made when it is first asked for, and once. */
function once<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  const made = new Map<K, Promise<V>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

const product = once((on: Row['on']) => {
  const init = on === 'unsigned' ? ['--unsigned'] : [];
  return on === 'empty' ? emptyBench() : productBench(...init);
});

const ready = once(async ({ on, words, elsewhere }: Row): Promise<Ready> => {
  const bench = await (await product(on)).copy();
  const args = await words(bench);
  if (elsewhere === true) {
    await bench.git('switch', '--quiet', '--orphan', 'main');
  }
  return { bench, args, course: await courseOf(bench, args) };
});

async function pointsOf(row: Row): Promise<readonly KillPoint[]> {
  return killsIn((await ready(row)).course.steps);
}

/** What the rows that are killed everywhere have as neighbours; of those above one where it is given. */
async function covered(above?: Row): Promise<ReadonlySet<string>> {
  const to = above === undefined ? COMMANDS.length : COMMANDS.indexOf(above);
  const rows = COMMANDS.slice(0, to).filter(({ everywhere }) => everywhere);
  const points = await Promise.all(rows.map((row) => pointsOf(row)));
  return new Set(points.flat().map(({ between }) => between));
}

/** Where a row is killed. */
async function killsOf(row: Row): Promise<readonly KillPoint[]> {
  const known = await covered(row);
  return (await pointsOf(row)).filter(
    ({ between }) =>
      between === 'git push alone' || (row.everywhere === true && !known.has(between)),
  );
}

describe('killed at any step, the feeds are the old ones or the new ones, and the next run says which', () => {
  it.concurrent.each(COMMANDS)(
    '$name',
    async (row) => {
      const everywhere = await covered();
      const missed = (await pointsOf(row)).filter(({ between }) => !everywhere.has(between));
      expect(missed, 'a row with these has to be killed everywhere').toEqual([]);
      const seen = new Set<string>();
      for (const kill of await killsOf(row)) {
        await killOnce(await ready(row), kill, seen);
      }
    },
    LONG,
  );
});

/** Kills once and looks at what is left. */
async function killOnce(
  { bench, args, course }: Ready,
  kill: KillPoint,
  seen: Set<string>,
): Promise<void> {
  const trial = await bench.copy();
  const before = await trial.head();
  const where = `${kill.how ?? 'killed'} at ${kill.at}, ${kill.step}`;
  const killed = await trial.run(args, kill);
  expect(killed.code, `${where}: ${killed.stdout}${killed.stderr}`).not.toBe(0);
  await (kill.how === 'orphan' && orphanEnded(trial, before, kill.step));
  const isNew = (await trial.head()) !== before;
  // Nothing has arrived before the push, and all of it after, also where the push goes on alone.
  const pushed = course.steps.indexOf('git push') + 1;
  const arrives = kill.at > pushed || (kill.at === pushed && kill.how === 'orphan');
  expect([where, isNew]).toEqual([where, arrives]);
  const now = await sequences(trial);
  expect(new Set(now).size, `${where}: mixed feeds ${now.join()}`).toBe(1);
  const left = await leftBy(trial, before);
  if (!seen.has(left)) {
    seen.add(left);
    await goesOn(trial, args, { where, isNew, done: course.sequences });
  }
  await removeFolder(trial.home);
}

async function goesOn(
  trial: Bench,
  args: readonly string[],
  { where, isNew, done }: { where: string; isNew: boolean; done: readonly string[] },
): Promise<void> {
  const held = (await readdir(path.join(trial.home, 'clone/.git/phasegate')).catch(() => [])).some(
    (name) => name === 'journal.json' || name === 'lock',
  );
  const again = await trial.run(args);
  expect(again.code, `${where}: again: ${again.stdout}${again.stderr}`).toBe(0);
  const said = `was ended ${isNew ? 'after' : 'before'} its push`;
  expect(again.stdout, where).toContain(held ? said : '');
  // Once, and not twice: what was done before the kill is not done again by the same words.
  expect(await sequences(trial), where).toEqual(done);
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

describe('killed at any step of sending to a target', () => {
  it(
    'publish leaves each of its files whole, old or new, and the next one sends the rest',
    async () => {
      const { bench, old, now } = await targetBehind();
      const points = killsIn((await courseOf(bench, ['publish'])).steps);
      expect(points.map(({ step }) => step)).toContain('rename appcast.xml');
      for (const kill of points) {
        const trial = await bench.copy();
        const where = `killed at ${kill.at}, ${kill.step}`;
        expect((await trial.run(['publish'], kill)).code, where).not.toBe(0);
        for (const [name, text] of Object.entries(await sentTo(trial))) {
          expect([old[name], now[name]], `${where}: ${name}`).toContain(text);
        }
        await must(trial.run(['publish']));
        expect(await sentTo(trial), where).toEqual(now);
        await removeFolder(trial.home);
      }
    },
    LONG,
  );
});

/** A folder beside the clone is a target, and has the feeds as they were before the last command. */
async function targetBehind(): Promise<Record<'old' | 'now', Sent> & { readonly bench: Bench }> {
  const bench = await (await product(undefined)).copy();
  const file = path.join(bench.home, 'clone/phasegate.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as object;
  const publish = [{ kind: 'folder', path: '../www' }];
  await writeFile(file, `${JSON.stringify({ ...config, publish }, null, 2)}\n`);
  await bench.git('commit', '--quiet', '-am', 'A folder too');
  await bench.git('push', '--quiet', 'origin', 'HEAD');
  await must(bench.run(['publish']));
  const old = await sentTo(bench);
  await cp(path.join(bench.home, 'www'), path.join(bench.home, 'before'), { recursive: true });
  await must(bench.run(['rollout', 'escalate', '1.1.0', '--yes']));
  const now = await sentTo(bench);
  await removeFolder(path.join(bench.home, 'www'));
  await rename(path.join(bench.home, 'before'), path.join(bench.home, 'www'));
  return { bench, old, now };
}

type Sent = Readonly<Record<string, string>>;

/** The files of the target that somebody may fetch; one that is being written has a name of its own. */
async function sentTo({ home }: Bench): Promise<Sent> {
  const files = await textsBelow(path.join(home, 'www'));
  return Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('.part')));
}
