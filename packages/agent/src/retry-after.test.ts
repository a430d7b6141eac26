import { describe, expect, it } from 'vitest';
import { retryAfterOf } from './retry-after.ts';

const NOW = Date.parse('2026-11-26T10:00:00Z');

describe('a Retry-After header', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 26 Nov 2026 10:00:30 GMT', 30_000],
    ['Thu, 26 Nov 2026 09:00:00 GMT', 0],
    ['9999999999', 86_400_000],
    ['99999999999999', 86_400_000],
    ['Fri, 26 Nov 2027 10:00:00 GMT', 86_400_000],
    ['soon', undefined],
    ['-5 s', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%s asks for %s milliseconds', (header, wait) => {
    expect(retryAfterOf(header, NOW)).toBe(wait);
  });
});
