import childProcess from 'node:child_process';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

// Loaded before a program by --import: counts each of its steps that reaches the outside (a git that it starts, a
// file that it makes, moves or removes), writes their names down, and kills the process at the one that is asked for.
// KILL_LOG names the file of the steps, KILL_AT the number, KILL_HOW whether that git still starts, as an orphan.

const at = Number(process.env['KILL_AT'] ?? 0);
const orphan = process.env['KILL_HOW'] === 'orphan';
const log = process.env['KILL_LOG'];
let steps = 0;

function step(name: string): boolean {
  steps += 1;
  if (log !== undefined) {
    fs.appendFileSync(log, `${name}\n`);
  }
  return steps === at;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal arrives at the next chance; nothing may happen until then.
  for (;;) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

/** A name without what differs from run to run. */
function plain(file: unknown): string {
  return path
    .basename(String(file))
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID')
    .replaceAll(/part-\d+-/g, 'part-')
    .replaceAll(/\d{8}T\d{6}Z-[\da-f]{8}/g, 'STAMP')
    .replaceAll(/-[\da-f]{12}\.json/g, '-KEY.json');
}

type Anything = (...args: never[]) => unknown;

function watched<F extends Anything>(name: string, real: F): F {
  return ((...args: never[]) => {
    const file = name === 'write' ? '' : args[name === 'rename' || name === 'link' ? 1 : 0];
    if (step(`${name} ${plain(file)}`)) {
      die();
    }
    return real(...args);
  }) as F;
}

const { spawn } = childProcess;
childProcess.spawn = ((command: string, args: readonly string[], options: object) => {
  const words = args.filter((word, n) => word !== '-c' && args[n - 1] !== '-c');
  const dies = step(`${path.basename(command)} ${words[0] ?? ''}`);
  if (dies && !orphan) {
    die();
  }
  const child = spawn(command, args, { ...options, ...(dies ? { stdio: 'ignore' } : {}) });
  return dies ? die() : child;
}) as typeof spawn;

const files = fsPromises as unknown as Record<string, Anything>;
for (const name of ['rename', 'rm', 'mkdir', 'link', 'copyFile', 'writeFile']) {
  const real = files[name];
  if (real !== undefined) {
    files[name] = watched(name, real);
  }
}
const { open } = fsPromises;
fsPromises.open = (async (file: string, flags: string, mode?: number) => {
  const writes = flags !== undefined && flags !== 'r';
  if (writes && step(`open ${plain(file)}`)) {
    die();
  }
  const handle = await open(file, flags, mode);
  if (writes) {
    const real = handle.writeFile.bind(handle);
    handle.writeFile = watched('write', real);
  }
  return handle;
}) as typeof open;
syncBuiltinESMExports();
