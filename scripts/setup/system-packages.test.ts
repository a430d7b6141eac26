import { describe, expect, it } from 'vitest';
import type { CommandResult } from './run-command.ts';
import {
  electronPackages,
  ensureSystemPackages,
  isDebianLike,
  namesWithCandidate,
} from './system-packages.ts';
import type { PackageHost } from './system-packages.ts';

const debian12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const allNames = electronPackages.flatMap((each) => each.names);

function result(stdout: string, code = 0, stderr = ''): CommandResult {
  return { code, stdout, stderr, timedOut: false, notFound: false };
}

function policy(known: readonly string[]): string {
  const stanza = (name: string): string =>
    `${name}:\n  Installed: (none)\n  Candidate: ${known.includes(name) ? '1.2-3' : '(none)'}\n  Version table:\n`;
  return allNames.map(stanza).join('');
}

interface FakeApt {
  readonly installed?: readonly string[];
  readonly known?: readonly string[];
  readonly updates?: CommandResult[];
  readonly install?: CommandResult;
}

function fakeHost(
  apt: FakeApt,
  host: Partial<PackageHost> = {},
): { host: PackageHost; calls: string[] } {
  const calls: string[] = [];
  const answer = (command: string, args: readonly string[]): CommandResult => {
    if (command === 'dpkg-query') {
      return result((apt.installed ?? []).map((name) => `${name} installed\n`).join(''), 1);
    }
    if (command === 'apt-cache') return result(policy(apt.known ?? []));
    if (args[0] === 'update') return apt.updates?.shift() ?? result('');
    return apt.install ?? result('');
  };
  const run = (command: string, args: readonly string[]): Promise<CommandResult> => {
    calls.push([command, ...args].join(' '));
    return Promise.resolve(answer(command, args));
  };
  const base = { platform: 'linux' as const, isRoot: true, osRelease: debian12 };
  const pause = (): Promise<void> => Promise.resolve();
  return { calls, host: { ...base, run, pause, say: () => undefined, ...host } };
}

const oldNames = [
  'xvfb',
  'libnss3',
  'libatk-bridge2.0-0',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libxss1',
];

describe('system packages', () => {
  it('leaves a machine alone that has them all, under old or new names', async () => {
    const renamed = oldNames.map((name) => (name === 'libgtk-3-0' ? 'libgtk-3-0t64' : name));
    for (const installed of [oldNames, renamed]) {
      const { host, calls } = fakeHost({ installed });
      await ensureSystemPackages(electronPackages, host);
      expect(calls.map((call) => call.split(' ')[0])).toEqual(['dpkg-query']);
    }
  });

  it('does not take a removed package that left its configuration for an installed one', async () => {
    const { host, calls } = fakeHost({ installed: oldNames.slice(1), known: oldNames });
    const leftOver: PackageHost['run'] = async (command, args) => {
      const real = await host.run(command, args);
      return command === 'dpkg-query'
        ? { ...real, stdout: `${real.stdout}xvfb config-files\n` }
        : real;
    };
    await ensureSystemPackages(electronPackages, { ...host, run: leftOver });
    expect(calls.at(-1)).toMatch(/^apt-get install .* xvfb$/);
  });

  it('installs as root the names that apt knows, after refreshing its lists', async () => {
    const newNames = ['libatk-bridge2.0-0t64', 'libgtk-3-0t64', 'libasound2t64'];
    const known = ['xvfb', 'libnss3', 'libgbm1', 'libxss1', ...newNames];
    const { host, calls } = fakeHost({ known, installed: ['libnss3'] });
    await ensureSystemPackages(electronPackages, host);
    expect(calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      expect.stringContaining('dpkg-query'),
      'apt-get update',
      'apt-cache policy',
      'apt-get install',
    ]);
    expect(calls.at(-1)).toContain('DPkg::Lock::Timeout=300');
    expect(calls.at(-1)).toMatch(
      / xvfb libatk-bridge2\.0-0t64 libgtk-3-0t64 libgbm1 libasound2t64 libxss1$/,
    );
  });

  it('tells everybody but root the one command, and runs nothing that changes the machine', async () => {
    const { host, calls } = fakeHost(
      { known: oldNames, installed: ['libnss3'] },
      { isRoot: false },
    );
    const refusal = ensureSystemPackages(electronPackages, host);
    await expect(refusal).rejects.toMatchObject({
      code: 'system-packages-missing',
      message: expect.stringContaining(
        'sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb libatk-bridge2.0-0 libgtk-3-0 libgbm1 libasound2 libxss1',
      ) as string,
    });
    expect(calls.filter((call) => call.startsWith('apt-get'))).toEqual([]);
  });

  it('waits while another apt holds the lock on the lists', async () => {
    const locked = result('', 100, 'E: Could not get lock /var/lib/apt/lists/lock.');
    const { host, calls } = fakeHost({ known: oldNames, updates: [locked, locked] });
    await ensureSystemPackages(electronPackages, host);
    expect(calls.filter((call) => call.startsWith('apt-get update'))).toHaveLength(3);
  });

  it('goes on after a failed refresh, and shows both outputs when the install fails too', async () => {
    const broken = result('', 100, 'E: The repository has no Release file.');
    const fine = fakeHost({ known: oldNames, updates: [broken] });
    await ensureSystemPackages(electronPackages, fine.host);
    expect(fine.calls.at(-1)).toContain('apt-get install');

    const install = result('', 100, 'E: Unable to locate package xvfb');
    const { host } = fakeHost({ updates: [broken], install });
    await expect(ensureSystemPackages(electronPackages, host)).rejects.toMatchObject({
      code: 'system-packages-failed',
      message: expect.stringMatching(/no Release file[^]*Unable to locate package xvfb/) as string,
    });
  });

  it('has nothing to do on macOS, Windows and other Linux families', async () => {
    for (const other of [
      { platform: 'darwin' },
      { platform: 'win32' },
      { osRelease: 'ID=fedora\n' },
    ] as const) {
      const { host, calls } = fakeHost({}, other);
      await ensureSystemPackages(electronPackages, host);
      expect(calls).toEqual([]);
    }
  });

  it('knows Debian, Ubuntu and their relatives by os-release', () => {
    const relatives = ['ID=ubuntu\n', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', debian12];
    expect(relatives.map(isDebianLike)).toEqual([true, true, true]);
    expect(['ID=alpine\n', 'HOME_URL="https://debian.org"\n', undefined].map(isDebianLike)).toEqual(
      [false, false, false],
    );
  });

  it('takes a virtual name, which has no candidate, for unknown', () => {
    const ubuntu =
      'libasound2:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\nlibasound2t64:\n  Installed: (none)\n  Candidate: 1.2.11-1\n  Version table:\n     1.2.11-1 500\n';
    expect([...namesWithCandidate(ubuntu)]).toEqual(['libasound2t64']);
  });
});
