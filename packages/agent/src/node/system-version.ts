import { execFile } from 'node:child_process';
import { release } from 'node:os';
import { promisify } from 'node:util';
import { parseSystemVersion } from '@phasegate/rollout';
import type { Platform, SystemVersion } from '@phasegate/rollout';

/** The platform this process runs on, as feeds name it; `undefined` on systems that have no feeds. */
export function thisPlatform(): Platform | undefined {
  const names: Partial<Record<NodeJS.Platform, Platform>> = {
    darwin: 'macos',
    win32: 'windows',
    linux: 'linux',
  };
  return names[process.platform];
}

/** This system's product version (Linux: the kernel's), without its suffix; `undefined` where it does not tell. */
export async function readSystemVersion(): Promise<SystemVersion | undefined> {
  const text = process.platform === 'darwin' ? await productVersion() : release();
  return parseSystemVersion(/^\d+(?:\.\d+){0,3}/.exec(text)?.[0] ?? '');
}

/** On macOS the kernel's number is Darwin's, which no feed means. */
async function productVersion(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('/usr/bin/sw_vers', ['-productVersion']);
    return stdout.trim();
  } catch {
    return '';
  }
}
