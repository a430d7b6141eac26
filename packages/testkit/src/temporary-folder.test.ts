import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { removeFolder, sweep, temporaryFolder } from './temporary-folder.ts';

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

interface Ended {
  readonly pid: number;
  readonly signal: string | null;
  readonly stdout: string;
}

async function runToEnd(code: string): Promise<Ended> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await once(child, 'close');
  return { pid: child.pid ?? 0, signal: child.signalCode, stdout };
}

describe('a temporary folder', () => {
  it('is new, empty and gone once removed', async () => {
    const [one, other] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    expect(one).not.toBe(other);
    expect(await readdir(one)).toEqual([]);
    await writeFile(join(one, 'file'), '');
    await removeFolder(one);
    await removeFolder(one);
    expect([await isThere(one), await isThere(other)]).toEqual([false, true]);
  });

  it('is gone when its process ends', async () => {
    const subject = new URL('temporary-folder.ts', import.meta.url).href;
    const { stdout } = await runToEnd(
      `import { temporaryFolder } from '${subject}'; import { existsSync } from 'node:fs';
       const path = await temporaryFolder(); process.stdout.write(JSON.stringify([path, existsSync(path)]));`,
    );
    const [path, wasThere] = JSON.parse(stdout) as [string, boolean];
    expect([wasThere, await isThere(path), await isThere(dirname(path))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is gone when its process is told to end, which still ends by that signal', async () => {
    const subject = new URL('temporary-folder.ts', import.meta.url).href;
    const { stdout, signal } = await runToEnd(
      `import { temporaryFolder } from '${subject}'; import { writeSync } from 'node:fs';
       writeSync(1, await temporaryFolder()); process.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 1000);`,
    );
    expect([signal, await isThere(stdout)]).toEqual(['SIGTERM', false]);
    expect(stdout).toContain('phasegate-testkit-');
  });

  it('of a process that was killed is removed by the next one, of a living one it is not', async () => {
    const parent = await temporaryFolder();
    const { pid } = await runToEnd('');
    const dead = join(parent, `phasegate-testkit-${pid}-x`);
    const living = join(parent, `phasegate-testkit-${process.pid}-x`);
    const others = join(parent, 'something-else');
    await Promise.all(
      [dead, living, others].map((path) => mkdir(join(path, 'in'), { recursive: true })),
    );
    sweep(parent);
    expect(await readdir(parent)).toEqual([`phasegate-testkit-${process.pid}-x`, 'something-else']);
  });
});
