import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { createRemote, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FeedRepository, Prepared } from './feed-repository.ts';
import { gitRepository } from './git-repository.ts';
import { openJournal } from './journal.ts';
import type { JournalEntry } from './journal.ts';
import { findWorkTree } from './work-tree.ts';

const [OLD, NEW, FRESH] = ['a/old.xml', 'a/new.xml', 'b/fresh.xml'];
const FILES = [OLD, NEW, FRESH];
// Higher than any process number that Linux gives out.
const GONE = { host: hostname(), pid: 2 ** 22 + 1, started: null };

let remote: Remote;
let folder: string;
let repository: FeedRepository;
let prepared: Prepared;

beforeEach(async () => {
  remote = await createRemote({ files: { [OLD]: 'old one', [NEW]: 'old two' } });
  folder = await remote.clone();
  const tree = await findWorkTree(folder);
  if (!tree.ok) {
    throw new Error(tree.refusal.message);
  }
  const names = { branch: 'gh-pages', remoteBranch: 'gh-pages', remote: 'origin' };
  const { signal } = new AbortController();
  const how = { checkedOut: true, pushes: true, timeoutMs: 20_000, signal };
  repository = gitRepository(tree.value, { ...names, ...how });
  const base = await repository.catchUp();
  const edits = FILES.map((path) => ({
    path,
    before: undefined,
    after: `the new text of ${path}`,
    role: 'feed' as const,
  }));
  const made = base.ok
    ? await repository.prepare(base.value, edits, { subject: 'New', body: [] })
    : base;
  if (!made.ok) {
    throw new Error(made.refusal.message);
  }
  prepared = made.value;
});

afterEach(() => remote.dispose());

/** The journal of a command that was killed, with its commit made. */
async function killed(more: Partial<JournalEntry> = {}): Promise<void> {
  await openJournal(join(folder, '.git/phasegate/journal.json')).begin({
    headline: 'Pause 1.1.0 on linux',
    words: 'w',
    at: new Date(Date.now() - 1000).toISOString(),
    root: folder,
    branch: 'gh-pages',
    pushes: true,
    base: prepared.base.commit ?? null,
    commit: prepared.commit,
    files: FILES,
    pushed: false,
    process: GONE,
    ...more,
  });
}

async function recovered(): Promise<unknown> {
  const answer = await repository.recover();
  return answer.ok ? answer.value : answer.refusal;
}

/** As git leaves it when it is killed while it writes: one file whole, one cut off, one gone, and its lock. */
async function killMerge(): Promise<void> {
  await writeFile(join(folder, OLD), `the new text of ${OLD}`);
  await rm(join(folder, NEW));
  await mkdir(join(folder, 'b'));
  await writeFile(join(folder, FRESH), 'the new te');
  await writeFile(join(folder, '.git/index.lock'), 'half an index');
}

function texts(): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    FILES.map((path) => readFile(join(folder, path), 'utf8').catch(() => undefined)),
  );
}

describe('what a killed command left', () => {
  it('follows to its end where the remote has the commit, though git was killed while it wrote files', async () => {
    await repository.push(prepared);
    await killed();
    await killMerge();
    expect(await recovered()).toMatchObject({
      ended: 'done',
      said: expect.stringMatching(
        /^The last command \(Pause 1\.1\.0 on linux, .*\) was ended after its push: it is done$/,
      ) as string,
    });
    expect(await texts()).toEqual(FILES.map((path) => `the new text of ${path}`));
    expect(await git(folder, ['status', '--porcelain'])).toBe('');
    expect(await git(folder, ['rev-parse', 'HEAD'])).toBe(prepared.commit);
    expect(await recovered()).toBeUndefined();
  });

  it('is asked for on its own branch, though the next command is for another product of the clone', async () => {
    await repository.push(prepared);
    await killed({ remote: 'origin', remoteBranch: 'gh-pages' });
    await git(folder, ['push', '--quiet', 'origin', `${prepared.base.commit}:refs/heads/beta`]);
    const tree = await findWorkTree(folder);
    const { signal } = new AbortController();
    const names = { branch: 'beta', remoteBranch: 'beta', remote: 'origin' };
    const how = { checkedOut: false, pushes: true, timeoutMs: 20_000, signal };
    const other = tree.ok ? await gitRepository(tree.value, { ...names, ...how }).recover() : tree;
    expect(other).toMatchObject({ ok: true, value: { ended: 'done' } });
    expect(await git(folder, ['rev-parse', 'gh-pages'])).toBe(prepared.commit);
  });

  it('is as it was where the remote does not have it', async () => {
    await killed();
    await killMerge();
    expect(await recovered()).toMatchObject({
      ended: 'undone',
      said: expect.stringContaining('was ended before its push: nothing was changed') as string,
    });
    expect(await texts()).toEqual(['old one', 'old two', undefined]);
    expect(await git(folder, ['status', '--porcelain'])).toBe('');
  });

  it('keeps a file that somebody has worked on since, and follows with the rest later', async () => {
    await repository.push(prepared);
    await killed();
    await killMerge();
    await writeFile(join(folder, OLD), 'what somebody wrote');
    expect(await recovered()).toMatchObject({ ended: 'done' });
    expect(await texts()).toEqual(['what somebody wrote', 'old two', undefined]);
    expect(await git(folder, ['status', '--porcelain'])).toBe(` M ${OLD}`);
  });

  it('is asked for again as long as the remote does not say', async () => {
    await killed();
    await git(folder, ['remote', 'set-url', 'origin', join(folder, 'nowhere')]);
    expect(await recovered()).toMatchObject({ ended: 'unknown' });
    await git(folder, ['remote', 'set-url', 'origin', remote.url]);
    expect(await recovered()).toMatchObject({ ended: 'undone' });
  });

  it('does not bring the commit onto another branch that is checked out by now', async () => {
    await repository.push(prepared);
    await killed();
    await git(folder, ['switch', '--quiet', '-c', 'main']);
    const head = await git(folder, ['rev-parse', 'main']);
    expect(await recovered()).toMatchObject({ ended: 'done' });
    expect(await git(folder, ['rev-parse', 'main'])).toBe(head);
    expect(await git(folder, ['rev-parse', 'gh-pages'])).toBe(prepared.commit);
  });

  it('is not looked at while its process lives: that one waits for the host', async () => {
    const { pid } = process;
    await killed({ process: { host: hostname(), pid, started: null } });
    expect(await recovered()).toBeUndefined();
    expect(await readdir(join(folder, '.git/phasegate'))).toEqual(['journal.json']);
  });

  it('does not take a lock of git with it that is older than the command', async () => {
    await killed();
    const lock = join(folder, '.git/index.lock');
    await writeFile(lock, '');
    const before = new Date(Date.now() - 3_600_000);
    await utimes(lock, before, before);
    await recovered();
    expect(await readdir(join(folder, '.git'))).toContain('index.lock');
  });

  it.each(['', '{', '{"schema":"phasegate/journal@2"}'])(
    'is nothing where the journal holds %j, which no command wrote',
    async (text) => {
      await mkdir(join(folder, '.git/phasegate'), { recursive: true });
      await writeFile(join(folder, '.git/phasegate/journal.json'), text);
      expect(await recovered()).toBeUndefined();
    },
  );
});
