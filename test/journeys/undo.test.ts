import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { git, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const REASON = ['--reason', 'it was the wrong one', '--yes'] as const;

async function history(): Promise<readonly Record<string, unknown>[]> {
  const text = (await world.remote.read('updates/linux/history.jsonl')) ?? '';
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('undo', () => {
  it('of a rollback gives all hundred buckets what they had, by a new commit and a new entry', async () => {
    await world.ship('1.1.0', 50);
    const commits = (await world.remote.log()).length;
    await world.run('rollback', '1.1.0', ...REASON);
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
    const dry = await world.run('undo', '--reason', 'x', '--dry-run');
    expect(dry.stdout).toContain('Undo "rollback 1.1.0" (sequence');
    const asked = await world.operator.phasegate('undo', '--reason', 'x');
    expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining('--confirm 1.1.0')]);
    const mute = await world.operator.phasegate('undo', '--yes');
    expect([mute.code, mute.stderr]).toEqual([2, expect.stringContaining('say why')]);
    await world.run('undo', '--reason', 'it was 1.0.9 that crashes', '--confirm', '1.1.0');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(50));
    for (const { decision } of await world.everybody('1.1.0')) {
      expect(decision).toMatchObject({ kind: 'hold' });
    }
    expect(await world.remote.log()).toHaveLength(commits + 2);
    const [rolledBack, undone] = (await history()).slice(-2);
    expect(undone).toMatchObject({
      command: 'undo',
      version: '1.1.0',
      reason: 'it was 1.0.9 that crashes',
      undoOf: String(rolledBack?.['sequence']),
    });
    expect((await world.run('verify')).code).toBe(0);
  });

  it('of an undo does the command again', async () => {
    await world.ship('1.1.0', 10);
    await world.run('rollout', 'pause', '1.1.0');
    await world.run('undo', ...REASON);
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual(buckets(10));
    const { stdout } = await world.run('undo', ...REASON);
    expect(stdout).toContain('The last command was an undo itself');
    expect(bucketsOffered(await world.everybody('1.0.0'), '1.1.0')).toEqual([]);
  });

  it('of an earlier one is refused where the release was changed since, and names what did it', async () => {
    await world.ship('1.1.0', 10);
    await world.run('rollout', 'pause', '1.1.0');
    const sequence = String((await history()).at(-1)?.['sequence']);
    await world.run('rollout', 'resume', '1.1.0', '--yes');
    const refused = await world.operator.phasegate('undo', '--sequence', sequence, ...REASON);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('"resume 1.1.0" (sequence');
    expect(refused.stderr).toContain('Next: take that back first: phasegate undo --sequence');
  });

  it('plans on what a colleague has pushed, and does not take back another command than was named', async () => {
    await world.ship('1.1.0', 10);
    await world.ship('1.2.0', 10);
    await world.run('rollout', 'pause', '1.2.0');
    const sequence = String((await history()).at(-1)?.['sequence']);
    const colleague = await world.colleague();
    await colleague.phasegate('rollout', 'pause', '1.1.0');
    await world.run('undo', '--sequence', sequence, ...REASON);
    const rows = await world.everybody('1.0.0');
    expect(bucketsOffered(rows, '1.2.0')).toEqual(buckets(10));
    expect(bucketsOffered(rows, '1.1.0')).toEqual([]);
  });

  it('is refused where git does not reach back far enough, with the way to mend it', async () => {
    await world.ship('1.1.0', 10);
    await world.run('rollout', 'pause', '1.1.0');
    const folder = path.join(await temporaryFolder('shallow'), 'clone');
    const from = pathToFileURL(world.remote.url).href;
    await git(path.dirname(folder), ['clone', '--quiet', '--depth', '1', from, folder]);
    await git(folder, ['config', 'user.name', 'Test Operator']);
    await git(folder, ['config', 'user.email', 'operator@example.com']);
    const answer = await world.operator.phasegate('-C', folder, 'undo', ...REASON);
    expect([answer.code, answer.stderr]).toEqual([
      4,
      expect.stringContaining('git fetch --unshallow'),
    ]);
  });
});
