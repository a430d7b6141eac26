import { parseInstant } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';
import * as v from 'valibot';

import { readJson } from '../state/config.ts';
import type { HistoryEntry } from '../state/history.ts';

/** A line of one platform's history, and where it stands. */
export interface HistoryLine extends HistoryEntry {
  readonly platform: Platform;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** A line that cannot be read; the others still count. */
export interface BrokenLine {
  readonly path: string;
  readonly line: number;
  readonly why: string;
}

/** Everything that a history file holds. */
export interface HistoryFile {
  readonly lines: readonly HistoryLine[];
  readonly broken: readonly BrokenLine[];
}

const Text = v.nullish(v.string(), null);

const Shape = v.looseObject({
  at: v.pipe(
    v.string(),
    v.check((text) => parseInstant(text) !== undefined, 'is no RFC 3339 time'),
  ),
  actor: v.string(),
  command: v.string(),
  version: Text,
  reason: Text,
  evidence: Text,
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
  undoOf: Text,
});

/** Reads `history.jsonl` line by line: one that a merge or an editor broke is named and hides none of the others. */
export function readHistoryFile(platform: Platform, path: string, text: string): HistoryFile {
  const lines: HistoryLine[] = [];
  const broken: BrokenLine[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const place = { path, line: at + 1 };
    const read = line.trim() === '' ? undefined : entryIn(line);
    if (typeof read === 'string') {
      broken.push({ ...place, why: read });
    } else if (read !== undefined) {
      lines.push({ ...read, platform, ...place });
    }
  }
  return { lines, broken };
}

function entryIn(line: string): HistoryEntry | string {
  const json = readJson(line);
  if (json === undefined) {
    return 'is not JSON';
  }
  const read = v.safeParse(Shape, json);
  if (!read.success) {
    const [issue] = read.issues;
    return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`;
  }
  const { at, actor, command, version, reason, evidence, sequence, undoOf } = read.output;
  return { at, actor, command, version, reason, evidence, sequence, undoOf };
}
