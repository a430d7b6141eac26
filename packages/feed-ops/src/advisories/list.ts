import type { Platform } from '@phasegate/rollout';

import { inForce } from '../feeds/content.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { rfc3339 } from '../times.ts';

/** An advisory as `advisory list` shows it. */
export interface ListedAdvisory {
  readonly id: string;
  readonly revision: number;
  readonly kind: string;
  readonly severity: string;
  readonly versions: string | undefined;
  readonly platforms: readonly Platform[];
  readonly languages: readonly string[];
  /** The English issue, or the first one there is. */
  readonly issue: string | undefined;
  /** What users are asked to do: `go-back 1.0.0`. */
  readonly action: string | undefined;
  /** RFC 3339. */
  readonly issued: string | undefined;
  readonly deadline: string | undefined;
  readonly expires: string | undefined;
}

/** The advisories in force, oldest first; one that is on several platforms stands once. */
export function listAdvisories(
  { states }: Snapshot,
  platforms: readonly Platform[] | undefined,
  now: number,
): readonly ListedAdvisory[] {
  const listed = new Map<string, ListedAdvisory>();
  const time = (instant: number | undefined): string | undefined =>
    instant === undefined ? undefined : rfc3339(instant);
  for (const { platform, ledger } of states) {
    const asked = platforms === undefined || platforms.includes(platform);
    for (const one of asked ? inForce(ledger, now) : []) {
      const { id, revision, kind, severity, versions, texts, action } = one;
      const english = texts.find(({ language }) => language === 'en') ?? texts[0];
      const before = listed.get(id);
      listed.set(id, {
        id,
        revision: Math.max(revision, before?.revision ?? 0),
        kind,
        severity,
        versions,
        platforms: [...(before?.platforms ?? []), platform],
        languages: texts.map(({ language }) => language),
        issue: english?.issue,
        action: action && [action.kind, action.version ?? ''].join(' ').trim(),
        issued: time(one.issued),
        deadline: time(one.deadline),
        expires: time(one.expires),
      });
    }
  }
  return [...listed.values()];
}
