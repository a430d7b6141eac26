import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readAppcast } from '@phasegate/appcast';
import type { Feed } from '@phasegate/rollout';
import type { Answer } from '@phasegate/scripts/stage/operator';
import { git } from '@phasegate/testkit';
import { verifyFeed } from '@phasegate/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HOSTILE,
  STEERING_WORDS,
  steering,
  versionsAllow,
  versionsRefuse,
} from './hostile-words.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

const FOLDER = 'updates/linux';
const MOST_CHARACTERS = 280;

// One world for all: each case leaves the product as sound as it found it, and the last test verifies that.
let world: World;

beforeAll(async () => {
  world = await openWorld('rolling');
}, 60_000);

afterAll(() => world.close());

async function published(file: string): Promise<string> {
  return (await world.remote.read(`${FOLDER}/${file}`)) ?? '';
}

async function stable(): Promise<Feed> {
  const verdict = verifyFeed(Buffer.from(await published('stable/appcast.xml')), {
    kind: 'unsigned',
  });
  const read = verdict.ok
    ? readAppcast(verdict.verified, { platform: 'linux', allowLoopbackHttp: true })
    : undefined;
  if (read?.ok !== true) {
    throw new Error('the feed does not read');
  }
  return read.feed;
}

async function lastEntry(): Promise<Readonly<Record<string, unknown>>> {
  const lines = (await published('history.jsonl')).trimEnd().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as Readonly<Record<string, unknown>>;
}

/** The last commit: its subject is one harmless line, and its body is ours alone. */
async function expectTameCommit(): Promise<void> {
  const text = await git(world.remote.url, ['log', '-1', '--format=%B', 'gh-pages']);
  const [subject = '', blank, ...body] = text.split('\n');
  expect(steering(subject)).toBeUndefined();
  expect(subject).not.toMatch(/\[(?:skip|ci|no|actions)\b|\*\*\*NO_CI|skip-checks:|^[-#]/i);
  expect(subject.length).toBeLessThan(260);
  expect(blank).toBe('');
  expect(body.join('\n').trim()).toMatch(
    /^Phasegate wrote this commit: [\w-]+, feed sequence \d+\.$/,
  );
}

/** Nothing ran, and nothing that was typed steers the terminal. */
function expectTame(answer: Answer): void {
  expect(steering(answer.stdout)).toBeUndefined();
  expect(steering(answer.stderr)).toBeUndefined();
  expect(answer.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  for (const folder of [world.operator.workTree, process.cwd()]) {
    expect(existsSync(path.join(folder, 'pwned'))).toBe(false);
  }
}

async function expectRefused(...args: readonly string[]): Promise<void> {
  const before = await world.remote.head();
  const answer = await world.operator.phasegate(...args);
  expect([args.join(' '), answer.code]).toEqual([args.join(' '), 2]);
  expectTame(answer);
  expect(await world.remote.head()).toBe(before);
}

/** A reason is in the history as it was typed, and one line in git. */
async function expectReason(text: string): Promise<void> {
  expect((await lastEntry())['reason']).toBe(text);
  await expectTameCommit();
}

/** Gives the reason with a command that has no other words of its own. */
async function giveReason(text: string): Promise<void> {
  const [move, more] = (await published('rollout.json')).includes('"state": "paused"')
    ? (['resume', ['--yes']] as const)
    : (['pause', []] as const);
  expectTame(await world.run('rollout', move, '1.1.0', `--reason=${text}`, ...more));
  await expectReason(text);
}

describe('the name given with --actor', () => {
  it.each(STEERING_WORDS)(
    'that is %s stands beside the one that git knows, in one line',
    async (_name, text) => {
      const paused = (await published('rollout.json')).includes('"state": "paused"');
      const move = paused ? ['resume', '--yes'] : ['pause'];
      const answer = await world.run('rollout', ...move, '1.1.0', `--actor=${text}`);
      const actor = String((await lastEntry())['actor']);
      expect(actor).toMatch(/ \(as given by Test Operator <operator@example\.com>\)$/);
      expect(steering(actor)).toBeUndefined();
      expectTame(answer);
    },
  );
});

describe('a reason, and what users read', () => {
  it.each(HOSTILE)(
    'that is %s: the reason is word for word in the history, the rest that text in the feed or refused before anything is written',
    async (_name, text) => {
      const before = await world.remote.head();
      const names = ['issue', 'impact', 'instruction', 'timeline', 'issue.de'];
      const said = names.map((name) => `--${name}=${text}`);
      const answer = await world.operator.phasegate('notice', `--reason=${text}`, '--yes', ...said);
      expectTame(answer);
      if (answer.code === 2) {
        expect(answer.stderr).toContain('issue');
        expect(await world.remote.head()).toBe(before);
        await giveReason(text);
        return;
      }
      expect([answer.stderr, answer.code]).toEqual([answer.stderr, 0]);
      await expectReason(text);
      const last = (await stable()).advisories.at(-1);
      expect(last?.id).toMatch(/^\d{4}-\d\d-\d\d-[a-z\d-]{1,60}$/);
      expect(last?.texts.map(({ language }) => language).toSorted()).toEqual(['de', 'en']);
      for (const { issue = '' } of last?.texts ?? []) {
        expect(Array.from(issue).length).toBeLessThanOrEqual(MOST_CHARACTERS);
        expect(steering(issue)).toBeUndefined();
        // What is left is what was typed, without the characters that steer.
        const letters = (line: string): string => line.replaceAll(/[^\p{L}\p{N}<>&"'$`-]+/gu, '');
        expect(letters(text)).toContain(letters(issue));
      }
    },
  );
});

describe('the reasons', () => {
  it('of any kind reads as one line each in the history on the screen, and cannot break out of its table', async () => {
    expectTame(await world.run('history', '--limit', '0'));
    const { stdout } = await world.run('history', '--limit', '0', '--format', 'markdown');
    expect(steering(stdout)).toBeUndefined();
    expect(stdout).not.toMatch(/<b title|^\s*<!--|<!\[CDATA/m);
    const json = await world.run('history', '--limit', '0', '--json');
    for (const [, text] of HOSTILE) {
      expect(json.stdout).toContain(JSON.stringify(text).slice(0, 200));
    }
  });
});

describe('title and notes', () => {
  it.each(HOSTILE.map(([name, text], at) => [name, text, `3.0.${at}`] as const))(
    'that are %s change nothing else of the item',
    async (_name, text, version) => {
      const file = path.join(world.operator.workTree, '.git', 'notes.AppImage');
      await writeFile(file, `notes ${version}`);
      const url = `https://example.com/notes-${version}.AppImage`;
      const facts = ['--platform=linux', '--arch=x64', `--file=${file}`, `--url=${url}`];
      const words = [`--title=${text}`, `--notes=${text}`];
      const before = await world.remote.head();
      const answer = await world.operator.phasegate('release', 'add', version, ...facts, ...words);
      expectTame(answer);
      if (answer.code === 2) {
        expect(await world.remote.head()).toBe(before);
        return;
      }
      expect([answer.stderr, answer.code]).toEqual([answer.stderr, 0]);
      const ledger = JSON.parse(await published('rollout.json')) as {
        readonly releases: readonly { readonly version: string; readonly item: string }[];
      };
      const item = ledger.releases.find((one) => one.version === version)?.item ?? '';
      expect(item.match(/<item>/g)).toHaveLength(1);
      expect(item.match(/<enclosure /g)).toHaveLength(1);
      expect(item).toContain(`<sparkle:version>${version}</sparkle:version>`);
    },
  );
});

describe('a version', () => {
  // NUL cannot be an argument of any process.
  const odd = versionsRefuse.filter((one) => !one.includes('\u0000'));

  it.each(odd)('that is %j is refused with one tame line, and nothing changes', async (version) => {
    await expectRefused('rollback', '--reason=x', '--yes', '--', version);
  });

  it.each([
    ['rollout', 'start'],
    ['rollout', 'pause'],
    ['rollout', 'resume', '--yes'],
    ['rollout', 'escalate', '--yes'],
    ['rollout', 'schedule', '--every=24h'],
    ['withdraw', '--reason=x', '--yes'],
    ['emergency', 'stop'],
    ['release', 'add', '--platform=linux', '--file=x', '--url=https://example.com/x.AppImage'],
    ['history'],
  ])('that is none is refused by %s %s', async (...command) => {
    await expectRefused(...command, '--', '1.2.3;rm -rf /\u202e\u001b[2J');
  });

  it('that is one is told apart from one that is not there', async () => {
    for (const version of versionsAllow) {
      const answer = await world.operator.phasegate('rollout', 'pause', version);
      expect([version, answer.code]).toEqual([version, 2]);
      expect(answer.stderr).toContain('did you mean 1.');
    }
  });
});

describe('every other argument', () => {
  const add = ['release', 'add', '9.0.0', '--platform=linux'];
  const back = ['rollback', '1.1.0', '--reason=x', '--yes'];
  it.each([
    ['--platform', ['rollout', 'pause', '1.1.0']],
    ['--phase', ['rollout', 'pause', '1.1.0']],
    ['--severity', back],
    ['--data', back],
    ['--link', back],
    ['--alternative', back],
    ['--support', back],
    ['--deadline', back],
    ['--expires', back],
    ['--template', back],
    ['--advisory', back],
    ['--method', back],
    ['--notice', back],
    ['--issue.de-x$(touch pwned)', back],
    ['--wait', ['rollout', 'pause', '1.1.0']],
    ['--timeout', ['rollout', 'pause', '1.1.0']],
    ['--branch', ['rollout', 'pause', '1.1.0']],
    ['--directory', ['rollout', 'pause', '1.1.0']],
    ['--phases', ['init', '--unsigned', '--app=a', '--title=Notes', '--platform=linux']],
    ['--feed-base', ['init', '--unsigned', '--app=a', '--title=Notes', '--platform=linux']],
    ['--arch', [...add, '--file=x', '--url=https://example.com/x.AppImage']],
    ['--file', [...add, '--url=https://example.com/x.AppImage']],
    ['--url', [...add, '--file=x']],
    ['--from', [...add, '--url-base=https://example.com']],
    ['--channel', [...add, '--file=x', '--url=https://example.com/x.AppImage']],
    ['--min-system', [...add, '--file=x', '--url=https://example.com/x.AppImage']],
    ['--at', ['rollout', 'schedule', '1.1.0', '--to=50']],
    ['--every', ['rollout', 'schedule', '1.1.0']],
    ['--since', ['history']],
    ['--format', ['history']],
  ] as const)('%s is refused as what it is, and steers no terminal', async (option, args) => {
    await expectRefused(...args, `${option}=${STEERING_WORDS[0]?.[1] ?? ''}`);
  });
});

it('leaves a product of which every invariant holds', async () => {
  expect(await world.run('verify')).toMatchObject({ code: 0 });
});
