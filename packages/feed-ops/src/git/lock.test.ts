import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Result } from '../refusal.ts';
import { takeLock } from './lock.ts';
import type { Holder, Lock, LockWait } from './lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder('lock');
  path = join(folder, 'phasegate', 'lock');
});

afterEach(() => removeFolder(folder));

function take(more: Partial<LockWait> = {}): Promise<Result<Lock>> {
  const wait = { command: 'Pause 1.1.0', since: '2026-11-23T03:12:00Z', waitMs: 0 };
  const { signal } = new AbortController();
  return takeLock(path, { ...wait, signal, waiting: () => undefined, ...more });
}

/** A process that is gone, as it was while it lived. */
async function deadHolder(more: Partial<Holder> = {}): Promise<Holder> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((settle) => child.once('exit', settle));
  const mark = { host: hostname(), pid: child.pid ?? 0, started: null };
  return { ...mark, nonce: 'n', since: '2026-11-23T03:00:00Z', command: 'Start 1.1.0', ...more };
}

describe('the lock of a clone', () => {
  it('is held by one, and says to the next which process that is and since when', async () => {
    expect((await take()).ok).toBe(true);
    const second = await take({ command: 'Resume 1.1.0' });
    expect(second).toMatchObject({ ok: false, refusal: { code: 'locked', exit: 6 } });
    const said = second.ok ? '' : `${second.refusal.message} ${second.refusal.next}`;
    expect(said).toContain('Pause 1.1.0');
    expect(said).toContain(`process ${process.pid}`);
    expect(said).toContain('since 2026-11-23T03:12:00Z');
    expect(said).toContain(`kill ${process.pid}`);
  });

  it('is waited for, and taken as soon as it is given back', async () => {
    const first = await take();
    let told: Holder | undefined;
    const waiting = (holder: Holder): void => {
      told = holder;
      void (first.ok && first.value.release());
    };
    const second = await take({ command: 'Resume 1.1.0', waitMs: 60_000, waiting });
    expect(second.ok).toBe(true);
    expect(told).toMatchObject({ pid: process.pid, command: 'Pause 1.1.0' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ command: 'Resume 1.1.0' });
  });

  it('is taken over from a process that is gone', async () => {
    await put(await deadHolder());
    const taken = await take();
    expect(taken).toMatchObject({ ok: true, value: { tookOver: { command: 'Start 1.1.0' } } });
  });

  it('is not taken over from another container of the same host name, whose numbers say nothing here', async () => {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    await put(await deadHolder({ numbering: 'pid:[1]', started: `${boot}/1` }));
    const refused = await take();
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'locked' } });
    expect(refused.ok ? '' : refused.refusal.next).toContain(`rm ${path}`);
  });

  it('is taken over from a container of before the machine was started again', async () => {
    await put(await deadHolder({ numbering: 'pid:[1]', started: 'an earlier boot/1' }));
    expect(await take()).toMatchObject({ ok: true });
  });

  it('is taken over where the number of the process is in use again by another one', async () => {
    await put(await deadHolder({ pid: process.pid, started: 'an earlier boot/1' }));
    expect(await take()).toMatchObject({ ok: true, value: { tookOver: { pid: process.pid } } });
  });

  it('is not taken from another machine, whose processes cannot be seen from here', async () => {
    await put(await deadHolder({ host: 'elsewhere' }));
    const taken = await take();
    expect(taken).toMatchObject({ ok: false, refusal: { code: 'locked' } });
    expect(taken.ok ? '' : taken.refusal.next).toContain(
      `if elsewhere is gone for good: rm ${path}`,
    );
  });

  it('goes to exactly one of many that find a dead one, again and again', async () => {
    for (let round = 0; round < 20; round += 1) {
      await put(await deadHolder({ nonce: `round ${round}` }));
      const all = await Promise.all(Array.from({ length: 8 }, () => take()));
      const won = all.filter((one) => one.ok);
      expect(won).toHaveLength(1);
      await Promise.all(won.map((one) => one.ok && one.value.release()));
    }
    expect(await readdir(join(folder, 'phasegate'))).toEqual([]);
  });

  it('is not given back by one that does not hold it any more', async () => {
    const first = await take();
    await writeFile(path, JSON.stringify(await deadHolder({ host: 'elsewhere' })));
    await (first.ok ? first.value.release() : undefined);
    expect(await readFile(path, 'utf8')).toContain('elsewhere');
  });

  it('that nobody can read is in the way, and its path is said', async () => {
    await put({} as Holder);
    expect(await take()).toMatchObject({
      ok: false,
      refusal: { code: 'locked', next: `rm ${path}` },
    });
  });
});

async function put(holder: Holder): Promise<void> {
  const first = await take();
  await writeFile(path, JSON.stringify(holder));
  if (!first.ok) {
    throw new Error(first.refusal.message);
  }
}
