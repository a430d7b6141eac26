import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentError } from '../../error.ts';
import type { Watch } from '../patience.ts';
import { retryAfterOf } from '../../retry-after.ts';
import { chunksOf, requestSafely, unreachable } from '../safe-request.ts';
import type { RequestOptions } from '../safe-request.ts';
import { segmentAt } from './block-map.ts';
import type { Segment } from './block-map.ts';
import type { PartFile } from './part-file.ts';
import { isPart, readAnswer, validatorOf } from './range-answer.ts';
import type { RangeAnswer, RangeAsked } from './range-answer.ts';

/** An older file, and how the new one is made out of it. */
export interface Delta {
  readonly oldFile: string;
  readonly plan: readonly Segment[];
}

/** One file on its way here. */
export interface FileJob {
  readonly url: string;
  /** Bytes that the feed promised; never one more is written. */
  readonly length: number;
  readonly part: PartFile;
  readonly delta: Delta | undefined;
  readonly watch: Watch;
  /** Called with what is on the disk, whenever that changes. */
  readonly report: (received: number) => void;
}

/** How one stretch of the file went. */
type Outcome =
  | { readonly kind: 'taken'; readonly whole: boolean }
  /** The answer does not go with what is on the disk. */
  | { readonly kind: 'unfit'; readonly why: string }
  /**
   * The connection broke or ended early; the bytes until then are kept. Those that came but were not read yet are lost
   * (a broken stream drops them), so that an answer may leave nothing.
   */
  | { readonly kind: 'broken'; readonly error: AgentError; readonly answered: boolean };

const CODES = { unreachable: 'download-unreachable', badStatus: 'download-bad-status' } as const;
/** Connections that may break in one download, each after the host has answered. */
const MOST_BREAKS = 5;
/** Milliseconds before a broken connection is followed by the next one. */
const BREATH = 500;

/**
 * Brings the part up to the file's length, from where it stands; nothing is verified here. Says whether one answer had
 * it all; what was glued may be damaged. Throws `download-*` and `disk-*`; the part then holds what came.
 */
export async function fetchFile(job: FileJob, options: RequestOptions): Promise<boolean> {
  const { part, length, watch } = job;
  let { delta } = job;
  let [whole, breaks, anew] = [false, 0, false];
  while (part.size() < length) {
    const before = part.size();
    const outcome = await takeStretch({ ...job, delta }, options);
    whole = outcome.kind === 'taken' && outcome.whole;
    if (outcome.kind === 'unfit' && delta !== undefined) {
      delta = undefined;
    } else if (outcome.kind === 'unfit') {
      if (anew || before === 0) {
        throw new AgentError('download-bad-status', `${job.url}: ${outcome.why}`);
      }
      anew = true;
      await part.begin(undefined);
    } else if (outcome.kind === 'broken') {
      breaks += 1;
      if (!outcome.answered || breaks > MOST_BREAKS) {
        throw outcome.error;
      }
      await pause(BREATH, undefined, { signal: watch.signal }).catch(() => undefined);
    }
  }
  return whole;
}

async function takeStretch(job: FileJob, options: RequestOptions): Promise<Outcome> {
  const { part, length, delta } = job;
  const from = part.size();
  const segment = delta === undefined ? undefined : segmentAt(delta.plan, from);
  if (delta !== undefined && segment?.kind === 'copy') {
    return copyStretch(job, delta.oldFile, segment);
  }
  const to = segment === undefined ? length : from + segment.length;
  return fetchStretch(job, { from, to, length }, options);
}

async function copyStretch(
  { part, watch, report, url }: FileJob,
  oldFile: string,
  { from, length }: { readonly from: number; readonly length: number },
): Promise<Outcome> {
  const old = createReadStream(oldFile, { start: from, end: from + length - 1 });
  const end = part.size() + length;
  try {
    for await (const chunk of old) {
      watch.signal.throwIfAborted();
      watch.beat();
      await part.append(chunk as Buffer);
      report(part.size());
    }
  } catch (cause) {
    if (watch.signal.aborted || cause instanceof AgentError) {
      throw unreachable({ url, watch, codes: CODES }, cause);
    }
    return { kind: 'unfit', why: 'the older file could not be read' };
  }
  return part.size() === end
    ? { kind: 'taken', whole: false }
    : { kind: 'unfit', why: 'the older file is shorter than its block map' };
}

async function fetchStretch(
  job: FileJob,
  asked: RangeAsked,
  options: RequestOptions,
): Promise<Outcome> {
  const { url, watch, part } = job;
  let answered = false;
  try {
    const headers = await headersFor(job, asked);
    const response = await requestSafely({ url, headers, watch, codes: CODES }, options);
    answered = true;
    const answer = readAnswer(asked, response);
    if (answer.kind !== 'take') {
      await response.body?.cancel();
      return refused(job, answer, response);
    }
    if (answer.from === 0) {
      const value = validatorOf(response);
      await part.begin(value === undefined ? undefined : { url, value });
    }
    return await takeBody(job, response, answer);
  } catch (cause) {
    const error =
      cause instanceof AgentError ? cause : unreachable({ ...job, codes: CODES }, cause);
    if (error.code === 'download-unreachable' && !watch.signal.aborted) {
      return { kind: 'broken', error, answered };
    }
    throw error;
  }
}

async function headersFor(
  { part, url }: FileJob,
  asked: RangeAsked,
): Promise<Record<string, string>> {
  if (!isPart(asked)) {
    return {};
  }
  const { from, to, length } = asked;
  const known = await part.validator();
  return {
    // Compressed on its way, a file has other parts than the one on the disk. A whole file may be compressed: Chromium
    // unzips it, unless it was asked not to have it so.
    'Accept-Encoding': 'identity',
    Range: `bytes=${from}-${to === length ? '' : to - 1}`,
    ...(known?.url === url ? { 'If-Range': known.value } : {}),
  };
}

async function takeBody(
  job: FileJob,
  response: Response,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Outcome> {
  const { part, watch, report, url, length } = job;
  for await (const chunk of chunksOf(response, watch)) {
    if (part.size() + chunk.length > to) {
      // Whatever this host sends, it is not the file.
      await part.begin(undefined);
      throw new AgentError(
        'download-wrong-length',
        `the server sent more than the ${length} bytes that the feed names; the download was stopped`,
      );
    }
    await part.append(chunk);
    report(part.size());
  }
  const missing = to - part.size();
  const error = new AgentError('download-unreachable', `${url} ended ${missing} bytes too early`);
  return missing === 0
    ? { kind: 'taken', whole: from === 0 && to === length }
    : { kind: 'broken', error, answered: true };
}

function refused(
  { url, length }: FileJob,
  answer: Exclude<RangeAnswer, { kind: 'take' }>,
  { headers }: Response,
): Outcome {
  if (answer.kind === 'unfit') {
    return answer;
  }
  if (answer.kind === 'wrong-length') {
    throw new AgentError(
      'download-wrong-length',
      `${url} has ${answer.actual} bytes, not the ${length} bytes that the feed names`,
    );
  }
  const retryAfter = retryAfterOf(headers.get('retry-after'), Date.now());
  throw new AgentError(
    'download-bad-status',
    `the server answered ${answer.status} when asked for ${url}`,
    { retryAfter },
  );
}
