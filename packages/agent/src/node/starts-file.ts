import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Version } from '@phasegate/rollout';
import type { Logger } from '../ports.ts';
import {
  countStart,
  formatStarts,
  goodStart,
  parseStarts,
  quitEarly,
} from '../start/start-guard.ts';
import type { StartRecord } from '../start/start-guard.ts';

/** The starts of an app, in one small file. Every call is over when it returns: the app may crash in the next line. */
export interface StartLog {
  /** Bad starts in a row before this one, where these are a crash loop. */
  readonly crashing: number | undefined;
  readonly lastGood: Version | undefined;
  /** This start was a good one. */
  readonly confirm: () => void;
  /** The app is being quit in an orderly way; before it was confirmed, that makes the start neither good nor bad. */
  readonly quit: () => void;
}

/**
 * Counts this start in `starts.json` of a folder, at once. A file that cannot be read or written costs the count, never
 * the app.
 */
export function openStartLog(
  folder: string,
  version: Version,
  log: Pick<Logger, 'warn'>,
): StartLog {
  const file = path.join(folder, 'starts.json');
  const before = readRecord(file);
  const { record, crashing } = countStart(before, { version, pid: process.pid, runs });
  // An instance beside one that runs leaves the file to that one.
  const counts = record.pid === process.pid;
  const write = (next: StartRecord): void => {
    try {
      writeRecord(file, next);
    } catch (error) {
      log.warn(`this start could not be counted: ${String(error)}`);
    }
  };
  let open = counts;
  const close = (next: StartRecord): void => {
    if (open) {
      open = false;
      write(next);
    }
  };
  if (counts) {
    write(record);
  }
  return {
    crashing,
    lastGood: record.lastGood,
    confirm: () => close(goodStart(record)),
    quit: () => close(quitEarly(record)),
  };
}

function readRecord(file: string): StartRecord | undefined {
  try {
    return parseStarts(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Temp file, fsync, rename: a crash in the middle leaves the old count or the new one. */
function writeRecord(file: string, record: StartRecord): void {
  const temporary = `${file}.${process.pid}.tmp`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    const handle = openSync(temporary, 'w', 0o600);
    try {
      writeSync(handle, formatStarts(record));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Whether another instance of this program runs under that id. A dead process that nobody has buried still answers to
 * signals, and ids are given out again, so on Linux its state and name are looked at as well.
 */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || isAlike(nameAndState(pid), nameAndState(process.pid));
  } catch {
    return false;
  }
}

interface ProcessLine {
  readonly name: string;
  readonly state: string;
}

/** From `/proc/PID/stat`: `17 (notes) S 1 ...` (proc(5)); the name may hold brackets of its own. */
function nameAndState(pid: number): ProcessLine {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const end = line.lastIndexOf(')');
  return { name: line.slice(line.indexOf('(') + 1, end), state: line.slice(end + 2, end + 3) };
}

function isAlike(other: ProcessLine, self: ProcessLine): boolean {
  return other.name === self.name && other.state !== 'Z' && other.state !== 'X';
}
