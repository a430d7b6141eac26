import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AgentError } from '../error.ts';
import { formatLedger, parseLedger } from '../reports/ledger.ts';
import type { ReportDisk } from '../reports/ports.ts';
import { SECRET_BYTES } from '../reports/pseudonym.ts';
import { bounded, lineOf, parseQueue } from '../reports/queue.ts';
import type { QueuedReport } from '../reports/queue.ts';
import { diskError } from './disk-error.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * What reports keep, in a folder of their own. `queue.jsonl` is only ever appended to, or renamed as a whole by whoever
 * rewrites it: without a lock, two instances may send a report twice, and lose none.
 */
export function createReportFiles(folder: string): ReportDisk {
  const queue = path.join(folder, 'queue.jsonl');
  const ledger = path.join(folder, 'ledger.json');
  const told =
    (what: string) =>
    (cause: unknown): never => {
      throw cause instanceof AgentError ? cause : diskError(cause, what);
    };
  return {
    keepSecret: (draw) => keepSecret(path.join(folder, 'secret'), draw),
    readLedger: async () => parseLedger(await textOf(ledger)),
    writeLedger: (next) => writeAtomically(ledger, formatLedger(next)),
    readQueue: () => readQueue(folder).catch(told(`${queue} could not be read`)),
    append: (report) => append(folder, queue, report).catch(told(`${queue} could not be written`)),
    rewrite: (change) =>
      rewrite(folder, queue, change).catch(told(`${queue} could not be written`)),
    forget: () =>
      rm(folder, { recursive: true, force: true }).catch(told(`${folder} could not be deleted`)),
  };
}

async function keepSecret(file: string, draw: () => Uint8Array): Promise<Uint8Array> {
  const kept = await secretIn(file);
  if (kept !== undefined) {
    return kept;
  }
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 }).catch(() => undefined);
  await writeAtomically(file, `${Buffer.from(draw()).toString('hex')}\n`);
  const written = await secretIn(file);
  if (written === undefined) {
    throw diskError(undefined, `${file} could not be read back`);
  }
  return written;
}

async function secretIn(file: string): Promise<Uint8Array | undefined> {
  const text = (await textOf(file)).trim();
  return text.length === SECRET_BYTES * 2 && /^[\da-f]+$/.test(text)
    ? new Uint8Array(Buffer.from(text, 'hex'))
    : undefined;
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

const PART = /^queue(?:-[\da-f-]{36})?\.jsonl$/;

/** What was rewritten before, what somebody who was killed at it had in hand, and the end that is appended to, in this order. */
async function partsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => PART.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

async function readQueue(folder: string): Promise<readonly QueuedReport[]> {
  const texts = await Promise.all((await partsIn(folder)).map(textOf));
  return parseQueue(texts.join('\n'));
}

async function append(folder: string, queue: string, report: QueuedReport): Promise<void> {
  const waiting = await readQueue(folder);
  if (waiting.some(({ event }) => event.id === report.event.id)) {
    return;
  }
  const all = [...waiting, report];
  await (bounded(all).length === all.length
    ? write(queue, [report])
    : rewrite(folder, queue, (found) => bounded([...found, report])));
}

/** Once more where the file was deleted meanwhile: whoever did that had read it before this line was in it. */
async function write(queue: string, reports: readonly QueuedReport[], tries = 3): Promise<void> {
  await mkdir(path.dirname(queue), { recursive: true, mode: 0o700 });
  const handle = await open(queue, 'a', 0o600);
  let links: number;
  try {
    await handle.appendFile(textOfAll(reports));
    await handle.sync();
    ({ nlink: links } = await handle.stat());
  } finally {
    await handle.close();
  }
  if (links === 0 && tries > 1) {
    await write(queue, reports, tries - 1);
  }
}

/** Takes every part aside under a name of its own, writes what is to stay into a new part, deletes what it took. */
async function rewrite(
  folder: string,
  queue: string,
  change: Parameters<ReportDisk['rewrite']>[0],
): Promise<void> {
  const taken: string[] = [];
  for (const part of await partsIn(folder)) {
    const aside = newPart(folder);
    // Gone: another instance was quicker, and keeps what is in it.
    await rename(part, aside).then(() => taken.push(aside), ignoreMissing);
  }
  const found = parseQueue((await Promise.all(taken.map(textOf))).join('\n'));
  const kept = change(found);
  await (kept.length === 0 ? undefined : writeAtomically(newPart(folder), textOfAll(kept)));
  for (const part of taken) {
    await drop(part, queue, found).catch(ignoreMissing);
  }
}

/** Deleted first and read to its end then: somebody may have opened the file before it was taken aside, and written since. */
async function drop(part: string, queue: string, found: readonly QueuedReport[]): Promise<void> {
  const handle = await open(part, 'r');
  let text: string;
  try {
    await rm(part, { force: true });
    text = await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
  const known = new Set(found.map(({ event }) => event.id));
  const late = parseQueue(text).filter(({ event }) => !known.has(event.id));
  await (late.length === 0 ? undefined : write(queue, late));
}

function newPart(folder: string): string {
  return path.join(folder, `queue-${randomUUID()}.jsonl`);
}

function textOfAll(reports: readonly QueuedReport[]): string {
  return reports.map(lineOf).join('');
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}
