import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The points at which a bare repository asks a hook. */
export type HookName = 'pre-receive' | 'post-receive';

/** Puts a shell script in place as the hook, at once; returns the undo. */
export async function setHook(
  bare: string,
  name: HookName,
  script: string,
): Promise<() => Promise<void>> {
  const path = join(bare, 'hooks', name);
  await writeFile(`${path}.new`, `#!/bin/sh\n${script}\n`);
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
  return () => rm(path, { force: true });
}

/** A script that refuses with a sentence, as a protected branch does. */
export function refusing(sentence: string): string {
  return `echo ${shellQuoted(sentence)} >&2\nexit 1`;
}

/** A script that says by a file that it is there, waits for another to appear, and gives up when that folder goes. */
export function hanging(gate: string): string {
  const [arrived, go, folder] = [join(gate, 'arrived'), join(gate, 'go'), gate].map(shellQuoted);
  return `: > ${arrived}\nwhile [ ! -e ${go} ] && [ -d ${folder} ]; do sleep 0.05; done`;
}

/** A script that posts to an address and waits for the answer; an address that is gone is no error. */
export function posting(url: string): string {
  const code =
    'fetch(process.argv[1],{method:"POST"}).then((answer)=>answer.text()).catch(()=>undefined)';
  return `exec ${[process.execPath, '-e', code, url].map(shellQuoted).join(' ')}`;
}

/** One word to a POSIX shell, whatever stands in it. */
function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
