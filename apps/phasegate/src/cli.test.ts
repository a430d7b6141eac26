import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cli, publishedProduct } from './cli.fixture.ts';

const STABLE = 'updates/linux/stable/appcast.xml';

let remote: Remote;
let folder: string;

beforeAll(async () => {
  ({ remote, folder } = await publishedProduct());
}, 60_000);

afterAll(() => remote.dispose());

async function state(): Promise<unknown> {
  return { head: await remote.head(), status: await git(folder, ['status', '--porcelain']) };
}

describe('help', () => {
  it('does not say of a list that it is empty', async () => {
    const { stdout } = await cli(folder, 'release', 'add', '--help');
    expect(stdout).toContain('--file');
    expect(stdout).not.toContain('[])');
  });

  it('explains every exit code', async () => {
    const { code, stdout } = await cli(folder, '--help');
    expect(code).toBe(0);
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 7, 130]) {
      expect(stdout).toMatch(new RegExp(`^ +${exit}  `, 'm'));
    }
  });
});

describe('what changes nothing', () => {
  const cases: readonly (readonly [string, number, readonly string[], RegExp])[] = [
    [
      'a version in no feed',
      2,
      ['rollback', '1.1.9', '--reason', 'x', '--yes'],
      /did you mean 1\.1\.0 or 1\.0\.0\?/,
    ],
    [
      'a version that is none',
      2,
      ['rollback', '1.1', '--reason', 'x', '--yes'],
      /write all three numbers/,
    ],
    ['an option in place of a version', 2, ['rollback', '--upload-pack=x'], /unknown option/],
    ['no reason', 2, ['rollback', '1.1.0', '--yes'], /say why/],
    ['a reason of blanks', 2, ['rollback', '1.1.0', '--yes', '--reason', '  '], /say why/],
    ['no consent', 3, ['rollback', '1.1.0', '--reason', 'x'], /--confirm 1\.1\.0/],
    [
      'consent to another version',
      3,
      ['rollback', '1.1.0', '--reason', 'x', '--confirm', '1.0.0'],
      /does not name 1\.1\.0/,
    ],
    [
      'the only release of stable',
      4,
      ['rollback', '1.0.0', '--reason', 'x', '--yes'],
      /ship a fixed version first/,
    ],
    ['another phase', 4, ['rollout', 'pause', '1.1.0', '--phase', '50'], /is at 10 %, not at 50 %/],
    [
      'a phase that is none',
      2,
      ['rollout', 'pause', '1.1.0', '--phase', 'ten'],
      /whole percentage/,
    ],
    [
      'a platform that is none',
      2,
      ['rollout', 'pause', '1.1.0', '--platform', 'amiga'],
      /macos, windows or linux/,
    ],
    [
      'a notice that is too long',
      2,
      ['rollback', '1.1.0', '--reason', 'x', '--yes', '--issue', 'x'.repeat(281)],
      /280/,
    ],
    [
      'a link that is not https',
      2,
      ['rollback', '1.1.0', '--reason', 'x', '--yes', '--link', 'file:///x'],
      /https/,
    ],
    ['an unknown command', 2, ['rolback'], /unknown command/],
    [
      'a dry run',
      0,
      ['rollback', '1.1.0', '--reason', 'x', '--dry-run'],
      /^-.*<sparkle:version>1\.1\.0/m,
    ],
    ['what was done before', 0, ['rollout', 'start', '1.1.0'], /Nothing to do/],
  ];

  it.each(cases)('%s ends with %i', async (_what, exit, args, says) => {
    const before = await state();
    const { code, stdout, stderr } = await cli(folder, ...args);
    expect({ code, stderr }).toMatchObject({ code: exit });
    expect(`${stdout}${stderr}`).toMatch(says);
    expect(await state()).toEqual(before);
  });

  it('says the next step on the last line, for errors as well', async () => {
    const bad = await cli(folder, 'rollback', '1.1.9', '--reason', 'x', '--yes');
    expect(bad.stderr.trimEnd().split('\n').at(-1)).toBe('  Next: did you mean 1.1.0 or 1.0.0?');
    const good = await cli(folder, 'rollout', 'status');
    expect(good.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^ Next: phasegate rollout escalate 1\.1\.0/,
    );
  });

  it('refuses changed files on the branch of the feeds, and a folder that is no work tree', async () => {
    await writeFile(join(folder, STABLE), 'mine');
    const dirty = await cli(folder, 'rollout', 'escalate', '1.1.0', '--yes');
    expect([dirty.code, dirty.stderr]).toEqual([4, expect.stringContaining(STABLE)]);
    await git(folder, ['checkout', '--', STABLE]);
    expect((await cli('/', 'rollout', 'status')).code).toBe(4);
    expect((await cli('/', '-C', folder, 'rollout', 'status')).code).toBe(0);
  });
});

describe('--json', () => {
  it('puts one document on stdout and everything else on stderr', async () => {
    for (const args of [
      ['rollout', 'status'],
      ['verify'],
      ['rollback', '1.1.0', '--reason', 'x', '--dry-run'],
      ['rollback', '1.1.9', '--reason', 'x'],
      ['rollback', '1.1.0', '--reason', 'x'],
    ]) {
      const { code, stdout } = await cli(folder, ...args, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ exit: code, ok: code === 0 });
    }
  });

  it('says who is affected', async () => {
    const { stdout } = await cli(
      folder,
      'rollback',
      '1.1.0',
      '--reason',
      'x',
      '--dry-run',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'dry-run',
      versions: ['1.1.0'],
      affected: [
        { feed: 'stable-rollout-10%', buckets: [0, 9], share: 10, before: '1.1.0', after: '1.0.0' },
        {
          feed: 'stable-rollout-50%',
          buckets: [10, 49],
          share: 40,
          before: '1.0.0',
          after: '1.0.0',
        },
        { feed: 'stable', buckets: [50, 99], share: 50, before: '1.0.0', after: '1.0.0' },
      ],
    });
  });
});

it('verify finds a feed that somebody changed, and names the invariant', async () => {
  const text = await readFile(join(folder, STABLE), 'utf8');
  const head = await remote.publish({
    [STABLE]: text.replace(
      '</item>',
      '</item><item><sparkle:version>6.6.6</sparkle:version></item>',
    ),
  });
  const { code, stdout } = await cli(folder, 'verify');
  expect([code, stdout]).toEqual([1, expect.stringContaining('ledger-differs')]);
  expect((await cli(folder, 'rollback', '1.1.0', '--reason', 'x', '--yes')).code).toBe(1);
  expect(await remote.head()).toBe(head);
  await remote.publish({ [STABLE]: text });
}, 60_000);
