import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError, runGit } from '../git/git.ts';
import { openJournal } from '../git/journal.ts';
import { holderOf } from '../git/lock.ts';
import { isGone } from '../git/process.ts';
import type { WorkTree } from '../git/work-tree.ts';
import { judgeClone, judgeIdentity, judgePush, judgeRemote } from './clone.ts';
import type { CloneFacts, RemoteFacts } from './clone.ts';
import { refused, skipped } from './finding.ts';
import type { Remark } from './finding.ts';
import { judgeDisk, judgeGit } from './machine.ts';
import { keptIn, whyOf } from './patient.ts';
import type { Patient } from './patient.ts';

/** The git of this machine. */
export async function lookAtGit({ signal }: Patient): Promise<readonly Remark[]> {
  try {
    const { stdout } = await runGit(['--version'], { cwd: process.cwd(), signal });
    const [version] = /\d+(?:\.\d+)+/.exec(Buffer.from(stdout).toString('utf8')) ?? [];
    return [judgeGit(version)];
  } catch (failure) {
    if (failure instanceof GitError && failure.code === 'git-missing') {
      return [judgeGit(undefined)];
    }
    throw failure;
  }
}

/** Who git says one is. */
export async function lookAtIdentity({ tree }: Patient): Promise<readonly Remark[]> {
  const found = await tree();
  return [found.ok ? judgeIdentity(found.value.identity) : refused(found.refusal)];
}

/** The remote, and the branch of the feeds on it. */
export async function lookAtRemote(patient: Patient): Promise<readonly Remark[]> {
  const facts = await remoteFacts(patient);
  return facts === undefined ? [skipped(NO_TREE)] : [judgeRemote(facts)];
}

/** A push that changes nothing: the remote says whether it would be taken. */
export async function lookAtPush(patient: Patient): Promise<readonly Remark[]> {
  const facts = await remoteFacts(patient);
  const opened = await patient.opened();
  if (facts?.remote === undefined || facts.unreachable !== undefined) {
    return [skipped('Whether a push is taken: the remote has to be reachable first')];
  }
  if (!opened.ok) {
    return [skipped('Whether a push is taken: the feeds have to be readable first')];
  }
  const seen = await opened.value.repository.lastSeen();
  if (seen?.commit === undefined) {
    return [judgePush(undefined, false)];
  }
  const spec = `${seen.commit}:refs/heads/${facts.branch}`;
  const args = ['push', '--dry-run', '--porcelain', '--', facts.remote, spec];
  const said = await patient.git(args, true);
  // Another's newer commit is no refusal: a command catches up first.
  const behind = Buffer.from(said.stdout).toString('utf8').includes('[rejected]');
  return [judgePush(whyOf(said), said.exitCode !== 0 && !behind)];
}

async function remoteFacts(patient: Patient): Promise<RemoteFacts | undefined> {
  const [tree, opened] = [await patient.tree(), await patient.opened()];
  if (!tree.ok) {
    return undefined;
  }
  const config = opened.ok ? opened.value.config : undefined;
  const branch = opened.ok ? opened.value.repository.branch : (patient.branch ?? 'gh-pages');
  const remotes = text((await patient.git(['remote'])).stdout)
    .split('\n')
    .filter(Boolean);
  const remote = remotes.find((one) => one === (config?.remote ?? 'origin')) ?? remotes[0];
  if (remote === undefined) {
    return { remote, branch, unreachable: undefined, tip: undefined };
  }
  const asked = await patient.git(['ls-remote', '--', remote, `refs/heads/${branch}`], true);
  const unreachable = asked.exitCode === 0 ? undefined : whyOf(asked);
  return { remote, branch, unreachable, tip: /^[\da-f]{40,64}/.exec(text(asked.stdout))?.[0] };
}

/** What an earlier command left. */
export async function lookAtClone({ tree }: Patient): Promise<readonly Remark[]> {
  const found = await tree();
  return found.ok ? judgeClone(await cloneFacts(found.value)) : [skipped(NO_TREE)];
}

async function cloneFacts(tree: WorkTree): Promise<CloneFacts> {
  const holder = await holderOf(keptIn(tree, 'lock'));
  const indexLock = join(tree.gitDir, 'index.lock');
  return {
    lock: holder && { ...holder, gone: await isGone(holder) },
    journal: (await openJournal(keptIn(tree, 'journal.json')).read())?.headline,
    queued: await isThere(keptIn(tree, 'queue.json')),
    indexLock: (await isThere(indexLock)) ? indexLock : undefined,
  };
}

/** The room where backups and objects go. */
export async function lookAtDisk({ tree }: Patient): Promise<readonly Remark[]> {
  const found = await tree();
  const folder = found.ok ? found.value.commonDir : process.cwd();
  const { bavail, bsize } = await statfs(folder);
  return [judgeDisk(bavail * bsize, folder)];
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

const NO_TREE = 'A git work tree has to be there first';
