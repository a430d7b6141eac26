import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Mounts or unmounts, as root. */
export function asRoot(command: 'mount' | 'umount', args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}

/** A small disk in memory over a folder; returns what takes it away. */
export function mountSmallDisk(folder: string, size: string): () => void {
  asRoot('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'phasegate-test', folder]);
  return () => asRoot('umount', [folder]);
}

/** Whether this user may mount; looked up by doing it. */
export function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-mount-'));
  try {
    mountSmallDisk(folder, '64k')();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}
