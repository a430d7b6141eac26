import { parseInstant } from '@phasegate/rollout';

import type { Moment } from './words.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `2026-11-26T09:00:00Z`, or `30m`, `48h`, `7d` from now; anything else is `undefined`. */
export function parseMoment(text: string): Moment | undefined {
  const instant = parseInstant(text);
  if (instant !== undefined) {
    return { kind: 'at', instant };
  }
  const [, count = '', unit = ''] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  const length = UNITS[unit];
  return length === undefined ? undefined : { kind: 'in', milliseconds: Number(count) * length };
}
