import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createRemote, git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';
import { afterEach } from 'vitest';

import { carryOut } from '../carry-out.ts';
import type { Outcome, Planner } from '../carry-out.ts';
import type { FeedRepository } from './feed-repository.ts';
import { gitRepository } from './git-repository.ts';
import type { Change } from '../plan/plan-types.ts';
import { findWorkTree } from './work-tree.ts';

export const PATH = 'updates/linux/stable-rollout-10%/appcast.xml';

/** The remote of the test that runs; `made` makes it. */
export let remote: Remote;

afterEach(() => remote.dispose());

interface Made {
  readonly folder: string;
  readonly repository: FeedRepository;
  readonly stop: AbortController;
}

export async function made(
  options: {
    readonly timeoutMs?: number;
    readonly pushes?: boolean;
    readonly empty?: boolean;
  } = {},
): Promise<Made> {
  remote = await createRemote(
    options.empty === true ? { empty: true } : { files: { [PATH]: 'first\r\n' } },
  );
  return inClone(options);
}

async function inClone({
  timeoutMs = 20_000,
  pushes = true,
}: { readonly timeoutMs?: number; readonly pushes?: boolean } = {}): Promise<Made> {
  const folder = await remote.clone();
  const tree = await findWorkTree(folder);
  if (!tree.ok) {
    throw new Error(tree.refusal.message);
  }
  const stop = new AbortController();
  const names = {
    branch: 'gh-pages',
    remoteBranch: 'gh-pages',
    remote: 'origin',
    checkedOut: true,
  };
  const { signal } = stop;
  return {
    folder,
    stop,
    repository: gitRepository(tree.value, { ...names, pushes, timeoutMs, signal }),
  };
}

/** Appends a line to the file, whatever is in it. */
export function append({ repository }: Made, line: string, reason?: string): Planner {
  return async (base) => {
    const bytes = (await repository.read(base, [PATH])).get(PATH);
    const before = bytes && Buffer.from(bytes).toString('utf8');
    const edits = [
      { path: PATH, before, after: `${before ?? ''}${line}\n`, role: 'feed' as const },
    ];
    const message = { subject: reason ?? `Add ${line}`, body: [] };
    const plan: Change = {
      kind: 'change',
      headline: 'h',
      edits,
      message,
      summary: [],
      affected: [],
      warnings: [],
      danger: 'none',
      confirm: '',
      versions: [],
      platforms: [],
      sequence: 1,
      trust: { kind: 'unsigned' },
      next: '',
    };
    return { ok: true, plan };
  };
}

export function carry(
  at: Made,
  planner: Planner,
  confirm: () => Promise<boolean> = async () => true,
  insists = false,
): Promise<Outcome> {
  return carryOut({
    repository: at.repository,
    planner,
    conversation: { confirm, progress: () => undefined },
    dryRun: false,
    words: 'w',
    insists,
    now: Date.now,
    signal: at.stop.signal,
  });
}

/** Everything of a work tree that a failed command must leave alone. */
export async function stateOf(folder: string): Promise<unknown> {
  return {
    file: await readFile(join(folder, PATH), 'latin1').catch(() => undefined),
    head: await git(folder, ['rev-parse', 'HEAD']).catch(() => 'none'),
    status: await git(folder, ['status', '--porcelain']),
    index: await git(folder, ['ls-files', '-s']),
  };
}
