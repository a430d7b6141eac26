/** A source of numbers in [0, 1) that gives the same row for the same seed (mulberry32). */
export type Random = () => number;

/** Starts a row of numbers; tests and benches never use `Math.random`. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many bytes of the row that the seed starts. */
export function seededBytes(length: number, seed: number): Buffer {
  const next = seededRandom(seed);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) {
    bytes[at] = next() * 256;
  }
  return bytes;
}
