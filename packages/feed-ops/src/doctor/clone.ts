import { ok, skipped, error, warning } from './finding.ts';
import type { Remark } from './finding.ts';

/** Who holds the lock of a clone, and whether that process is still there. */
export interface HeldLock {
  readonly command: string;
  readonly pid: number;
  readonly since: string;
  readonly gone: boolean;
}

/** What lies in the git folder that a command which came to its end would have taken away. */
export interface CloneFacts {
  readonly lock: HeldLock | undefined;
  /** What a command was about to do that did not come to its end. */
  readonly journal: string | undefined;
  /** An emergency stop that waits for the network. */
  readonly queued: boolean;
  /** A lock file of git itself. */
  readonly indexLock: string | undefined;
}

/** What an earlier command left in this clone. */
export function judgeClone({ lock, journal, queued, indexLock }: CloneFacts): readonly Remark[] {
  const remarks = [
    ...(queued
      ? [
          error(
            'An emergency stop waits to be sent: machines are still offered it',
            'phasegate push',
          ),
        ]
      : []),
    ...(lock === undefined ? [] : [lockRemark(lock)]),
    ...(journal === undefined || lock?.gone === false
      ? []
      : [
          warning(
            `The last command did not come to its end: ${journal}`,
            'phasegate rollout status; the next command that writes puts it in order',
          ),
        ]),
    ...(indexLock === undefined || lock?.gone === false
      ? []
      : [warning(`A git command was ended and left ${indexLock}`, `rm "${indexLock}"`)]),
  ];
  return remarks.length === 0 ? [ok('No earlier command left anything behind')] : remarks;
}

function lockRemark({ command, pid, since, gone }: HeldLock): Remark {
  return gone
    ? warning(
        `${command} (process ${pid}, since ${since}) was ended and left its lock`,
        'nothing; the next command that writes takes it over',
      )
    : warning(
        `${command} is at work (process ${pid}, since ${since})`,
        `wait for it, or kill ${pid}`,
      );
}

/** Whether git knows who changes the feeds. */
export function judgeIdentity(identity: string | undefined): Remark {
  return identity === undefined
    ? error(
        'git does not know who you are, and every change of a feed carries a name',
        'git config user.name "Your Name" && git config user.email you@example.com',
      )
    : ok(`Changes are made by ${identity}`);
}

/** What the remote said. */
export interface RemoteFacts {
  /** `undefined` where the clone has none. */
  readonly remote: string | undefined;
  readonly branch: string;
  /** Why it cannot be reached. */
  readonly unreachable: string | undefined;
  /** The commit that it has; `undefined` where it has no such branch. */
  readonly tip: string | undefined;
}

/** Whether the remote is there, with the branch of the feeds. */
export function judgeRemote({ remote, branch, unreachable, tip }: RemoteFacts): Remark {
  if (remote === undefined) {
    return error('This clone has no remote to push to', 'git remote add origin URL');
  }
  if (unreachable !== undefined) {
    return error(
      `The remote ${remote} cannot be reached: ${unreachable}`,
      `git ls-remote ${remote}, and check the network and the address with git remote -v`,
    );
  }
  return tip === undefined
    ? error(`The remote ${remote} has no branch ${branch}`, 'phasegate init --help')
    : ok(`The remote ${remote} has ${branch} at ${tip.slice(0, 12)}`);
}

/** Whether it takes a push from here: what a `--dry-run` push said. */
export function judgePush(said: string | undefined, refused: boolean): Remark {
  if (said === undefined) {
    return skipped('Whether a push is taken: there is nothing to push yet');
  }
  return refused
    ? error(
        `A push would be refused: ${said}`,
        'ask for the right to push to this branch, or sign in anew',
      )
    : ok('The remote takes a push from here');
}
