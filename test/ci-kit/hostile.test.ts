import { existsSync } from 'node:fs';
import { git } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { setUp } from './desk.ts';
import { workflow } from './kit-files.ts';
import { runWorkflow } from './runner.ts';

// What people type into the form on GitHub, or send to it, reaches git word for word, and no shell.

const rollout = workflow('phasegate-rollout.yml');
const stop = workflow('phasegate-emergency-stop.yml');
const HISTORY = 'updates/linux/history.jsonl';
const MARK = '/tmp/phasegate-ci-kit-was-here';

const REASONS = [
  `"; touch ${MARK}; echo "`,
  `$(touch ${MARK}) and \`touch ${MARK}\``,
  "it's 'quoted' \"twice\" \\ and \\n",
  'first line\nCo-authored-by: Mallory <m@example.com>\n[skip ci]',
  '[skip ci] ***NO_CI***',
  '--no-push',
  '::error::mine\n::add-mask::a\n::set-output name=x::y',
  '%0A%25 ${{ secrets.PHASEGATE_FEED_KEY }} ${IFS} $HOME',
  '<img src=x onerror=alert(1)> [a](javascript:alert(1)) @everyone | `code` ```',
  'rtl \u202e\u2066 override',
];

describe('a reason', () => {
  it.each(REASONS)('is kept word for word, and is no script: %j', async (reason) => {
    const { world, feeds } = await setUp();
    const inputs = { version: '', reason };
    const jobs = await runWorkflow(stop, { ...world, inputs });
    expect(jobs['stop']).toMatchObject({ result: 'success' });
    const history = (await feeds.remote.read(HISTORY)) ?? '';
    const entry = JSON.parse(history.trimEnd().split('\n').at(-1) ?? '') as { reason: string };
    expect(entry.reason).toBe(reason);
    const message = await git(feeds.remote.url, ['log', '-1', '--format=%B', feeds.remote.branch]);
    expect(message).not.toMatch(/\[skip ci\]|\*\*\*NO_CI|^Co-authored-by/m);
    expect(existsSync(MARK)).toBe(false);
    expect(jobs['stop']?.summary).not.toMatch(/<img|\]\(javascript|@everyone|\u202e/);
    const log = jobs['stop']?.log ?? '';
    const [, end = ''] = /^::stop-commands::(.+)$/m.exec(log) ?? [];
    const outside = log.slice(log.lastIndexOf(`::${end}::`));
    expect(outside).not.toMatch(/^::(?:add-mask|set-output|error::mine)/m);
  });

  it('is never an option or an argument of its own, whatever its lines are', async () => {
    const { world, feeds } = await setUp();
    const inputs = {
      action: 'rollback',
      version: '1.1.0',
      phase: '',
      platform: 'linux',
      reason: 'bad\n--no-push\n--platform=macos',
    };
    const jobs = await runWorkflow(rollout, { ...world, inputs });
    expect(jobs['carry-out']).toMatchObject({ result: 'success' });
    expect((await feeds.remote.log())[0]).toMatch(/^Roll back 1\.1\.0 on linux/);
  });
});

describe('a version', () => {
  it.each([
    '--yes',
    '--help',
    '-C/',
    '1.1.0 --platform=linux',
    '$(id)',
    '1.1.0\n--yes',
    '; id',
    '::error::x',
  ])('that is none is refused: %j', async (version) => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const jobs = await runWorkflow(stop, { ...world, inputs: { version, reason: 'x' } });
    expect(jobs['stop']).toMatchObject({ result: 'failure' });
    expect(await feeds.remote.head()).toBe(before);
    expect(jobs['stop']?.summary).toContain('exit code 2');
  });
});

describe('a phase and a platform', () => {
  it.each([
    ['phase', '50 --yes'],
    ['phase', '50\n--no-push'],
    ['phase', '$(id)'],
    ['platform', 'linux --no-push'],
    ['platform', '../..'],
  ])('%s %j is refused', async (name, value) => {
    const { world, feeds } = await setUp();
    const before = await feeds.remote.head();
    const typed = { action: 'escalate', version: '1.1.0', phase: '', platform: 'all', reason: '' };
    const jobs = await runWorkflow(rollout, { ...world, inputs: { ...typed, [name]: value } });
    expect(jobs['plan']).toMatchObject({ result: 'failure' });
    expect(await feeds.remote.head()).toBe(before);
  });
});

describe('a message from a chat bot', () => {
  it('stops what it names', async () => {
    const { world, feeds } = await setUp();
    const event = { client_payload: { version: '1.1.0', reason: 'on call said so' } };
    const jobs = await runWorkflow(stop, { ...world, inputs: {}, event });
    expect(jobs['stop']).toMatchObject({ result: 'success' });
    expect((await feeds.remote.log())[0]).toContain('on call said so');
  });
});
