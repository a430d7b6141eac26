import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeBuild } from '../release-world.ts';
import { addArgs, APP, must } from './trial.ts';
import type { Bench } from './trial.ts';

/** A command that writes. */
export interface Row {
  readonly name: string;
  /** Its words, once what has to be there before is done. */
  readonly words: (bench: Bench) => Promise<readonly string[]>;
  /** With another branch checked out, as in a clone of the app. */
  readonly elsewhere?: true;
  /** Where there is no product yet, or one that does not sign; else on the signed one of {@link productBench}. */
  readonly on?: 'empty' | 'unsigned';
  /** Killed between every two of its steps that no row above has as neighbours. */
  readonly everywhere?: true;
}

const WHY = ['--reason', 'it closes', '--yes'];

/** On the product as it is, or after another command. */
function plain(line: string, after?: string, more: readonly string[] = []): Row['words'] {
  return async (bench) => {
    await (after === undefined || must(bench.run([...after.split(' '), '--yes'])));
    return [...line.split(' '), ...more];
  };
}

// Another command that writes is a line here.
export const COMMANDS: readonly Row[] = [
  {
    name: 'emergency stop',
    words: plain('emergency stop --reason fire'),
    elsewhere: true,
    everywhere: true,
  },
  { name: 'init', words: plain('init', undefined, APP), on: 'empty', everywhere: true },
  { name: 'release add', words: (bench) => addArgs(bench, '1.3.0'), everywhere: true },
  { name: 'release import', words: importArgs },
  { name: 'rollout start', words: plain('rollout start 1.2.0 --beside') },
  { name: 'rollout start --overtake', words: plain('rollout start 1.2.0 --overtake --yes') },
  { name: 'rollout pause', words: plain('rollout pause 1.1.0'), elsewhere: true },
  { name: 'rollout resume', words: plain('rollout resume 1.1.0 --yes', 'rollout pause 1.1.0') },
  { name: 'rollout escalate', words: plain('rollout escalate 1.1.0 --yes'), everywhere: true },
  { name: 'rollout schedule', words: plain('rollout schedule 1.1.0 --every 24h --yes') },
  { name: 'rollout advance', words: advanceArgs },
  { name: 'rollout phases', words: plain('rollout phases 10,25,50,100 --yes') },
  { name: 'rollback', words: plain('rollback 1.1.0', undefined, WHY) },
  { name: 'withdraw', words: plain('withdraw 1.1.0', undefined, WHY) },
  { name: 'block', words: plain('block 1.1.x', undefined, WHY) },
  { name: 'unblock', words: plain('unblock 1.1.x --yes', 'block 1.1.x --reason fire') },
  { name: 'notice', words: plain('notice --issue Sync --yes') },
  { name: 'notice end', words: (bench) => idArgs(bench, ['notice', 'end'], []) },
  {
    name: 'advisory correct',
    words: (bench) => idArgs(bench, ['advisory', 'correct'], ['--issue', 'Sync rests', '--yes']),
  },
  { name: 'undo', words: plain('undo', 'rollout pause 1.1.0', WHY) },
  { name: 'config apply', words: configArgs },
  { name: 'apply', words: planArgs },
  {
    name: 'emergency lift',
    words: plain('emergency lift 1.1.0', 'emergency stop --reason fire', WHY),
  },
  { name: 'push', words: queuedArgs, everywhere: true },
  { name: 'renew', words: plain('renew'), elsewhere: true },
  { name: 'keys init', words: plain('keys init --yes'), on: 'unsigned', everywhere: true },
  { name: 'keys rotate', words: plain('keys rotate feed --yes'), everywhere: true },
  { name: 'keys revoke', words: revokeArgs },
];

async function importArgs({ home }: Bench): Promise<readonly string[]> {
  const folder = await writeBuild(path.join(home, 'dist'), 'latest-linux.yml', '1.3.0', [
    'n.AppImage',
  ]);
  const from = [
    '--from',
    path.join(folder, 'latest-linux.yml'),
    '--url-base',
    'https://example.com',
  ];
  return ['release', 'import', '--platform', 'linux', ...from];
}

/** A step that is due: as if days had gone by since it was planned. */
async function advanceArgs(bench: Bench): Promise<readonly string[]> {
  await must(bench.run(['rollout', 'schedule', '1.1.0', '--every', '24h', '--yes']));
  const file = path.join(bench.home, 'clone/updates/linux/rollout.json');
  const ledger = await readFile(file, 'utf8');
  const ago = (minutes: number): string =>
    `$1${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const begun = ledger.replaceAll(/("since": ")[^"]+/g, ago(9));
  await writeFile(file, begun.replace(/("schedule": \[[^\]]*?"at": ")[^"]+/, ago(1)));
  await bench.git('commit', '--quiet', '-am', 'Days later');
  await bench.git('push', '--quiet', 'origin', 'HEAD');
  return ['rollout', 'advance'];
}

async function idArgs(
  bench: Bench,
  words: readonly string[],
  more: readonly string[],
): Promise<readonly string[]> {
  await must(bench.run(['notice', '--issue', 'Sync', '--yes']));
  const { stdout } = await must(bench.run(['advisory', 'list', '--json']));
  const { advisories } = JSON.parse(stdout) as { advisories: { id: string }[] };
  return [...words, advisories[0]?.id ?? '', ...more];
}

async function configArgs({ home }: Bench): Promise<readonly string[]> {
  const config = JSON.parse(
    await readFile(path.join(home, 'clone/phasegate.json'), 'utf8'),
  ) as object;
  const file = path.join(home, 'phasegate.config.json');
  await writeFile(file, JSON.stringify({ ...config, title: 'Notes for all' }));
  return ['config', 'apply', '--config', file, '--yes'];
}

async function planArgs(bench: Bench): Promise<readonly string[]> {
  const file = path.join(bench.home, 'plan.json');
  await must(bench.run(['plan', 'rollout', 'escalate', '1.1.0', '--out', file]));
  return ['apply', file, '--yes'];
}

/** A stop that could not be pushed, and the remote is back. */
async function queuedArgs(bench: Bench): Promise<readonly string[]> {
  const remote = path.join(bench.home, 'remote.git');
  await rename(remote, `${remote}.away`);
  const stop = await bench.run(['emergency', 'stop', '--timeout', '1']);
  await rename(`${remote}.away`, remote);
  if (stop.code !== 7) {
    throw new Error(`the stop was not queued: ${stop.stderr}`);
  }
  return ['push'];
}

async function revokeArgs(bench: Bench): Promise<readonly string[]> {
  const { stdout } = await must(bench.run(['keys', 'show', '--json']));
  const keyid = /"keyid": ?"([\da-f]+)"/.exec(stdout)?.[1] ?? stdout;
  return ['keys', 'revoke', keyid, '--yes'];
}
