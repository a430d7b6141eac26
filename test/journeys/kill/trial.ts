import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Answer } from '@phasegate/scripts/stage/operator';
import {
  createRemote,
  git,
  removeFolder,
  sampleRelease,
  temporaryFolder,
  until,
} from '@phasegate/testkit';

/** A folder that holds a remote, a clone of it and the keys, and can be copied as a whole. */
export interface Bench {
  readonly home: string;
  readonly run: (args: readonly string[], kill?: Kill) => Promise<Answer>;
  /** The remote's newest commit; empty before the first. */
  readonly head: () => Promise<string>;
  readonly git: (...args: readonly string[]) => Promise<string>;
  readonly copy: () => Promise<Bench>;
}

/** Where the program is killed, and what becomes of a git that it was about to start. */
export interface Kill {
  readonly at: number;
  readonly how?: 'orphan' | undefined;
  readonly log?: string;
}

const PRELOAD = path.join(import.meta.dirname, 'kill-at.ts');
const FEEDS = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'];

/** An empty remote with a clone; `folder` is where files of releases go. */
export async function emptyBench(): Promise<Bench> {
  const home = await temporaryFolder('kill');
  const remote = await createRemote();
  await cp(remote.url, path.join(home, 'remote.git'), { recursive: true });
  await cp(await remote.clone(), path.join(home, 'clone'), { recursive: true });
  await mkdir(path.join(home, 'keys'));
  await remote.dispose();
  return openBench(home);
}

export const APP = [
  '--app',
  'com.example.notes',
  '--title',
  'Notes',
  '--platform',
  'linux',
] as const;

/** A signed product, or with `--unsigned` another: 1.0.0 for everybody, 1.1.0 at 10 %, 1.2.0 a draft. */
export async function productBench(...init: readonly string[]): Promise<Bench> {
  const bench = await emptyBench();
  await must(bench.run(['init', ...APP, ...init]));
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    await must(bench.run(await addArgs(bench, version)));
    const share = version === '1.0.0' ? ['--phase', '100', '--yes'] : [];
    await (version === '1.2.0' || must(bench.run(['rollout', 'start', version, ...share])));
  }
  return bench;
}

/** The words that add a small release. */
export async function addArgs({ home }: Bench, version: string): Promise<readonly string[]> {
  const folder = path.join(home, 'files');
  await mkdir(folder, { recursive: true });
  const sample = await sampleRelease({ version, folder, url: 'https://example.com' });
  const place = ['--file', sample.path, '--url', sample.url, '--arch', 'x64'];
  return ['release', 'add', version, '--platform', 'linux', ...place];
}

/** Waits for a run that must end with 0. */
export async function must(run: Promise<Answer>): Promise<Answer> {
  const answer = await run;
  if (answer.code !== 0) {
    throw new Error(`exit ${answer.code}: ${answer.stdout}${answer.stderr}`);
  }
  return answer;
}

async function openBench(home: string): Promise<Bench> {
  const [clone, remote] = [path.join(home, 'clone'), path.join(home, 'remote.git')];
  await git(clone, ['remote', 'set-url', 'origin', remote]);
  const keys = path.join(home, 'keys');
  return {
    home,
    run: async (args, kill) => {
      const { at = 0, how = '', log } = kill ?? {};
      const environment = {
        NODE_OPTIONS: `--import ${PRELOAD}`,
        KILL_AT: String(at),
        KILL_HOW: how,
        ...(log === undefined ? {} : { KILL_LOG: log }),
      };
      const operator = createOperator(clone, kill === undefined ? {} : environment);
      return operator.phasegate(...args, '--keys', keys);
    },
    head: () => git(remote, ['rev-parse', '--verify', '--quiet', 'gh-pages']).catch(() => ''),
    git: (...args) => git(clone, args),
    copy: async () => {
      const to = await temporaryFolder('kill');
      await cp(home, to, { recursive: true });
      return openBench(to);
    },
  };
}

/** What a command does when nothing stops it. */
export interface Course {
  /** Its steps, by name, each at its number (the first is 1). */
  readonly steps: readonly string[];
  /** The sequences of the feeds when it is done. */
  readonly sequences: readonly string[];
}

export async function courseOf(bench: Bench, args: readonly string[]): Promise<Course> {
  const copy = await bench.copy();
  const log = path.join(copy.home, 'steps');
  await must(copy.run(args, { at: 0, log }));
  const steps = (await readFile(log, 'utf8')).trimEnd().split('\n');
  const course = { steps, sequences: await sequences(copy) };
  await removeFolder(copy.home);
  return course;
}

const READS =
  /^git (?:rev-parse|symbolic-ref|var|remote|status|ls-tree|cat-file|ls-files|ls-remote|for-each-ref|merge-base|rev-list)$/;
const GOES_ON = /^git (?:push|merge|update-ref)$/;

/** A place to kill at: before the step, or once its git goes on alone. */
export interface KillPoint extends Kill {
  readonly step: string;
  /** Between which two steps that write; two commands that have the same are at the same point there. */
  readonly between: string;
}

/**
 * Between every two steps that write, and with a git going on. A kill leaves what the steps before it have done, and
 * the newest of them is the one that can be half of something: what is further back is whole.
 */
export function killsIn(steps: readonly string[]): readonly KillPoint[] {
  const known = new Set<string>();
  let before = 'start';
  return steps.flatMap((step, index) => {
    if (READS.test(step)) {
      return [];
    }
    const [at, between] = [index + 1, `${before} > ${step}`];
    before = step;
    const points: readonly KillPoint[] = [
      { at, step, between },
      ...(GOES_ON.test(step)
        ? [{ at, step, between: `${step} alone`, how: 'orphan' as const }]
        : []),
    ];
    return points.filter((point) => !known.has(point.between) && known.add(point.between));
  });
}

/** The sequence that each published feed carries. */
export async function sequences(bench: Bench): Promise<readonly string[]> {
  const remote = path.join(bench.home, 'remote.git');
  const read = FEEDS.map(async (feed) => {
    const file = `gh-pages:updates/linux/${feed}/appcast.xml`;
    const text = await git(remote, ['cat-file', 'blob', file]).catch(() => '');
    return /sequence="(\d+)"/.exec(text)?.[1] ?? 'none';
  });
  return Promise.all(read);
}

/** A git that outlived its parent has ended once what it was about has happened. */
export async function orphanEnded(bench: Bench, before: string, step: string): Promise<void> {
  if (step === 'git push') {
    await until(async () => (await bench.head()) !== before, { what: 'the push of the orphan' });
  } else {
    const branch = 'refs/heads/gh-pages';
    const here = async (): Promise<string> => bench.git('rev-parse', branch).catch(() => '');
    await until(async () => (await here()) === (await bench.head()), { what: 'its merge' });
  }
}

/** What a killed run left, so that the same is not looked at twice. */
export async function leftBy(bench: Bench, before: string): Promise<string> {
  const folder = path.join(bench.home, 'clone/.git');
  const own = await readdir(path.join(folder, 'phasegate')).catch(() => []);
  const journal = await readFile(path.join(folder, 'phasegate/journal.json'), 'utf8').catch(
    () => '',
  );
  const inGit = (await readdir(folder)).filter((name) => /^phasegate-|\.lock$/.test(name));
  const keys = await readdir(path.join(bench.home, 'keys'));
  return JSON.stringify([
    (await bench.head()) === before,
    [...own, ...inGit].map((name) => name.replaceAll(/(?:\d+-)?[\da-f-]{36}/g, 'ID')).sort(),
    [journal.includes('"commit"'), journal.includes('"pushed": true')],
    await bench.git('status', '--porcelain'),
    await bench.git('rev-parse', 'HEAD').catch(() => ''),
    keys.map((name) => name.replaceAll(/[\da-f-]{36}|-[\da-f]{12}/g, 'ID')).sort(),
  ]).replaceAll(before === '' ? 'no commit' : before, 'BEFORE');
}
