import { error, ok, warning } from './finding.ts';
import type { Remark } from './finding.ts';

const LOWEST_NODE = 24;
const LOWEST_GIT = [2, 25] as const;
const MIB = 1024 * 1024;
const MUCH_TOO_LITTLE = 100 * MIB;
const LITTLE = 1024 * MIB;

/** Whether this Node runs Phasegate; `24.21.0`. */
export function judgeNode(version: string): Remark {
  return Number(version.split('.')[0]) >= LOWEST_NODE
    ? ok(`Node ${version}`)
    : error(`Node ${version} is too old; Phasegate needs ${LOWEST_NODE}`, 'nvm install 24');
}

/** Whether this git does; `undefined` where there is none. */
export function judgeGit(version: string | undefined): Remark {
  if (version === undefined) {
    return error('git is not on this machine', 'install git: https://git-scm.com/downloads');
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least, lesser] = LOWEST_GIT;
  return major > least || (major === least && minor >= lesser)
    ? ok(`git ${version}`)
    : error(`git ${version} is too old; Phasegate needs ${least}.${lesser}`, 'update git');
}

/** Whether there is room for backups and objects; in bytes. */
export function judgeDisk(free: number, folder: string): Remark {
  const room = `${Math.floor(free / MIB).toLocaleString('en-US')} MiB are free at ${folder}`;
  if (free < MUCH_TOO_LITTLE) {
    return error(`${room}: too little for a commit and its backup`, `df -h "${folder}"`);
  }
  return free < LITTLE ? warning(room, `df -h "${folder}"`) : ok(room);
}
