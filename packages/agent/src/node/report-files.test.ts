import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v } from '../agent.fixture.ts';
import { AgentError } from '../error.ts';
import { EMPTY_LEDGER } from '../reports/ledger.ts';
import type { ReportDisk } from '../reports/ports.ts';
import { lineOf, QUEUE_LIMITS } from '../reports/queue.ts';
import { numbersOf, report } from '../reports/reports.fixture.ts';
import { createReportFiles } from './report-files.ts';

let folder: string;
let disk: ReportDisk;
let mounted: string[];

beforeEach(async () => {
  folder = path.join(await temporaryFolder('reports'), 'reports');
  disk = createReportFiles(folder);
  mounted = [];
});
afterEach(async () => {
  mounted.forEach((one) => asRoot('umount', [one]));
  await removeFolder(path.dirname(folder));
});

const waiting = async (): Promise<readonly number[]> => numbersOf(await disk.readQueue());
const modeOf = async (file: string): Promise<number> =>
  (await stat(path.join(folder, file))).mode & 0o777;
const draw = (): Uint8Array => new Uint8Array(32).fill(1);
const drawOther = (): Uint8Array => new Uint8Array(32).fill(2);

describe('the secret', () => {
  it('is drawn once, kept for this user alone, and drawn anew when it is lost or damaged', async () => {
    expect(await disk.keepSecret(draw)).toEqual(draw());
    expect(await createReportFiles(folder).keepSecret(drawOther)).toEqual(draw());
    if (process.platform !== 'win32') {
      expect(await modeOf('secret')).toBe(0o600);
      expect(await modeOf('.')).toBe(0o700);
    }
    await writeFile(path.join(folder, 'secret'), 'torn');
    expect(await disk.keepSecret(drawOther)).toEqual(drawOther());
    await rm(path.join(folder, 'secret'));
    expect(await disk.keepSecret(draw)).toEqual(draw());
  });

  it('that cannot be kept is none: an install must not count anew at each start', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await expect(disk.keepSecret(draw)).rejects.toMatchObject({
      code: expect.stringMatching(/^disk-/) as string,
    });
  });
});

describe('the queue on disk', () => {
  it('keeps what it is given, in order, once, for this user alone, and for the next start', async () => {
    for (const number of [1, 2, 2, 3]) {
      await disk.append(report(number));
    }
    expect(numbersOf(await createReportFiles(folder).readQueue())).toEqual([1, 2, 3]);
    if (process.platform !== 'win32') {
      expect(await modeOf('queue.jsonl')).toBe(0o600);
    }
  });

  it('goes on after a line that was torn', async () => {
    await disk.append(report(1));
    await appendFile(path.join(folder, 'queue.jsonl'), lineOf(report(2)).slice(0, 50));
    await disk.append(report(3));
    expect(await waiting()).toEqual([1, 3]);
  });

  it('leaves nothing behind of what was taken out, and keeps the rest', async () => {
    for (const number of [1, 2, 3]) {
      await disk.append(report(number));
    }
    await disk.rewrite((reports) => reports.filter(({ event }) => !event.id.endsWith('2')));
    await disk.append(report(4));
    expect(await waiting()).toEqual([1, 3, 4]);
    await disk.rewrite(() => []);
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays within its limits, signs of life first to go', async () => {
    await disk.append(report(1, { kind: 'active' }));
    for (let number = 2; number <= QUEUE_LIMITS.events + 3; number += 1) {
      await disk.append(report(number));
    }
    const numbers = await waiting();
    expect(numbers).toHaveLength(QUEUE_LIMITS.events);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers[0]).toBe(4);
  });

  it('is deleted whole, the secret too', async () => {
    await disk.keepSecret(draw);
    await disk.writeLedger({ ...EMPTY_LEDGER, running: { version: v('1.0.0') } });
    await disk.append(report(1));
    await disk.forget();
    expect(await readdir(path.dirname(folder))).toEqual([]);
    await disk.forget();
    expect(await disk.readLedger()).toEqual(EMPTY_LEDGER);
  });

  it('loses nothing to another instance that writes and rewrites at the same time', async () => {
    const other = createReportFiles(folder);
    const work = async (one: ReportDisk, first: number): Promise<void> => {
      for (let number = first; number < first + 40; number += 1) {
        await one.append(report(number));
        await (number % 4 === 0 ? one.rewrite((reports) => reports) : undefined);
      }
    };
    await Promise.all([work(disk, 0), work(other, 100)]);
    const expected = [0, 100].flatMap((first) => Array.from({ length: 40 }, (_, at) => first + at));
    expect([...(await waiting())].sort((a, b) => a - b)).toEqual(expected);
  });

  it('keeps what another instance writes into it in the midst of a rewrite', async () => {
    await disk.append(report(1));
    const late = openSync(path.join(folder, 'queue.jsonl'), 'a');
    await disk.rewrite((reports) => {
      writeSync(late, lineOf(report(2)));
      return reports;
    });
    closeSync(late);
    expect(await waiting()).toEqual([1, 2]);
  });
});

describe('a process that is killed', () => {
  /** Lives until it kills itself; returns the numbers that it had written. */
  const live = async (first: number, work: string, turns: number): Promise<readonly number[]> => {
    const script = fileURLToPath(new URL('append-reports.fixture.ts', import.meta.url));
    const args = ['--conditions=source', script, folder, String(first), work, String(turns)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(child, 'exit');
    const written: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      written.push(Number(line));
    }
    expect(await gone).toEqual([null, 'SIGKILL']);
    return written;
  };
  // From "has not begun" over every step in between to "is done long since".
  const turns = [0, 4, 16, 64, 128, 256, 512, 1024, 2048, 4096];

  it.each(['append', 'rewrite'])(
    'in the midst of its %s loses nothing that was written, and the next one goes on',
    async (work) => {
      const written: number[] = [];
      for (const [life, many] of turns.entries()) {
        written.push(...(await live(life * 10, work, many)));
        expect(await waiting()).toEqual(expect.arrayContaining(written));
      }
      expect(written).toHaveLength(turns.length * 4);
      await disk.append(report(7));
      await disk.rewrite((reports) => reports);
      expect(await waiting()).toEqual(expect.arrayContaining([...written, 7]));
      const names = await readdir(folder);
      expect(names.filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
    },
  );
});

describe('a disk that refuses', () => {
  const mounts = process.platform === 'linux' && process.getuid?.() === 0 && canMount();

  it.runIf(mounts)(
    'because it is full says so, keeps what is there, and takes more once there is room',
    async () => {
      await disk.append(report(1));
      const text = await readFile(path.join(folder, 'queue.jsonl'));
      mountOver('size=64k');
      await writeFile(path.join(folder, 'queue.jsonl'), text);
      const filler = path.join(folder, 'filler');
      await expect(writeFile(filler, Buffer.alloc(1 << 20))).rejects.toMatchObject({
        code: 'ENOSPC',
      });
      // The last page of a file may still have room.
      const full = async (): Promise<void> => {
        for (let number = 10; number < 60; number += 1) {
          await disk.append(report(number));
        }
      };
      await expect(full()).rejects.toMatchObject({ code: 'disk-full' });
      const before = await waiting();
      await expect(disk.rewrite((reports) => reports)).rejects.toMatchObject({ code: 'disk-full' });
      await expect(disk.writeLedger(EMPTY_LEDGER)).rejects.toMatchObject({ code: 'disk-full' });
      expect(await waiting()).toEqual(before);
      expect(before[0]).toBe(1);
      await rm(filler);
      await disk.append(report(100));
      expect(await waiting()).toEqual([...before, 100]);
    },
  );

  it.runIf(mounts)('because it is read-only says so, and is still read', async () => {
    await disk.append(report(1));
    const text = await readFile(path.join(folder, 'queue.jsonl'));
    mountOver('size=64k');
    await writeFile(path.join(folder, 'queue.jsonl'), text);
    asRoot('mount', ['-o', 'remount,ro', folder]);
    const refused = { code: 'disk-read-only' };
    await expect(disk.append(report(2))).rejects.toMatchObject(refused);
    await expect(disk.rewrite(() => [])).rejects.toMatchObject(refused);
    await expect(disk.forget()).rejects.toBeInstanceOf(AgentError);
    expect(await waiting()).toEqual([1]);
    asRoot('mount', ['-o', 'remount,rw', folder]);
  });

  it('because a file stands where the folder should be says so', async () => {
    await writeFile(folder, '');
    await expect(disk.append(report(1))).rejects.toMatchObject({
      code: expect.stringMatching(/^disk-/) as string,
    });
    expect(await waiting()).toEqual([]);
  });

  function mountOver(options: string): void {
    asRoot('mount', ['-t', 'tmpfs', '-o', options, 'phasegate-test', folder]);
    mounted.push(folder);
  }
});

function asRoot(command: 'mount' | 'umount', args: readonly string[]): void {
  execFileSync(command, args, { stdio: 'pipe' });
}

function canMount(): boolean {
  const place = mkdtempSync(path.join(tmpdir(), 'phasegate-mount-'));
  try {
    asRoot('mount', ['-t', 'tmpfs', 'phasegate-test', place]);
    asRoot('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}
