import { parseInstant } from '@phasegate/rollout';

import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Reads since when: `24h` ago, a day, or a time. */
export function readSince(text: string | undefined, now: number): Result<number | undefined> {
  if (text === undefined) {
    return accept(undefined);
  }
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const instant =
    count === undefined
      ? parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
      : now - Number(count) * UNITS[unit as keyof typeof UNITS];
  return instant === undefined
    ? refuse(
        'bad-argument',
        `--since "${oneLine(text, 40)}" is no time`,
        'write 24h, 7d, 2026-11-23 or 2026-11-23T04:00:00Z',
      )
    : accept(instant);
}

/** Reads how many; 0 means all. */
export function readLimit(text: string): Result<number | undefined> {
  return /^\d{1,6}$/.test(text)
    ? accept(Number(text) === 0 ? undefined : Number(text))
    : refuse(
        'bad-argument',
        `--limit "${oneLine(text, 40)}" is no number`,
        'write 20, or 0 for all',
      );
}
