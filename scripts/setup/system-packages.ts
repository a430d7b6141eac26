import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';
import type { CommandResult } from './run-command.ts';
import { SetupError } from './setup-error.ts';

/** One thing the system must have, under the Debian/Ubuntu names it goes by; the newest name first. */
export interface SystemPackage {
  readonly names: readonly [string, ...string[]];
}

// Debian 13 and Ubuntu 24.04 renamed libraries when time_t became 64 bits wide. There the old name is at best virtual.
const renamed = (name: string): SystemPackage => ({ names: [`${name}t64`, name] });
const named = (name: string): SystemPackage => ({ names: [name] });

/** What Electron needs to run in a virtual display. */
export const electronPackages: readonly SystemPackage[] = [
  named('xvfb'),
  named('libnss3'),
  renamed('libatk-bridge2.0-0'),
  renamed('libgtk-3-0'),
  named('libgbm1'),
  renamed('libasound2'),
  named('libxss1'),
];

/** What presses the buttons of the system's own dialogs in tests. */
export const dialogPackages: readonly SystemPackage[] = [named('xdotool')];

/** What really installs packages in tests of going back; dpkg is there where apt is. */
export const packageTools: readonly SystemPackage[] = [named('rpm')];

/** The shells that completion is tested in, beside bash, and what renders the manual page. */
export const shellPackages: readonly SystemPackage[] = [
  named('zsh'),
  named('fish'),
  named('groff-base'),
];

/** What tests of publishing send files with. */
export const publishTools: readonly SystemPackage[] = [named('rsync')];

/** What people type into in tests of prompts, and in pictures of the command line. */
export const terminalPackages: readonly SystemPackage[] = [named('tmux')];

/** What looks at the shell scripts of the CI kit. */
export const shellCheckPackages: readonly SystemPackage[] = [named('shellcheck')];

/** What the tests of web pages need. Ubuntu's own `chromium` is only a name for a snap, which no container can run. */
export const browserPackages: readonly SystemPackage[] = [named('chromium')];

/** The machine that packages are looked up and installed on. */
export interface PackageHost {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** The text of /etc/os-release, or undefined where there is none. */
  readonly osRelease: string | undefined;
  readonly run: (command: string, args: readonly string[]) => Promise<CommandResult>;
  readonly pause: (ms: number) => Promise<void>;
  readonly say: (line: string) => void;
}

const aptOptions = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
const lockWaitMs = 300_000;
const lockPauseMs = 2_000;

/**
 * Makes sure of the wanted packages: present ones are left alone, missing ones are installed when this is root on
 * Debian or Ubuntu, and otherwise a SetupError `system-packages-missing` names the one command to run. Off Debian and
 * Ubuntu it returns at once: there `findElectron` and `startDisplay` name what they miss.
 * Throws `system-packages-failed` with apt's own words when apt fails.
 */
export async function ensureSystemPackages(
  wanted: readonly SystemPackage[],
  host: Partial<PackageHost> = {},
): Promise<void> {
  const on = await withDefaults(host);
  if (on.platform !== 'linux' || !isDebianLike(on.osRelease)) return;
  const missing = await findMissing(wanted, on);
  if (missing.length === 0) return;
  // An image without package lists knows no candidates; the lists come first, where they may be fetched.
  const update = on.isRoot ? await updateLists(on) : undefined;
  const names = await pickNames(missing, on);
  if (!on.isRoot) throw notRoot(names);
  on.say(`Installing system packages: ${names.join(' ')} ...`);
  const result = await on.run('apt-get', [
    'install',
    '-y',
    '--no-install-recommends',
    ...aptOptions,
    ...names,
  ]);
  if (result.code !== 0) throw aptFailed(names, [update, result]);
}

/** The one command that installs these packages by hand. */
export function installCommand(names: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

/** Whether an /etc/os-release is Debian's, Ubuntu's or a relative's. */
export function isDebianLike(osRelease: string | undefined): boolean {
  return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(osRelease ?? '');
}

/** The names with a candidate in the output of `apt-cache policy NAMES`. */
export function namesWithCandidate(policy: string): ReadonlySet<string> {
  const stanzas = policy.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (.+)$/gm);
  return new Set(
    [...stanzas].flatMap(([, name, candidate]) => (candidate === '(none)' ? [] : [name ?? ''])),
  );
}

async function findMissing(
  wanted: readonly SystemPackage[],
  on: PackageHost,
): Promise<SystemPackage[]> {
  const names = wanted.flatMap((each) => each.names);
  // Exits with 1 as soon as one name is unknown; what it prints for the others still counts.
  const found = await on.run('dpkg-query', [
    '-W',
    '-f=${Package} ${db:Status-Status}\\n',
    ...names,
  ]);
  const installed = new Set(
    found.stdout
      .split('\n')
      .flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  );
  return wanted.filter((each) => !each.names.some((name) => installed.has(name)));
}

async function pickNames(missing: readonly SystemPackage[], on: PackageHost): Promise<string[]> {
  const policy = await on.run('apt-cache', ['policy', ...missing.flatMap((each) => each.names)]);
  const known = namesWithCandidate(policy.stdout);
  return missing.map(
    ({ names }) => names.find((name) => known.has(name)) ?? names.at(-1) ?? names[0],
  );
}

/** `DPkg::Lock::Timeout` does not cover the lock on the lists, so another apt's `update` is waited for here. */
async function updateLists(on: PackageHost): Promise<CommandResult> {
  for (let waited = 0; ; waited += lockPauseMs) {
    const result = await on.run('apt-get', ['update', ...aptOptions]);
    const locked = result.code !== 0 && /could not get lock/i.test(result.stderr);
    if (!locked || waited >= lockWaitMs) return result;
    await on.pause(lockPauseMs);
  }
}

function notRoot(names: readonly string[]): SetupError {
  return new SetupError('system-packages-missing', {
    problem: `These system packages are missing: ${names.join(', ')}.`,
    next: `Run this once, then start again:\n  ${installCommand(names)}`,
  });
}

/** A failed `update` alone is no failure (one broken source among many); its words count when the install fails too. */
function aptFailed(
  names: readonly string[],
  results: readonly (CommandResult | undefined)[],
): SetupError {
  const said = results
    .filter((each) => each !== undefined && each.code !== 0)
    .map((each) =>
      `${each?.stdout ?? ''}${each?.stderr ?? ''}`.trim().split('\n').slice(-15).join('\n'),
    )
    .join('\n');
  return new SetupError(
    'system-packages-failed',
    {
      problem: `apt-get could not install ${names.join(', ')}:\n${said}`,
      next: `Mend what it says, then run this once and start again:\n  ${installCommand(names)}`,
    },
    new Error(said),
  );
}

async function withDefaults(host: Partial<PackageHost>): Promise<PackageHost> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    osRelease: await readFile('/etc/os-release', 'utf8').catch(() => undefined),
    run: (command, args) => runCommand(command, args, { env }),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    say: () => undefined,
    ...host,
  };
}
