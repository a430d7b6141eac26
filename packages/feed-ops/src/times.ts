/** RFC 3339 in UTC, whole seconds, as feeds carry it. */
export function rfc3339(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** RFC 822 with a four-digit year, as RSS carries it: `Mon, 23 Nov 2026 04:00:00 +0000`. */
export function rfc822(instant: number): string {
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}

/** The day in UTC: `2026-11-23`. */
export function day(instant: number): string {
  return rfc3339(instant).slice(0, 10);
}

/** A name for a folder: `20261123T040000Z`. */
export function stamp(instant: number): string {
  return rfc3339(instant).replaceAll(/[-:]/g, '');
}
