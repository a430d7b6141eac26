declare const checked: unique symbol;

/** A system's product version as numbers: macOS `14.2.1`, Windows `10.0.19045`, the Linux kernel's `6.1.0`. */
export type SystemVersion = readonly number[] & { readonly [checked]: 'system-version' };

/** Reads one to four dotted numbers; a suffix as in `6.1.0-13-amd64` is for the caller to cut. */
export function parseSystemVersion(text: string): SystemVersion | undefined {
  if (!/^\d{1,9}(?:\.\d{1,9}){0,3}$/.test(text)) {
    return undefined;
  }
  return text.split('.').map(Number) as readonly number[] as SystemVersion;
}

/** Number by number, a missing one counts as 0, as Sparkle's comparator has it. */
export function compareSystemVersions(a: SystemVersion, b: SystemVersion): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
