import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from './instant.ts';

describe('a time in a feed', () => {
  it('reads as the platform reads it, leap years included', () => {
    const dates = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseInstant(date.toISOString())).toBe(date.getTime());
      }),
    );
    expect(parseInstant('2024-02-29T12:00:00Z')).toBe(Date.parse('2024-02-29T12:00:00Z'));
    expect(parseInstant('2026-11-23T04:00:00Z')).toBe(Date.parse('2026-11-23T04:00:00Z'));
  });

  it.each([
    '2026-11-23',
    '2026-11-23T04:00:00',
    '2026-11-23T04:00:00+01:00',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-23T24:00:00Z',
    'Mon, 23 Nov 2026 04:00:00 +0000',
    '',
  ])('is not %j', (text) => expect(parseInstant(text)).toBeUndefined());
});
