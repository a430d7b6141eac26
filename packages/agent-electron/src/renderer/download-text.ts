import type { Progress } from '@phasegate/agent';

/** When a download was seen at how many bytes; `at` in milliseconds. */
export interface Sighting {
  readonly at: number;
  readonly received: number;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** `12.4 of 98.0 MB`: both numbers in the unit of the whole. */
export function bytesText({ received, total }: Progress): string {
  const step = UNITS.filter((_, power) => power > 0 && total >= 1000 ** power).length;
  const digits = step <= 1 ? 0 : 1;
  const inUnit = (bytes: number): string => (bytes / 1000 ** step).toFixed(digits);
  return `${inUnit(received)} of ${inUnit(total)} ${UNITS[step] ?? 'bytes'}`;
}

/** How long the rest takes at the pace so far; nothing in the first second, when any number would be a guess. */
export function timeLeftText(first: Sighting, now: Sighting, total: number): string | undefined {
  const elapsed = now.at - first.at;
  const pace = (now.received - first.received) / elapsed;
  if (elapsed < 1000 || !(pace > 0) || now.received >= total) {
    return undefined;
  }
  const seconds = Math.ceil((total - now.received) / pace / 1000);
  return seconds < 60 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
}

/** Whole percent, 0..100. */
export function percentOf({ received, total }: Progress): number {
  return total > 0 ? Math.min(100, Math.floor((received / total) * 100)) : 0;
}
