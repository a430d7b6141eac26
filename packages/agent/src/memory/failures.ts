import type { Version } from '@phasegate/rollout';

/** How often the update to one version has failed; the count begins anew with the next version. */
export interface Failures {
  readonly version: Version;
  readonly count: number;
}

/** One more. */
export function failedOnceMore(failures: Failures | undefined, version: Version): Failures {
  return { version, count: failureCount(failures, version) + 1 };
}

/** From 0. */
export function failureCount(failures: Failures | undefined, version: Version): number {
  return failures?.version === version ? failures.count : 0;
}
