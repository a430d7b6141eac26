import type { Prepared, PushOutcome } from './feed-repository.ts';
import { runGit, saidBy } from './git.ts';
import type { GitAnswer } from './git.ts';
import { contains, fetch, remoteTip } from './git-fetch.ts';
import type { GitContext } from './git-repository.ts';
import { refusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

// After a push that was cut off, the question whether it arrived must not hang in its turn.
const ASK_AGAIN_MS = 15_000;

/** Pushes a commit by its hash and asks the remote whether it has it; never by force. */
export async function push(context: GitContext, { commit }: Prepared): Promise<PushOutcome> {
  const { remote = '', remoteBranch, network, signal } = context;
  const spec = `${commit}:refs/heads/${remoteBranch}`;
  const pushed = await runGit(['push', '--porcelain', '--', remote, spec], network);
  const arrived = await hasArrived(context, commit);
  if (arrived === true) {
    return { kind: 'arrived' };
  }
  if (pushed.ended === 'interrupted' || signal.aborted) {
    return { kind: 'interrupted' };
  }
  if (isBehind(pushed)) {
    return { kind: 'behind' };
  }
  return { kind: 'refused', refusal: why(context, pushed, arrived) };
}

/** Asked of the remote itself, also after a time-out: the push may have got there after all. */
async function hasArrived(context: GitContext, commit: string): Promise<boolean | undefined> {
  const { timeoutMs } = context;
  const network = { cwd: context.local.cwd, timeoutMs: Math.min(timeoutMs, ASK_AGAIN_MS) };
  const patient = { ...context, network, local: { cwd: context.local.cwd } };
  const tip = await remoteTip(patient);
  if (!tip.ok) {
    return undefined;
  }
  if (tip.value === undefined || tip.value === commit) {
    return tip.value === commit;
  }
  // Somebody may have pushed on top of it since.
  const fetched = await fetch(patient, tip.value);
  return fetched === undefined ? contains(patient, tip.value, commit) : false;
}

function isBehind({ stdout, stderr }: GitAnswer): boolean {
  const said = `${Buffer.from(stdout).toString('utf8')}\n${stderr}`;
  return /\[rejected\]|non-fast-forward|fetch first|cannot lock ref|incorrect old value|failed to update ref/.test(
    said,
  );
}

function why(
  { remote = '', timeoutMs }: GitContext,
  pushed: GitAnswer,
  arrived: boolean | undefined,
): Refusal {
  const doubt = arrived === undefined ? ', and the remote does not say whether it arrived' : '';
  if (pushed.ended === 'timeout') {
    return refusal(
      'push-timeout',
      `The push to ${remote} did not end within ${timeoutMs / 1000} s${doubt}; nothing was changed here`,
      'git fetch shows whether it arrives after all; give it longer with --timeout SECONDS, and run the same command again',
    );
  }
  if (pushed.exitCode !== 0 && arrived === undefined) {
    return refusal(
      'unreachable',
      `The remote ${remote} went away during the push: ${saidBy(pushed.stderr)[0] ?? 'it said nothing'}; nothing was changed here`,
      'git fetch shows whether it arrived after all; check the network, and run the same command again',
    );
  }
  if (pushed.exitCode === 0) {
    return refusal(
      'not-confirmed',
      `The push to ${remote} went through, but the remote does not show it${doubt}`,
      'git fetch, look at the branch, and run the same command again',
    );
  }
  return refusal(
    'push-refused',
    `The push to ${remote} was refused: ${saidBy(pushed.stderr).slice(0, 2).join('; ')}; nothing was changed`,
    'check that you may push to this branch, and run the same command again',
  );
}
