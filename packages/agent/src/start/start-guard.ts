import type { Version } from '@phasegate/rollout';
import { parseVersion } from '@phasegate/rollout';
import * as v from 'valibot';

/** What is known of the starts of an app: one small file, written before the app's own code runs. */
export interface StartRecord {
  readonly version: Version;
  /** Starts of this version in a row that were not, or not yet, good ones. */
  readonly starts: number;
  /** The release that started well last. */
  readonly lastGood: Version | undefined;
  /** The process that was counted last. */
  readonly pid: number;
}

/** One start: what to write down, and whether the starts before it were a crash loop. */
export interface Start {
  readonly record: StartRecord;
  /** How many bad starts there were in a row, where these are too many. */
  readonly crashing: number | undefined;
}

/** Bad starts in a row that make a crash loop. */
const CRASH_LOOP = 3;

/**
 * Counts a start. A second instance beside one that still runs is no start: whoever clicks an icon three times in a
 * row must not find the app in a crash loop.
 */
export function countStart(
  before: StartRecord | undefined,
  now: { readonly version: Version; readonly pid: number; readonly runs: (pid: number) => boolean },
  most: number = CRASH_LOOP,
): Start {
  const { version, pid } = now;
  const same = before?.version === version ? before : undefined;
  const beside = same !== undefined && same.pid !== pid && now.runs(same.pid);
  const bad = same?.starts ?? 0;
  const record = { version, starts: bad + 1, lastGood: before?.lastGood, pid };
  if (beside) {
    return { record: same, crashing: undefined };
  }
  return { record, crashing: bad >= most ? bad : undefined };
}

/** The app has run for its confirmation window, or has said that it started well. */
export function goodStart({ version, pid }: StartRecord): StartRecord {
  return { version, starts: 0, lastGood: version, pid };
}

/** The app was quit in an orderly way before its window was over: neither a good start nor a bad one. */
export function quitEarly(record: StartRecord): StartRecord {
  return { ...record, starts: Math.max(0, record.starts - 1) };
}

const version = v.custom<Version>(
  (input) => typeof input === 'string' && parseVersion(input) !== undefined,
);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shape = v.object({
  schema: v.literal('phasegate/starts@1'),
  version,
  starts: whole,
  lastGood: v.optional(version),
  pid: whole,
});

/** Reads the file; anything odd reads as an app that was never started before. */
export function parseStarts(text: string): StartRecord | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text);
  if (!parsed.success) {
    return undefined;
  }
  const { schema: _, lastGood, ...rest } = parsed.output;
  return { ...rest, lastGood };
}

/** The file's text. */
export function formatStarts(record: StartRecord): string {
  return `${JSON.stringify({ schema: 'phasegate/starts@1', ...record })}\n`;
}
