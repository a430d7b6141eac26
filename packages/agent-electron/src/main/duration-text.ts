const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** How long it is from `now` (epoch milliseconds) to a time in RFC 3339: "in 3 h 59 min", or "due" when it is past. */
export function until(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (!(left >= 1000)) {
    return 'due';
  }
  const first = UNITS.findIndex(([, size]) => left >= size);
  let rest = left;
  const words = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return `in ${words.filter((word) => word !== '').join(' ')}`;
}
