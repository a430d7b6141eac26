import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, inspectAll, signedBy } from '@phasegate/agent';
import type { Inspection, InspectionQuestion } from '@phasegate/agent';
import { createFeedFetcher, machineOf, readMachine } from '@phasegate/agent/node';
import { UsageError } from './arguments.ts';
import type { Question, Words } from './arguments.ts';

/** Where this run stands in the file system. */
export interface Place {
  /** Keeps the generated id of a machine that has none of its own. */
  readonly stateFolder: string;
  /** Relative paths are meant from here. */
  readonly cwd: string;
}

/** The answer of each bucket that was asked for. */
export interface Answer {
  readonly rows: readonly Inspection[];
  /** The bucket that the machine is in by its id, whatever was asked for. */
  readonly own: number;
}

/** Asks for one machine, or for all hundred buckets. */
export async function ask(question: Question, words: Words, place: Place): Promise<Answer> {
  const machine =
    question.machineId === undefined
      ? await readMachine(place.stateFolder)
      : machineOf(question.machineId, 'forced');
  const bucket = question.bucket ?? machine.bucket;
  const source = question.bucket === undefined ? machine.source : 'forced';
  const asked: InspectionQuestion = {
    machine: { idPrefix: machine.idPrefix, source },
    installed: question.installed,
    app: words.app,
    feedBase: 'base' in question.source ? question.source.base : '',
    given: 'file' in question.source ? await readFeedFile(question.source.file, place) : undefined,
    phases: question.phases,
    forcedFeed: question.feed,
    trust: words.root === undefined ? { kind: 'unsigned' } : await readRoot(words.root, place),
    allowLoopbackHttp: true,
  };
  const fetchFeed = createFeedFetcher({ fetch, allowLoopbackHttp: true });
  const now = Date.now();
  const rows =
    bucket === 'all'
      ? await inspectAll(fetchFeed, asked, now)
      : [await inspect(fetchFeed, asked, bucket, now)];
  return { rows, own: machine.bucket };
}

async function readRoot(file: string, place: Place): Promise<InspectionQuestion['trust']> {
  try {
    return signedBy(await readFile(path.resolve(place.cwd, file), 'utf8'));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--root cannot be used (${detail})`, { cause });
  }
}

async function readFeedFile(
  file: string,
  place: Place,
): Promise<{ readonly url: string; readonly bytes: Uint8Array }> {
  const absolute = path.resolve(place.cwd, file);
  try {
    return { url: pathToFileURL(absolute).href, bytes: new Uint8Array(await readFile(absolute)) };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--feed-file cannot be read (${detail})`, { cause });
  }
}
