import { compareVersions, parseVersion } from '@phasegate/rollout';

import { oneLine } from './one-line.ts';
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** The versions that lie closest to one that is not there: same major and minor first, then letter by letter. */
export function nearest(wanted: string, known: readonly string[], count = 3): readonly string[] {
  const unique = [...new Set(known)];
  const ranked = unique.map((version) => ({ version, rank: distance(wanted, version) }));
  ranked.sort((a, b) => a.rank - b.rank || newerFirst(a.version, b.version));
  return ranked.slice(0, count).map(({ version }) => version);
}

/** A version that is in no feed, with the nearest ones that are. */
export function unknownVersion(wanted: string, known: readonly string[], where: string): Refusal {
  const close = nearest(wanted, known);
  const message = `${oneLine(wanted, 64)} is ${where}`;
  return close.length === 0
    ? refusal(
        'unknown-version',
        `${message}; there is no release at all`,
        'phasegate rollout status',
      )
    : refusal('unknown-version', message, `did you mean ${close.join(' or ')}?`);
}

function distance(a: string, b: string): number {
  const numbersOf = (text: string): readonly number[] => text.split(/[.+-]/).map(Number);
  const [one, other] = [numbersOf(a), numbersOf(b)];
  const apart = [0, 1, 2].map((at) =>
    Math.min(99, Math.abs((one[at] ?? 0) - (other[at] ?? 0)) || 0),
  );
  const [major = 0, minor = 0, patch = 0] = apart;
  return major * 10_000 + minor * 100 + patch;
}

function newerFirst(a: string, b: string): number {
  const [one, other] = [parseVersion(a), parseVersion(b)];
  return one === undefined || other === undefined
    ? b.localeCompare(a)
    : compareVersions(other, one);
}
