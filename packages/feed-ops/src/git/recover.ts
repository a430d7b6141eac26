import { rm } from 'node:fs/promises';

import type { GitContext } from './git-repository.ts';
import { contains, fetch, remoteTip } from './git-fetch.ts';
import type { JournalEntry } from './journal.ts';
import { isGone } from './process.ts';
import { sweepLeftovers } from './leftovers.ts';
import { restoreFiles } from './restore-files.ts';
import { localBranch, settle } from './settle.ts';
import { findWorkTree } from './work-tree.ts';

/** How a command ended that did not come to its end. */
export interface Recovered {
  readonly headline: string;
  /** Tells the same command, given again, from another. */
  readonly words: string;
  readonly ended: 'done' | 'undone' | 'unknown';
  /** One sentence for people. */
  readonly said: string;
}

// A stop may be waiting for the answer.
const ASK_MS = 15_000;

/**
 * What a command left that was killed: temporary files go, files that git had begun to write are as they were, and
 * where its commit has arrived the branch follows. Only ever called under the lock.
 */
export async function recover(context: GitContext): Promise<Recovered | undefined> {
  const entry = await context.journal.read();
  // One that lives and does not hold the lock has written all it wanted, and waits for the host.
  if (entry === undefined || !(await isGone(entry.process))) {
    return undefined;
  }
  const at = await placeOf(context, entry);
  await sweepLeftovers(at, entry);
  if (at.checkedOut && entry.commit !== undefined) {
    await restoreFiles(at.local, entry.files, entry.commit);
  }
  const ended = await endOf(at, entry);
  if (ended === 'done' && entry.commit !== undefined && entry.pushes) {
    const base = { commit: entry.base ?? undefined, ahead: 0 };
    await settle(at, { commit: entry.commit, base });
  }
  // As long as the remote does not say, the next command asks it again.
  if (ended !== 'unknown') {
    await rm(context.journalPath, { force: true });
  }
  const { headline, words } = entry;
  return { headline, words, ended, said: sentence(entry, ended) };
}

/** The work tree that the command ran in may be another one of the same clone, and on another branch by now. */
async function placeOf(context: GitContext, entry: JournalEntry): Promise<GitContext> {
  const { root, branch, pushes } = entry;
  const { remote = context.remote, remoteBranch = context.remoteBranch } = entry;
  const found = await findWorkTree(root);
  const tree = found.ok ? found.value : context.tree;
  const checkedOut = found.ok && tree.branch === branch;
  const place = { branch, remote, remoteBranch, checkedOut, pushes };
  return { ...context, ...place, tree, local: { cwd: tree.root } };
}

async function endOf(context: GitContext, entry: JournalEntry): Promise<Recovered['ended']> {
  const { commit, pushes, pushed } = entry;
  if (commit === undefined || pushed) {
    return pushed ? 'done' : 'undone';
  }
  const tip = pushes ? await tipThere(context) : { hash: (await localBranch(context)).hash };
  if (tip === undefined) {
    return 'unknown';
  }
  return tip.hash !== undefined && (await contains(context, tip.hash, commit)) ? 'done' : 'undone';
}

async function tipThere(
  context: GitContext,
): Promise<{ readonly hash: string | undefined } | undefined> {
  const timeoutMs = Math.min(context.timeoutMs, ASK_MS);
  const brief = { ...context, network: { ...context.network, timeoutMs } };
  const tip = await remoteTip(brief);
  if (!tip.ok) {
    return undefined;
  }
  const missing = tip.value !== undefined && (await fetch(brief, tip.value)) !== undefined;
  return missing ? undefined : { hash: tip.value };
}

function sentence({ headline, at, pushes }: JournalEntry, ended: Recovered['ended']): string {
  const last = `The last command (${headline}, ${at})`;
  const step = pushes ? 'its push' : 'its commit';
  switch (ended) {
    case 'done':
      return `${last} was ended after ${step}: it is done`;
    case 'undone':
      return `${last} was ended before ${step}: nothing was changed`;
    case 'unknown':
      return `${last} was ended, and the remote cannot be asked whether it was before or after ${step}`;
  }
}
