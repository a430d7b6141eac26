import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';

import { git, removeFolder, servePublished, until } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { cli, must, publishedProduct, startCli } from './cli.fixture.ts';

const NARROW = 'updates/linux/stable-rollout-10%/appcast.xml';
const STOP = ['emergency', 'stop', '--reason', 'fire', '--timeout', '1'];
const QUEUED = 'refs/phasegate/queued';

let remote: Remote;
let folder: string;

beforeEach(async () => {
  ({ remote, folder } = await publishedProduct());
});

afterEach(() => remote.dispose());

/** The remote cannot be reached; returns what brings it back. */
async function unplug(): Promise<() => Promise<void>> {
  await rename(remote.url, `${remote.url}.away`);
  return () => rename(`${remote.url}.away`, remote.url);
}

async function queue(): Promise<() => Promise<void>> {
  const plug = await unplug();
  expect((await cli(folder, ...STOP)).code).toBe(7);
  return plug;
}

describe('a stop while the remote cannot be reached', () => {
  it('is queued, says loudly that nothing is stopped yet, and how to send it', async () => {
    const plug = await unplug();
    const { code, stderr } = await cli(folder, ...STOP, '--timeout', '4');
    expect(code).toBe(7);
    expect(stderr).toContain('trying again');
    expect(stderr).toContain('NOT STOPPED YET');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^ {2}Next: phasegate push/);
    await plug();
    expect(await remote.read(NARROW)).toContain('1.1.0');
  });

  it('goes out as it was made when the remote has not moved, survives a gc, and only goes once', async () => {
    const plug = await queue();
    const commit = await git(folder, ['rev-parse', QUEUED]);
    await git(folder, ['-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now']);
    await plug();
    await must(cli(folder, 'push'));
    expect(await remote.head()).toBe(commit);
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
    expect(await git(folder, ['status', '--porcelain'])).toBe('');
    expect(await git(folder, ['for-each-ref', QUEUED])).toBe('');
    expect((await must(cli(folder, 'push'))).stdout).toContain('no stop is queued');
    expect(await remote.head()).toBe(commit);
  });

  it('is planned anew on what others have pushed, and nothing of theirs is lost', async () => {
    const other = await remote.clone();
    const plug = await queue();
    await plug();
    await must(cli(other, 'rollout', 'escalate', '1.1.0', '--yes'));
    const { stdout } = await must(cli(folder, 'push'));
    expect(stdout).toContain('Emergency stop of 1.1.0');
    expect(await remote.log()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Emergency stop'),
        expect.stringContaining('Escalate'),
      ]),
    );
    expect(await remote.read('updates/linux/stable-rollout-50%/appcast.xml')).not.toContain(
      '1.1.0',
    );
    expect((await cli(folder, 'verify')).code).toBe(0);
  });

  it('is over when somebody else has stopped it meanwhile', async () => {
    const other = await remote.clone();
    const plug = await queue();
    await plug();
    // In the same second with the same words both would have made the very same commit.
    await must(cli(other, ...STOP, '--reason', 'they saw it too'));
    const head = await remote.head();
    expect((await must(cli(folder, 'push'))).stdout).toContain('Nothing to do');
    expect(await remote.head()).toBe(head);
    expect((await cli(folder, 'push')).stdout).toContain('no stop is queued');
  });

  it('is sent once where the push had arrived and only the answer was lost', async () => {
    const plug = await queue();
    await plug();
    await git(folder, ['push', '--quiet', 'origin', `${QUEUED}:refs/heads/gh-pages`]);
    const head = await remote.head();
    expect((await must(cli(folder, 'push'))).stdout).toContain('from the try before');
    expect(await remote.head()).toBe(head);
  });

  it('comes before every other change, and reading commands point at it', async () => {
    const plug = await queue();
    expect((await cli(folder, 'rollout', 'status')).stdout).toContain('NOT SENT');
    await plug();
    const other = await cli(folder, 'rollout', 'escalate', '1.1.0', '--yes');
    expect([other.code, other.stderr]).toEqual([
      7,
      expect.stringContaining('Emergency stop of 1.1.0'),
    ]);
    const status = await cli(folder, 'rollout', 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      queued: 'Emergency stop of 1.1.0 on linux',
    });
    expect((await cli(folder, 'verify')).stdout).toContain('NOT SENT');
    const kept = await cli(folder, 'push', '--drop');
    expect([kept.code, (await git(folder, ['for-each-ref', QUEUED])) !== '']).toEqual([7, true]);
    await must(cli(folder, 'push', '--drop', '--yes'));
    await must(cli(folder, 'rollout', 'escalate', '1.1.0', '--yes'));
  });

  it('is sent by the next stop as well, which then has nothing left to do', async () => {
    const plug = await queue();
    expect((await cli(folder, ...STOP)).code).toBe(7);
    await plug();
    expect((await cli(folder, ...STOP)).code).toBe(0);
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
  });

  it('goes out by itself with --keep-trying as soon as the remote is back', async () => {
    const plug = await unplug();
    const run = startCli('main', folder, [...STOP, '--keep-trying', '--json']);
    await seen(join(folder, '.git', 'phasegate', 'queue.json'));
    await plug();
    const { code, stdout } = await run.done;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'sent', exit: 0 });
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
  });

  it('is still queued after Ctrl-C', async () => {
    const plug = await unplug();
    const run = startCli('main', folder, [...STOP, '--keep-trying']);
    await seen(join(folder, '.git', 'phasegate', 'queue.json'));
    run.kill('SIGINT');
    expect((await run.done).code).toBe(7);
    await plug();
    await must(cli(folder, 'push'));
    expect(await remote.read(NARROW)).not.toContain('1.1.0');
  });

  it('is refused, not queued, where the remote is there and says no', async () => {
    await remote.refusePushes('this branch is protected');
    const { code, stderr } = await cli(folder, ...STOP);
    expect([code, stderr]).toEqual([1, expect.stringContaining('this branch is protected')]);
    expect(await git(folder, ['for-each-ref', QUEUED])).toBe('');
  });

  it('is not queued in a clone that has never seen the feeds', async () => {
    const bare = join(folder, '.git', 'fresh');
    await git(folder, ['init', '--quiet', bare]);
    await git(bare, ['remote', 'add', 'origin', remote.url]);
    await git(bare, ['config', 'user.name', 'Op']);
    await git(bare, ['config', 'user.email', 'op@example.com']);
    const plug = await unplug();
    expect((await cli(bare, ...STOP)).code).toBe(1);
    await plug();
    expect((await cli(bare, ...STOP)).code).toBe(0);
    await removeFolder(bare);
  });
});

describe('a stop that the remote has', () => {
  it('is done, however slow the host is, and says how to look again', async () => {
    const pages = await servePublished(remote, { deployOnPush: false });
    const args = ['--feed-base', `${pages.url}/updates`, '--wait', '1'];
    const { code, stdout } = await cli(folder, 'emergency', 'stop', ...args);
    expect(code).toBe(0);
    expect(stdout).toContain('the host still serves other bytes');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(' Next: phasegate verify --live');
    await pages.close();
  });
});

async function seen(path: string): Promise<void> {
  await until(() => existsSync(path), { what: 'the queued stop' });
}
