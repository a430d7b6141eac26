import { git } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await openWorld('rolling');
});
afterEach(() => world.close());

interface Document {
  readonly next: string;
  readonly platforms: readonly {
    readonly feeds: readonly {
      readonly name: string;
      readonly published?: { readonly kind: string };
    }[];
  }[];
}

const status = async (...args: readonly string[]): Promise<Document> =>
  JSON.parse((await world.run('rollout', 'status', '--json', ...args)).stdout) as Document;
const kinds = ({ platforms: [first] }: Document): readonly (string | undefined)[] =>
  first?.feeds.map(({ published }) => published?.kind) ?? [];

describe('rollout status', () => {
  it('fits a terminal and says of each feed what it holds and whether the host serves it', async () => {
    const { stdout } = await world.run('rollout', 'status');
    expect(stdout).toMatch(/ 1\.1\.0 +rolling +10 % +0 min in phase/);
    expect(stdout).toMatch(/stable-rollout-10% +buckets 0-9 +✔ as in git +1\.1\.0 1\.0\.0/);
    expect(stdout).toMatch(/stable +buckets 50-99 +✔ as in git +1\.0\.0/);
    expect(stdout).toContain('Health gate: off');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^ Next: phasegate rollout escalate 1\.1\.0/,
    );
  }, 60_000);

  it('has all of it as one document', async () => {
    expect(await status()).toMatchObject({
      outcome: 'status',
      app: 'com.example.notes',
      published: true,
      health: { gate: 'off' },
      next: expect.stringContaining('phasegate rollout escalate 1.1.0') as string,
      platforms: [
        {
          platform: 'linux',
          expires: expect.stringMatching(/Z$/) as string,
          releases: [
            {
              version: '1.1.0',
              state: 'rolling',
              phase: 10,
              feeds: ['stable-rollout-10%'],
              schedule: [],
              health: { verdict: 'off', open: true },
            },
            { version: '1.0.0', state: 'complete' },
          ],
          feeds: [
            { name: 'stable-rollout-10%', buckets: [0, 9], versions: ['1.1.0', '1.0.0'] },
            { name: 'stable-rollout-50%', buckets: [10, 49], versions: ['1.0.0'] },
            { name: 'stable', buckets: [50, 99], versions: ['1.0.0'] },
          ],
        },
      ],
    });
  }, 60_000);

  it('is there all the same when the host cannot be reached, or is not to be asked', async () => {
    expect(kinds(await status())).toEqual(['as-in-git', 'as-in-git', 'as-in-git']);
    await world.site.close();
    const away = await status();
    expect(kinds(away)).toEqual(['unreachable', 'unreachable', 'unreachable']);
    const { stdout } = await world.run('rollout', 'status');
    expect(stdout).toContain('? unreachable');
    expect(stdout).toContain('! the host: nothing listens at that address');
    expect(kinds(await status('--offline'))).toEqual([undefined, undefined, undefined]);
    expect((await world.run('rollout', 'status', '--offline')).stdout).toContain(
      'As this clone saw it last: the remote was not asked',
    );
  }, 60_000);

  it('shows what was seen last when the remote cannot be reached', async () => {
    await world.run('rollout', 'pause', '1.1.0');
    const origin = await git(world.operator.workTree, ['remote', 'get-url', 'origin']);
    await git(world.operator.workTree, ['remote', 'set-url', 'origin', `${origin.trim()}-gone`]);
    const { stdout } = await world.run('rollout', 'status');
    expect(stdout).toContain('! As this clone saw it last: the remote cannot be reached');
    expect(stdout).toMatch(/ 1\.1\.0 +paused +10 %/);
    expect((await world.operator.phasegate('verify')).code).toBe(1);
  }, 60_000);
});
