import type { Base } from './feed-repository.ts';
import { gitText, runGit, saidBy } from './git.ts';
import type { GitContext } from './git-repository.ts';
import { accept, refuse } from '../refusal.ts';
import type { Refusal, Result } from '../refusal.ts';

/** The remote's newest commit where it has this work tree's history in it; else what the work tree has on top of it. */
export async function catchUp(context: GitContext): Promise<Result<Base>> {
  const { remote, branch } = context;
  const local = await commitOf(context, context.checkedOut ? 'HEAD' : `refs/heads/${branch}`);
  if (!context.pushes) {
    return accept({ commit: local ?? (await tracked(context)), ahead: 0 });
  }
  if (remote === undefined) {
    return noRemote(context);
  }
  const asked = await remoteTip(context);
  if (!asked.ok) {
    return asked;
  }
  const tip = asked.value;
  if (tip === undefined || tip === local) {
    return accept({ commit: local, ahead: 0 });
  }
  const fetched = await fetch(context, tip);
  if (fetched !== undefined) {
    return { ok: false, refusal: fetched };
  }
  // What this clone has not pushed yet must neither stop a stop nor go out with it.
  if (context.urgent === true || local === undefined || (await contains(context, tip, local))) {
    return accept({ commit: tip, ahead: 0 });
  }
  if (await contains(context, local, tip)) {
    const count = await gitText(['rev-list', '--count', `${tip}..${local}`], context.local);
    return accept({ commit: local, ahead: Number(count) });
  }
  return refuse(
    'conflict',
    `This work tree and ${remote} have both gone on: they have different commits on ${branch}`,
    `git pull --rebase ${remote} ${branch}, look at the result with phasegate verify, and try again`,
  );
}

/** The commit at the head of the remote's branch, asked anew; `undefined` where there is none yet. */
export async function remoteTip({
  remote = '',
  remoteBranch,
  network,
}: GitContext): Promise<Result<string | undefined>> {
  const ref = `refs/heads/${remoteBranch}`;
  const asked = await runGit(['ls-remote', '--', remote, ref], network);
  if (asked.exitCode !== 0) {
    return { ok: false, refusal: unreachable(remote, asked) };
  }
  // Git takes the name for the end of one: a backup at refs/backup/refs/heads/... is listed as well, and first.
  const lines = Buffer.from(asked.stdout).toString('utf8').split('\n');
  const line = lines.find((one) => one.endsWith(`\t${ref}`));
  return accept(line === undefined ? undefined : /^[\da-f]{40,64}(?=\t)/.exec(line)?.[0]);
}

/** Whether a commit has another one in its history, itself included. */
export async function contains(
  { local }: GitContext,
  commit: string,
  other: string,
): Promise<boolean> {
  return (await runGit(['merge-base', '--is-ancestor', other, commit], local)).exitCode === 0;
}

/** Gets a commit of the remote's branch into this repository, with its tracking branch. */
export async function fetch(context: GitContext, tip: string): Promise<Refusal | undefined> {
  const { remote = '', remoteBranch, network } = context;
  if ((await commitOf(context, `${tip}^{commit}`)) === tip) {
    return undefined;
  }
  const spec = `+refs/heads/${remoteBranch}:refs/remotes/${remote}/${remoteBranch}`;
  const fetched = await runGit(['fetch', '--quiet', '--no-tags', '--', remote, spec], network);
  return fetched.exitCode === 0 ? undefined : unreachable(remote, fetched);
}

/** The remote's branch as it was last seen; the local one where that has all of it, or where there is no other. */
export async function lastSeen(context: GitContext): Promise<Base | undefined> {
  const { branch, urgent } = context;
  const [there, here] = [await tracked(context), await commitOf(context, `refs/heads/${branch}`)];
  if (there === undefined || here === undefined || urgent === true) {
    const commit = there ?? here;
    return commit === undefined ? undefined : { commit, ahead: 0 };
  }
  return { commit: (await contains(context, here, there)) ? here : there, ahead: 0 };
}

async function tracked(context: GitContext): Promise<string | undefined> {
  const { remote = '', remoteBranch } = context;
  return commitOf(context, `refs/remotes/${remote}/${remoteBranch}`);
}

async function commitOf({ local }: GitContext, name: string): Promise<string | undefined> {
  const found = await runGit(['rev-parse', '--verify', '--quiet', '--end-of-options', name], local);
  return found.exitCode === 0 ? Buffer.from(found.stdout).toString('utf8').trim() : undefined;
}

function noRemote({ tree }: GitContext): ReturnType<typeof refuse> {
  return refuse(
    'no-remote',
    `${tree.root} has no remote to push to`,
    'git remote add origin URL, or use --no-push to change this work tree alone',
  );
}

function unreachable(
  remote: string,
  answer: { readonly stderr: string; readonly ended: string | undefined },
): Refusal {
  const [said = 'it did not answer'] = saidBy(answer.stderr);
  const why = answer.ended === 'timeout' ? 'it did not answer in time' : said;
  return refuse(
    'unreachable',
    `The remote ${remote} cannot be reached: ${why}; nothing was changed`,
    `check the network and the address (git remote -v), and run the same command again`,
  ).refusal;
}
