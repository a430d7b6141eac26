import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, describe, expect, it } from 'vitest';

import { carryOut } from '../carry-out.ts';
import type { Outcome, Planner } from '../carry-out.ts';
import type { FeedRepository } from './feed-repository.ts';
import { gitRepository } from './git-repository.ts';
import type { Change } from '../plan/plan-types.ts';
import { findWorkTree } from './work-tree.ts';

const PATH = 'updates/linux/stable-rollout-10%/appcast.xml';

let remote: Remote;

afterEach(() => remote.dispose());

interface Made {
  readonly folder: string;
  readonly repository: FeedRepository;
  readonly stop: AbortController;
}

async function made(
  options: {
    readonly timeoutMs?: number;
    readonly pushes?: boolean;
    readonly empty?: boolean;
  } = {},
): Promise<Made> {
  remote = await createRemote(
    options.empty === true ? { empty: true } : { files: { [PATH]: 'first\r\n' } },
  );
  return inClone(options);
}

async function inClone({
  timeoutMs = 20_000,
  pushes = true,
}: { readonly timeoutMs?: number; readonly pushes?: boolean } = {}): Promise<Made> {
  const folder = await remote.clone();
  const tree = await findWorkTree(folder);
  if (!tree.ok) {
    throw new Error(tree.refusal.message);
  }
  const stop = new AbortController();
  const names = {
    branch: 'gh-pages',
    remoteBranch: 'gh-pages',
    remote: 'origin',
    checkedOut: true,
  };
  const { signal } = stop;
  return {
    folder,
    stop,
    repository: gitRepository(tree.value, { ...names, pushes, timeoutMs, signal }),
  };
}

/** Appends a line to the file, whatever is in it. */
function append({ repository }: Made, line: string, reason?: string): Planner {
  return async (base) => {
    const bytes = (await repository.read(base, [PATH])).get(PATH);
    const before = bytes && Buffer.from(bytes).toString('utf8');
    const edits = [
      { path: PATH, before, after: `${before ?? ''}${line}\n`, role: 'feed' as const },
    ];
    const message = { subject: reason ?? `Add ${line}`, body: [] };
    const plan: Change = {
      kind: 'change',
      headline: 'h',
      edits,
      message,
      summary: [],
      affected: [],
      warnings: [],
      danger: 'none',
      confirm: '',
      versions: [],
      platforms: [],
      sequence: 1,
      trust: { kind: 'unsigned' },
      next: '',
    };
    return { ok: true, plan };
  };
}

function carry(
  at: Made,
  planner: Planner,
  confirm: () => Promise<boolean> = async () => true,
  insists = false,
): Promise<Outcome> {
  return carryOut({
    repository: at.repository,
    planner,
    conversation: { confirm, progress: () => undefined },
    dryRun: false,
    words: 'w',
    insists,
    now: Date.now,
    signal: at.stop.signal,
  });
}

/** Everything of a work tree that a failed command must leave alone. */
async function stateOf(folder: string): Promise<unknown> {
  return {
    file: await readFile(join(folder, PATH), 'latin1').catch(() => undefined),
    head: await git(folder, ['rev-parse', 'HEAD']).catch(() => 'none'),
    status: await git(folder, ['status', '--porcelain']),
    index: await git(folder, ['ls-files', '-s']),
  };
}

describe('a change that goes through', () => {
  it('is on the remote and in the work tree, byte for byte, and the feed as it was is kept', async () => {
    const at = await made();
    const outcome = await carry(at, append(at, 'second'));
    expect(outcome).toMatchObject({
      kind: 'done',
      pushed: true,
      replanned: 0,
      commit: await remote.head(),
    });
    expect(await remote.read(PATH)).toBe('first\r\nsecond\n');
    expect(await stateOf(at.folder)).toMatchObject({ file: 'first\r\nsecond\n', status: '' });
    const backup = outcome.kind === 'done' ? outcome.backup : '';
    expect(backup.startsWith(join(at.folder, '.git', 'phasegate', 'backup'))).toBe(true);
    expect(await readFile(join(backup, PATH), 'utf8')).toBe('first\r\n');
  });

  it('goes by the branch itself, whatever backups of it the remote keeps under longer names', async () => {
    const at = await made();
    await git(at.folder, ['commit', '--quiet', '--allow-empty', '--message', 'a backup']);
    const backup = 'refs/backup/refs/heads/gh-pages';
    await git(at.folder, ['push', '--quiet', 'origin', `HEAD:${backup}`]);
    await git(at.folder, ['reset', '--quiet', '--hard', 'HEAD~1']);
    const outcome = await carry(at, append(at, 'second'));
    expect(outcome).toMatchObject({ kind: 'done', replanned: 0, commit: await remote.head() });
    expect(await remote.read(PATH)).toBe('first\r\nsecond\n');
    expect(await remote.log()).not.toContain('a backup');
  });

  it('makes the first commit of a branch that does not exist yet', async () => {
    const at = await made({ empty: true });
    expect(await carry(at, append(at, 'one'))).toMatchObject({ kind: 'done' });
    expect(await remote.read(PATH)).toBe('one\n');
    expect(await stateOf(at.folder)).toMatchObject({ file: 'one\n', status: '' });
  });

  it('starts from what others have pushed since', async () => {
    const at = await made();
    await remote.publish({ [PATH]: 'theirs\n' });
    expect(await carry(at, append(at, 'ours'))).toMatchObject({ kind: 'done', replanned: 0 });
    expect(await remote.read(PATH)).toBe('theirs\nours\n');
  });

  it('stays here with --no-push', async () => {
    const at = await made({ pushes: false });
    const before = await remote.head();
    expect(await carry(at, append(at, 'local'))).toMatchObject({ kind: 'done', pushed: false });
    expect(await remote.head()).toBe(before);
    expect(await stateOf(at.folder)).toMatchObject({ file: 'first\r\nlocal\n', status: '' });
  });

  it.each(['--amend', '# a comment', '::set-output name=x::y', '%s %n', '-m x'])(
    'carries the subject %j as text, not as an option',
    async (subject) => {
      const at = await made();
      expect(await carry(at, append(at, 'x', subject))).toMatchObject({ kind: 'done' });
      expect((await remote.log())[0]).toBe(subject);
      expect(await remote.log()).toHaveLength(2);
    },
  );

  it('runs no hook of the user and no signing', async () => {
    const at = await made();
    for (const hook of [
      'pre-commit',
      'commit-msg',
      'pre-push',
      'post-merge',
      'reference-transaction',
    ]) {
      await writeFile(join(at.folder, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n', {
        mode: 0o755,
      });
    }
    await git(at.folder, ['config', 'commit.gpgsign', 'true']);
    expect(await carry(at, append(at, 'x'))).toMatchObject({ kind: 'done' });
  });
});

describe('somebody else is faster', () => {
  it('plans again on their state and loses nothing of it', async () => {
    const at = await made();
    const planner = append(at, 'ours');
    const outcome = await carry(at, planner, async () => {
      await remote.publish({ [PATH]: 'theirs\n' });
      return true;
    });
    expect(outcome).toMatchObject({ kind: 'done', replanned: 1 });
    expect(await remote.read(PATH)).toBe('theirs\nours\n');
  });

  it('gives way with a conflict when that happens every time', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    let count = 0;
    const planner = append(at, 'ours');
    const contested: Planner = async (base) => {
      const planned = await planner(base);
      count += 1;
      await remote.publish({ [PATH]: `theirs ${count}\n` });
      return planned;
    };
    expect(await carry(at, contested)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'conflict', exit: 6 },
    });
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('does not let a command become another one than the operator said yes to', async () => {
    const at = await made();
    const planner = append(at, 'ours');
    let step = 10;
    const escalate: Planner = async (base) => {
      const planned = await planner(base);
      const headline = `Escalate to ${(step *= 5)} %`;
      return planned.ok ? { ok: true, plan: { ...planned.plan, headline } } : planned;
    };
    const outcome = await carry(at, escalate, async () => {
      await remote.publish({ [PATH]: 'theirs\n' });
      return true;
    });
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'conflict', exit: 6 } });
    expect(await remote.read(PATH)).toBe('theirs\n');
  });

  it('lets a stop go ahead all the same, whatever has begun to roll meanwhile, and however often', async () => {
    const at = await made();
    const planner = append(at, 'stop');
    let round = 0;
    const stop: Planner = async (base) => {
      const planned = await planner(base);
      round += 1;
      // More often than any other command tries.
      await (round <= 5 ? remote.publish({ [PATH]: `theirs ${round}\n` }) : undefined);
      const headline = `Stop what rolls in round ${round}`;
      return planned.ok ? { ok: true, plan: { ...planned.plan, headline } } : planned;
    };
    expect(await carry(at, stop, async () => true, true)).toMatchObject({
      kind: 'done',
      replanned: 5,
    });
    expect(await remote.read(PATH)).toBe('theirs 5\nstop\n');
  });

  it('says so when both have gone on', async () => {
    const at = await made();
    await git(at.folder, ['commit', '--quiet', '--allow-empty', '-m', 'mine']);
    await remote.publish({ other: 'theirs' });
    expect(await carry(at, append(at, 'x'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'conflict', exit: 6 },
    });
  });

  it('lets commits go along that were not pushed yet', async () => {
    const at = await made();
    await git(at.folder, ['commit', '--quiet', '--allow-empty', '-m', 'mine']);
    expect(await carry(at, append(at, 'x'))).toMatchObject({ kind: 'done' });
    expect(await remote.log()).toEqual(['Add x', 'mine', 'Begin']);
  });
});

describe('a change that does not go through leaves everything as it was', () => {
  it('when the remote refuses it', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await remote.refusePushes('this branch is protected');
    const outcome = await carry(at, append(at, 'x'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'push-refused', exit: 1 } });
    expect(outcome.kind === 'refused' ? outcome.refusal.message : '').toContain(
      'this branch is protected',
    );
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when the push hangs, within the time limit', async () => {
    const at = await made({ timeoutMs: 1500 });
    const before = await stateOf(at.folder);
    const hanging = await remote.hangPushes();
    const began = performance.now();
    const outcome = await carry(at, append(at, 'x'));
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'push-timeout', exit: 1 } });
    expect(await stateOf(at.folder)).toEqual(before);
    await hanging.letGo();
  });

  it('when there is no network', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await git(at.folder, ['remote', 'set-url', 'origin', join(at.folder, 'nowhere.git')]);
    expect(await carry(at, append(at, 'x'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'unreachable', exit: 1 },
    });
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when there is no room for the backup', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    await writeFile(join(at.folder, '.git', 'phasegate'), 'in the way');
    const outcome = await carry(at, append(at, 'x'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'not-writable', exit: 1 } });
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when it is stopped before the push', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    const outcome = await carry(at, append(at, 'x'), async () => {
      at.stop.abort();
      return false;
    });
    expect(outcome.kind).toBe('interrupted');
    expect(await stateOf(at.folder)).toEqual(before);
  });

  it('when it is stopped while the push hangs', async () => {
    const at = await made();
    const before = await stateOf(at.folder);
    const hanging = await remote.hangPushes();
    const carried = carry(at, append(at, 'x'));
    await hanging.arrived();
    at.stop.abort();
    expect((await carried).kind).toBe('interrupted');
    expect(await stateOf(at.folder)).toEqual(before);
    await hanging.letGo();
  });
});
