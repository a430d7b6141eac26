import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Where node-machine-id looks on Linux, in its order. */
const FILES = ['/var/lib/dbus/machine-id', '/etc/machine-id'];

/**
 * node-machine-id's hashed form of this machine's id. On Linux it is read without it where that gives the same: it
 * starts a shell for `cat`, and to fork a process of Electron's size stops the app's first window for as long.
 */
export async function systemId(files: readonly string[] = FILES): Promise<string> {
  const id = process.platform === 'linux' ? await firstLine(files) : '';
  if (id === '') {
    const { default: nodeMachineId } = await import('node-machine-id');
    return nodeMachineId.machineId();
  }
  return createHash('sha256').update(id).digest('hex');
}

/** As `cat FILES | head -n 1`, without blanks, in lower case; a line without an end is left to the command itself. */
async function firstLine(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const [line = '', ...further] = texts.join('').split('\n');
  return further.length === 0 ? '' : line.replaceAll(/\s+/g, '').toLowerCase();
}
