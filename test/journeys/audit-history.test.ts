import { git } from '@phasegate/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { person } from './people.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const HISTORY = 'updates/linux/history.jsonl';

let world: World;

const open = async (): Promise<void> => {
  world = await openWorld('rolling');
};

interface Document {
  readonly entries: readonly {
    readonly command: string;
    readonly version: string | null;
    readonly actor: string;
    readonly reason: string | null;
    readonly platforms: readonly string[];
    readonly commits: readonly string[];
  }[];
  readonly broken: readonly { readonly line: number }[];
  readonly older: number;
}

async function history(...args: readonly string[]): Promise<Document> {
  return JSON.parse((await world.run('history', ...args, '--json')).stdout) as Document;
}

describe('the history', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await open();
    const bob = await person(world.remote, 'Bob');
    await bob.phasegate('emergency', 'stop', '--reason', 'support is flooded');
  }, 120_000);
  afterAll(() => world.close());

  it('says who did what to a version and why, with the commit that git has for it', async () => {
    const { entries } = await history('1.1.0');
    expect(entries.map(({ command }) => command)).toEqual(['add', 'start', 'emergency-stop']);
    expect(entries.at(-1)).toMatchObject({
      actor: 'Bob <bob@example.com>',
      version: '1.1.0',
      reason: 'support is flooded',
      platforms: ['linux'],
      commits: [await world.remote.head()],
    });
    const text = (await world.run('history', '1.1.0')).stdout;
    expect(text.indexOf('start 1.1.0')).toBeLessThan(text.indexOf('emergency-stop 1.1.0'));
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^ Next: /);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('is cut to the newest, to a time and to a format', async () => {
    expect(await history('--limit', '1')).toMatchObject({
      entries: [{ command: 'emergency-stop' }],
      older: 5,
    });
    expect((await history('--since', '2100-01-01')).entries).toEqual([]);
    const markdown = (await world.run('history', '--format', 'markdown')).stdout;
    expect(markdown).toMatch(/^## History of Notes\n\n\| When \(UTC\) \|/);
    const json = (await world.run('history', '--format', 'json')).stdout;
    expect(JSON.parse(json)).toMatchObject({ outcome: 'history', exit: 0 });
    for (const wrong of [
      ['--since', 'noon'],
      ['--limit', 'all'],
      ['--platform', 'amiga'],
      ['1.1'],
    ]) {
      expect((await world.operator.phasegate('history', ...wrong)).code).toBe(2);
    }
  });
});

describe('the history of a repository that is not whole', { timeout: 120_000 }, () => {
  beforeEach(open, 120_000);
  afterEach(() => world.close());

  it('is there when a line of it, a ledger and a feed are broken', async () => {
    const text = (await world.remote.read(HISTORY)) ?? '';
    await world.remote.publish({
      [HISTORY]: text.replace('\n', '\n<<<<<<< HEAD\n'),
      'updates/linux/rollout.json': '{',
      'updates/linux/stable/appcast.xml': '<',
    });
    const broken = await history();
    expect(broken.broken).toMatchObject([{ line: 2 }]);
    expect(broken.entries.at(-1)).toMatchObject({ command: 'start', version: '1.1.0' });
    const said = (await world.run('history')).stdout;
    expect(said).toContain(`${HISTORY} line 2 cannot be read`);
    expect(said.trimEnd().split('\n').at(-1)).toContain(`git log -p -- ${HISTORY}`);
  });

  it('blames no commit for what a shallow clone does not know', async () => {
    await git(world.operator.workTree, [
      'fetch',
      '--quiet',
      '--depth',
      '1',
      `file://${world.remote.url}`,
      'gh-pages',
    ]);
    const shallow = await git(world.operator.workTree, ['rev-parse', '--is-shallow-repository']);
    expect(shallow).toBe('true');
    const { entries } = await history('--no-push');
    expect(entries.map(({ commits }) => commits.length)).toEqual(entries.map(() => 0));
  });
});
