import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git, removeFolder, temporaryFolder } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cli, publishedProduct } from '../cli.fixture.ts';
import { buildProgram } from '../program/program.ts';
import { candidatesFor } from './candidates.ts';
import { localFeeds } from './local-feeds.ts';
import { readLine } from './place.ts';

let remote: Remote;
let folder: string;

beforeAll(async () => {
  ({ remote, folder } = await publishedProduct());
}, 60_000);

afterAll(() => remote.dispose());

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const line = readLine(
    buildProgram(() => undefined),
    words,
  );
  const { words: found, shell } = await candidatesFor(line, () => localFeeds(folder));
  return [...found.map(({ value }) => value), ...(shell === undefined ? [] : [`:${shell}`])];
}

describe('what is offered', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [
      ['rollout', 'st'],
      ['start', 'status'],
    ],
    [['-C', 'somewhere', 'rollout', 'pa'], ['pause']],
    [['rollout', 'resume', ''], []],
    [
      ['rollback', ''],
      ['1.1.0', '1.0.0'],
    ],
    [
      ['rollback', '1.1.0', ''],
      ['1.1.0', '1.0.0'],
    ],
    [
      ['rollback', '--', ''],
      ['1.1.0', '1.0.0'],
    ],
    [['verify', '--confirm', '1.1'], ['1.1.0']],
    [
      ['rollback', '--method', ''],
      ['remove', 'mark'],
    ],
    [['rollback', '--reason', ''], []],
    [
      ['rollout', 'start', '--phase', ''],
      ['10', '50', '100'],
    ],
    [['init', '--platform', 'linux', ''], ['linux']],
    [['init', '--platform', 'linux', '--tit'], ['--title']],
    [
      ['keys', 'rotate', ''],
      ['feed', 'release', 'root'],
    ],
    [['keys', 'sign', ''], [':files']],
    [['--keys', ''], [':folders']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['verify', '--live', '--li'], []],
    [['--wait', '5', 'verify', '--li'], ['--live']],
    [['announce', 'en'], ['end']],
    [['unblock', ''], []],
    [['release', 'add', '--min-system', ''], []],
    [['nonsense', ''], []],
  ])('behind %j is %j', async (words, values) => {
    const found = await offered(...words);
    expect(words[0] === 'nonsense' ? [] : found).toEqual(values);
  });

  it('never is the command that only the shells call', async () => {
    expect(await offered('comp')).toEqual(['completion']);
  });
});

describe('the versions of this clone', () => {
  it('are found from a folder below, and on a feeds branch that is not checked out', async () => {
    const below = await localFeeds(join(folder, 'updates', 'linux'));
    await git(folder, ['switch', '--quiet', '--orphan', 'main']);
    try {
      expect(await localFeeds(folder)).toEqual(below);
    } finally {
      await git(folder, ['switch', '--quiet', 'gh-pages']);
    }
    expect(below).toEqual({
      platforms: ['linux'],
      phases: [10, 50, 100],
      advisories: [],
      releases: [
        { version: '1.1.0', platform: 'linux', state: 'rolling', phase: 10 },
        { version: '1.0.0', platform: 'linux', state: 'complete', phase: 100 },
      ],
    });
  });

  it('leave out what is no version, and files that are broken', async () => {
    const place = await temporaryFolder('odd-feeds');
    await mkdir(join(place, 'updates', 'linux'), { recursive: true });
    const ledger = join(place, 'updates', 'linux', 'rollout.json');
    await writeFile(
      join(place, 'phasegate.json'),
      '{"platforms":["linux","amiga",7],"phases":"x"}',
    );
    const odd = ['$(touch x)', '-rf', '1.0.0\n2.0.0', '1.0 0', '', 7, null];
    const releases = [...odd.map((version) => ({ version, state: 'rolling' })), null, 'x'];
    const advisories = ['ADV-1', '$(touch x)', '-x'].map((id) => ({ id, kind: 'notice' }));
    await writeFile(ledger, JSON.stringify({ releases, advisories }));
    expect(await localFeeds(place)).toEqual({
      platforms: ['linux'],
      phases: [10, 50, 100],
      advisories: [{ id: 'ADV-1', kind: 'notice' }],
      releases: [],
    });
    await writeFile(ledger, '{');
    expect((await localFeeds(place)).releases).toEqual([]);
    await removeFolder(place);
  });
});

it('is printed by the process that a shell asks', async () => {
  const { stdout } = await cli(folder, 'complete', 'bash', '--', 'rollback', '');
  expect(stdout).toBe('1.1.0\tlinux rolling 10 %\n1.0.0\tlinux complete 100 %\n');
});
