import { isInRange, parseInstant, parseVersion, parseVersionRange } from '@phasegate/rollout';
import type { Platform, Version } from '@phasegate/rollout';

import type { HistoryEntry } from '../state/history.ts';
import type { HistoryLine } from './history-lines.ts';

/** One command as people read it: the lines that it left on several platforms are one. */
export interface HistoryRecord extends HistoryEntry {
  readonly platforms: readonly Platform[];
  /** Where it stands, for git to say which commit brought it. */
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

/** Which records are asked for. */
export interface HistoryQuestion {
  readonly version: Version | undefined;
  /** Milliseconds since 1970; older ones are left out. */
  readonly since: number | undefined;
  /** The newest so many. */
  readonly limit: number | undefined;
}

/**
 * The lines of all platforms, oldest first. Order within a file is the order in which things happened, whatever the
 * clocks of those who did them said; only between files do the times decide.
 */
export function recordsOf(files: readonly (readonly HistoryLine[])[]): readonly HistoryRecord[] {
  const found = new Map<string, { readonly order: number; readonly record: HistoryRecord }>();
  for (const lines of files) {
    const seen = new Map<string, number>();
    let order = 0;
    for (const line of lines) {
      order = Math.max(order, parseInstant(line.at) ?? 0);
      const key = keyOf(line);
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      const before = found.get(`${times} ${key}`);
      found.set(`${times} ${key}`, {
        order: Math.max(order, before?.order ?? 0),
        record: joined(before?.record, line),
      });
    }
  }
  return [...found.values()].sort((a, b) => a.order - b.order).map(({ record }) => record);
}

/** The records that answer a question, oldest first. */
export function answering(
  records: readonly HistoryRecord[],
  { version, since, limit }: HistoryQuestion,
): readonly HistoryRecord[] {
  const asked = records.filter(
    (one) =>
      (version === undefined || isAbout(one, version)) &&
      (since === undefined || (parseInstant(one.at) ?? 0) >= since),
  );
  return limit === undefined ? asked : asked.slice(-limit);
}

/** Whether a command named this version, alone, among others, or in a range. */
function isAbout({ version: named }: HistoryEntry, version: Version): boolean {
  if (named === null) {
    return false;
  }
  const parts = named.split('||').map((part) => part.trim());
  if (parts.includes(version)) {
    return true;
  }
  const ranges = parts.filter((part) => parseVersion(part) === undefined);
  return ranges.some((part) => {
    const range = parseVersionRange(part);
    return range !== undefined && isInRange(version, range);
  });
}

/** What one command writes alike on every platform; its sequence and its versions may differ between them. */
function keyOf({ at, actor, command, reason, evidence, undoOf }: HistoryEntry): string {
  return JSON.stringify([at, actor, command, reason, evidence, undoOf]);
}

function joined(before: HistoryRecord | undefined, line: HistoryLine): HistoryRecord {
  const { platform, path, line: at, ...entry } = line;
  const place = { path, line: at };
  return before === undefined
    ? { ...entry, platforms: [platform], places: [place] }
    : {
        ...before,
        version: both(before.version, entry.version),
        sequence: Math.max(before.sequence, entry.sequence),
        platforms: [...before.platforms, platform],
        places: [...before.places, place],
      };
}

function both(one: string | null, other: string | null): string | null {
  const parts = [one, other].flatMap((text) => text?.split(' || ') ?? []);
  return parts.length === 0 ? null : [...new Set(parts)].join(' || ');
}
