import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Operator } from '@phasegate/scripts/stage/operator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { person, setRoles } from './people.ts';
import { buckets, bucketsOffered, openWorld } from './world.ts';
import type { World } from './world.ts';

const ROLES = {
  people: {
    release: ['ann@example.com', 'cyd@example.com', 'operator@example.com'],
    'on-call': ['bob@example.com'],
  },
  may: {
    widening: ['release'],
    withdrawing: ['release', 'on-call'],
    preparing: ['release'],
  },
  signOff: { escalate: 1, rollback: 2 },
};

let world: World;
let ann: Operator;
let bob: Operator;
let cyd: Operator;
let file: string;

async function open(): Promise<void> {
  world = await openWorld('rolling');
  await setRoles(world.remote, ROLES);
  ann = await person(world.remote, 'Ann');
  bob = await person(world.remote, 'Bob');
  cyd = await person(world.remote, 'Cyd');
  file = path.join(ann.workTree, '.git', 'plan.json');
}

type Json = Record<string, unknown>;

async function ends(operator: Operator, code: number, ...args: readonly string[]): Promise<string> {
  const answer = await operator.phasegate(...args);
  expect({ args, code: answer.code, said: answer.stdout + answer.stderr }).toMatchObject({ code });
  return answer.stdout + answer.stderr;
}

async function lastEntry(): Promise<unknown> {
  const { stdout } = await bob.phasegate('history', '--limit', '1', '--json');
  return (JSON.parse(stdout) as { readonly entries: readonly unknown[] }).entries[0];
}

async function escalation(): Promise<string> {
  return ends(ann, 0, 'plan', 'rollout', 'escalate', '1.1.0', '--out', file);
}

async function reached(): Promise<readonly number[]> {
  return bucketsOffered(await world.everybody('1.0.0'), '1.1.0');
}

const lastLine = (said: string): string => said.trimEnd().split('\n').at(-1) ?? '';

describe('a command that others have to sign off', { timeout: 120_000 }, () => {
  beforeEach(open);
  afterEach(() => world.close());

  it('goes out after one has planned it, another has signed it off and one of them has applied it', async () => {
    const head = await world.remote.head();
    const direct = await ends(ann, 4, 'rollout', 'escalate', '1.1.0', '--yes');
    expect(direct).toContain('needs the sign-off of 1 other person; who can: cyd@example.com');
    expect(lastLine(direct)).toContain('phasegate plan');
    expect(lastLine(await escalation())).toContain(`phasegate sign-off ${file}`);
    const early = await ends(ann, 4, 'apply', file, '--yes');
    expect(early).toContain('sign-off of 1 other person');
    expect(await ends(ann, 4, 'sign-off', file, '--yes')).toContain('somebody else signs it off');
    expect(await ends(bob, 4, 'sign-off', file, '--yes')).toContain('that is for release');
    expect(await ends(cyd, 3, 'sign-off', file)).toContain('nobody is at a terminal');
    expect(await world.remote.head()).toBe(head);
    const signed = await ends(cyd, 0, 'sign-off', file, '--yes');
    expect(signed).toContain('Escalate 1.1.0 to 50 % on linux');
    expect(lastLine(signed)).toBe(` Next: phasegate apply ${file}`);
    expect(await ends(cyd, 0, 'sign-off', file, '--yes')).toContain('you signed it off before');
    expect(await ends(ann, 3, 'apply', file)).toContain('asks for consent');
    expect(await world.remote.head()).toBe(head);
    await ends(ann, 0, 'apply', file, '--yes');
    expect(await reached()).toEqual(buckets(50));
    expect(await lastEntry()).toMatchObject({
      evidence: expect.stringMatching(
        /^plan [\da-f]{12} by Ann <ann@example\.com>, signed off by Cyd <cyd@example\.com> at 20\d\d-/,
      ) as string,
    });
    const again = await ends(ann, 0, 'apply', file, '--yes');
    expect(again).toContain('Nothing to do: this plan was applied by Ann');
    expect(await reached()).toEqual(buckets(50));
  });

  it('takes as many others as the config says, each once', async () => {
    const words = ['rollback', '1.1.0', '--reason', 'it closes; $(id) `id` "quoted" \u{1f600}'];
    await ends(bob, 0, 'plan', ...words, '--out', file);
    expect(await ends(ann, 0, 'sign-off', file, '--yes')).toContain('2 others and has 1');
    await ends(ann, 0, 'sign-off', file, '--yes');
    await ends(bob, 4, 'apply', file, '--confirm', '1.1.0');
    await ends(cyd, 0, 'sign-off', file, '--yes');
    await ends(bob, 0, 'apply', file, '--confirm', '1.1.0');
    expect(await reached()).toEqual([]);
    expect(await lastEntry()).toMatchObject({
      reason: words[3],
      actor: 'Bob <bob@example.com>',
    });
  });

  it('still lets everybody with a role stop at once', async () => {
    await ends(bob, 0, 'emergency', 'stop', '--reason', 'support is flooded');
    expect(await reached()).toEqual([]);
    expect(await ends(bob, 4, 'rollout', 'resume', '1.1.0', '--yes')).toContain('may not resume');
    const eve = await person(world.remote, 'Eve');
    expect(await ends(eve, 4, 'emergency', 'stop')).toContain('is in no role');
  });
});

describe('a plan on a state that moved', { timeout: 120_000 }, () => {
  beforeEach(open);
  afterEach(() => world.close());

  it('does not hold any more, and says whose command it was', async () => {
    await escalation();
    await ends(cyd, 0, 'sign-off', file, '--yes');
    await world.ship('1.2.0');
    const draft = await ends(ann, 6, 'apply', file, '--yes');
    expect(draft).toContain('by add 1.2.0 of Test Operator <operator@example.com> at ');
    expect(lastLine(draft)).toContain('phasegate plan rollout escalate 1.1.0 --out FILE');
    await ends(bob, 0, 'rollout', 'pause', '1.1.0', '--reason', 'waiting | for Bob');
    const head = await world.remote.head();
    const paused = await ends(ann, 6, 'apply', file, '--yes');
    expect(paused).toContain('pause 1.1.0 of Bob <bob@example.com>');
    expect(paused).toContain('("waiting | for Bob")');
    expect(await ends(cyd, 6, 'sign-off', file, '--yes')).toContain('changed since this plan');
    expect(await world.remote.head()).toBe(head);
  });

  it('by hand says that no command did it', async () => {
    await escalation();
    await ends(cyd, 0, 'sign-off', file, '--yes');
    const feed = 'updates/linux/stable/appcast.xml';
    const text = (await world.remote.read(feed)) ?? '';
    await world.remote.publish({ [feed]: text.replace('\n', '\n\n') }, 'By hand');
    expect(await ends(ann, 6, 'apply', file, '--yes')).toContain('by a commit that left no line');
  });
});

describe('a plan', () => {
  let whole: Json;

  beforeAll(async () => {
    await open();
    await escalation();
    whole = JSON.parse(await readFile(file, 'utf8')) as Json;
    await ends(cyd, 0, 'sign-off', file, '--yes');
  });
  afterAll(() => world.close());

  it('without a file is a dry run, and names what it cannot do', async () => {
    const head = await world.remote.head();
    const said = await ends(ann, 0, 'plan', 'rollout', 'escalate', '1.1.0');
    expect(said).toContain('Dry run: nothing was written');
    expect(said).toMatch(/^\+.*<sparkle:version>1\.1\.0/m);
    const escalate = ['rollout', 'escalate', '1.1.0'];
    for (const [words, says] of [
      [['rollout', 'status'], 'cannot be planned'],
      [['keys', 'make', 'feed'], 'cannot be planned'],
      [['plan', ...escalate], 'cannot be planned'],
      [['apply', file], 'cannot be planned'],
      [[...escalate, '--bogus'], '--bogus'],
      [['rollout', 'escalate', '1.1'], 'all three numbers'],
    ] as const) {
      expect(await ends(ann, 2, 'plan', ...words)).toContain(says);
    }
    const dry = `${file}.dry`;
    await ends(ann, 0, 'plan', ...escalate, '--out', dry, '--dry-run');
    expect(existsSync(dry)).toBe(false);
    expect(await world.remote.head()).toBe(head);
  });

  it('is written once, with what it was made on', async () => {
    expect(whole).toMatchObject({
      schema: 'phasegate/plan@1',
      app: 'com.example.notes',
      words: ['rollout', 'escalate', '1.1.0'],
      headline: 'Escalate 1.1.0 to 50 % on linux',
      by: 'Ann <ann@example.com>',
      signOffs: [],
      diff: expect.stringContaining('+++ b/updates/linux/stable-rollout-50%/appcast.xml') as string,
    });
    const again = ['plan', 'rollout', 'escalate', '1.1.0', '--out', file];
    expect(await ends(ann, 4, ...again)).toContain('is there already');
  });

  it.each<readonly [string, number, Json, RegExp]>([
    ['other words', 4, { words: ['rollout', 'pause', '1.1.0'] }, /mean something else/],
    ['another headline', 6, { headline: 'Harmless' }, /would now be "Escalate 1\.1\.0/],
    ['another app', 2, { app: 'com.example.other' }, /is for com\.example\.other/],
    ['a yes', 2, { words: ['rollout', 'escalate', '1.1.0', '--yes'] }, /--yes is for this run/],
    ['an actor', 2, { words: ['--actor', 'x', 'rollback', '1.1.0'] }, /--actor is for this run/],
    ['keys', 2, { words: ['rollback', '1.1.0', '--keys=/etc'] }, /--keys is for this run/],
    ['a tree', 2, { words: ['-C/', 'rollback', '1.1.0'] }, /--directory is for this run/],
    ['a command of keys', 2, { words: ['keys', 'make', 'root'] }, /cannot be planned/],
    ['a call for help', 2, { words: ['rollback', '--help'] }, /cannot be planned/],
    ['no command', 2, { words: ['--', ''] }, /cannot be planned/],
  ])('that holds %s ends with %i and changes nothing', async (_what, exit, edit, says) => {
    const hostile = `${file}.hostile`;
    await writeFile(hostile, JSON.stringify({ ...whole, ...edit }));
    const head = await world.remote.head();
    expect(await ends(ann, exit, 'apply', hostile, '--yes')).toMatch(says);
    expect(await world.remote.head()).toBe(head);
  });

  it('that was changed after its sign-off, is huge, or is no file is refused', async () => {
    const signed = JSON.parse(await readFile(file, 'utf8')) as Json;
    const other = `${file}.other`;
    await writeFile(other, JSON.stringify({ ...signed, headline: 'Harmless' }));
    expect(await ends(ann, 4, 'apply', other)).toContain('changed after Cyd');
    await writeFile(other, ' '.repeat(5 * 1024 * 1024));
    expect(await ends(ann, 2, 'sign-off', other)).toContain('larger than any plan');
    expect(await ends(ann, 2, 'apply', '/dev/zero')).toContain('is no file');
    expect(await ends(ann, 2, 'apply', `${file}.none`)).toContain('is no file');
  });
});
