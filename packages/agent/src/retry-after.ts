/** Milliseconds: no host may silence a client for longer than a day. */
const LONGEST = 86_400_000;

/**
 * What a Retry-After header asks for, in milliseconds from `now`, at most a day; `undefined` for none and for one that
 * cannot be read (RFC 9110, 10.2.3: seconds, or a date).
 */
export function retryAfterOf(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST);
}
