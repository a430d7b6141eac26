/** The middle of some runs, with the quartiles around it (IQR = `q3 - q1`). */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

/** The spread of at least one number; `undefined` of none. */
export function spreadOf(numbers: readonly number[]): Spread | undefined {
  if (numbers.length === 0) {
    return undefined;
  }
  const sorted = [...numbers].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
  };
}

/** Between two neighbours in proportion (R's type 7, the default of R and NumPy). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
