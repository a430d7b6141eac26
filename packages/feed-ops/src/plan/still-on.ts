import type { Platform } from '@phasegate/rollout';

import type { HealthReading } from '../health/report.ts';

/** How many clients were seen on a version that a change takes away from them. */
export interface StillOn {
  readonly platform: Platform;
  readonly version: string;
  readonly clients: number;
  /** RFC 3339: when the report was made. */
  readonly at: string;
}

/** What the health report knows of these versions; nothing where there is no report. */
export function stillOn(
  health: HealthReading | undefined,
  versions: readonly string[],
  platforms: readonly Platform[],
): readonly StillOn[] {
  if (health?.kind !== 'read') {
    return [];
  }
  const { at, releases } = health.report;
  return releases.flatMap(({ platform, version, clients, stillOn: last = clients }) =>
    last !== undefined && versions.includes(version) && platforms.includes(platform)
      ? [{ platform, version, clients: last, at }]
      : [],
  );
}
