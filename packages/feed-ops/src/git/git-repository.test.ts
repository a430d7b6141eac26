import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';

import type { Planner } from '../carry-out.ts';
import { append, carry, made, PATH, remote, stateOf } from './git-repository.fixture.ts';

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
