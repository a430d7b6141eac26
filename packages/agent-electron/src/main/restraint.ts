import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger, Restraint } from '@phasegate/agent';

/** A question to the system, and how its answer reads. */
export interface Question {
  readonly program: string;
  readonly args: readonly string[];
  readonly read: (answer: string) => Restraint | undefined;
}

const NETWORK_MANAGER = 'org.freedesktop.NetworkManager';
const POWER_PROFILES = 'net.hadess.PowerProfiles';

/**
 * What each system can be asked. Linux: NetworkManager's property `Metered` (1 yes, 3 guessed yes; its D-Bus reference)
 * and power-profiles-daemon. macOS: `pmset`'s low power mode; the cost of a network it does not tell. Windows: the
 * connection's cost (WinRT `NetworkCostType`: 2 fixed, 3 variable)
 * and `PowerManager.EnergySaverStatus` (2 on).
 */
export function questionsFor(platform: NodeJS.Platform): readonly Question[] {
  switch (platform) {
    case 'linux':
      return [
        busctl(NETWORK_MANAGER, '/org/freedesktop/NetworkManager', 'Metered', (text) =>
          /^u (?:1|3)$/.test(text) ? 'metered' : undefined,
        ),
        busctl(POWER_PROFILES, '/net/hadess/PowerProfiles', 'ActiveProfile', (text) =>
          text === 's "power-saver"' ? 'battery-saver' : undefined,
        ),
      ];
    case 'darwin':
      return [
        {
          program: '/usr/bin/pmset',
          args: ['-g'],
          read: (text) => (/^\s*lowpowermode\s+1$/m.test(text) ? 'battery-saver' : undefined),
        },
      ];
    case 'win32':
      return [powershell()];
    default:
      return [];
  }
}

/** What speaks against a download that nobody asked for; a system that does not answer says nothing. */
export async function readRestraint(
  platform: NodeJS.Platform,
  log: Pick<Logger, 'debug'>,
  questions: readonly Question[] = questionsFor(platform),
): Promise<Restraint | undefined> {
  for (const { program, args, read } of questions) {
    try {
      const options = { timeout: 5_000, windowsHide: true };
      const { stdout } = await promisify(execFile)(program, args, options);
      const restraint = read(stdout.trim());
      if (restraint !== undefined) {
        return restraint;
      }
    } catch (error) {
      log.debug(`${program} does not tell of network and battery: ${String(error).split('\n')[0]}`);
    }
  }
  return undefined;
}

function busctl(
  service: string,
  object: string,
  property: string,
  read: Question['read'],
): Question {
  const args = ['--system', '--timeout=3', 'get-property', service, object, service, property];
  return { program: 'busctl', args, read };
}

function powershell(): Question {
  const script = [
    '$ErrorActionPreference = "SilentlyContinue"',
    '$p = [Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime]::GetInternetConnectionProfile()',
    'Write-Output ("cost=" + [int]$p.GetConnectionCost().NetworkCostType)',
    'Write-Output ("saver=" + [int][Windows.System.Power.PowerManager,Windows,ContentType=WindowsRuntime]::EnergySaverStatus)',
  ].join('; ');
  return {
    program: 'powershell.exe',
    args: ['-NoProfile', '-NonInteractive', '-Command', script],
    read: (text) => {
      if (/^cost=(?:2|3)\r?$/m.test(text)) {
        return 'metered';
      }
      // EnergySaverStatus: 0 disabled, 1 off, 2 on.
      return /^saver=2\r?$/m.test(text) ? 'battery-saver' : undefined;
    },
  };
}
