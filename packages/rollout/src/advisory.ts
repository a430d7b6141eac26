import type { Instant } from './instant.ts';
import type { Arch, Platform } from './platform.ts';
import { isInRange } from './version.ts';
import type { Version, VersionRange } from './version.ts';

/** `withdrawn`: do not stay on it; `blocked`: never offer or install it; `notice`: say something; `resolved`: over. */
export type AdvisoryKind = 'withdrawn' | 'blocked' | 'notice' | 'resolved';
/** How bad it is, worst first. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';
/** What the problem means for the user's data. */
export type DataSafety = 'safe' | 'back-up-first' | 'at-risk';

/** What the user reads, in one language; plain text, each at most 280 characters. */
export interface AdvisoryText {
  /** BCP 47 tag, `en` where the feed names none. */
  readonly language: string;
  readonly issue: string | undefined;
  readonly impact: string | undefined;
  readonly instruction: string | undefined;
  readonly timeline: string | undefined;
}

/** What the user should do. */
export interface AdvisoryAction {
  readonly kind: 'update' | 'go-back' | 'manual' | 'none';
  readonly version: Version | undefined;
}

/** An https address the user may open. */
export interface AdvisoryLink {
  /** What is to be found there. */
  readonly rel: 'download' | 'details' | 'support';
  /** An https URL. */
  readonly href: string;
}

/** Word from the publisher about versions that are out; it stands at the head of every feed. */
export interface Advisory {
  readonly id: string;
  readonly revision: number;
  readonly kind: AdvisoryKind;
  readonly severity: Severity;
  readonly versions: VersionRange | undefined;
  readonly data: DataSafety | undefined;
  readonly issued: Instant | undefined;
  readonly expires: Instant | undefined;
  readonly deadline: Instant | undefined;
  readonly supersedes: string | undefined;
  readonly resolves: string | undefined;
  readonly platforms: readonly string[] | undefined;
  readonly archs: readonly string[] | undefined;
  readonly texts: readonly AdvisoryText[];
  readonly action: AdvisoryAction | undefined;
  readonly links: readonly AdvisoryLink[];
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Reads a severity; a word we do not know reads as `medium`, so that it is neither lost nor a siren. */
export function readSeverity(text: string | undefined): Severity {
  return SEVERITIES.find((severity) => severity === text) ?? 'medium';
}

/** Worst first; among equals the order of the feed stays. */
export function worstFirst(advisories: readonly Advisory[]): readonly Advisory[] {
  const rank = (advisory: Advisory): number => SEVERITIES.indexOf(advisory.severity);
  return [...advisories].sort((a, b) => rank(a) - rank(b));
}

/**
 * The advisories that hold on this machine now: the newest revision of each, for its platform, not expired, not
 * superseded, not resolved. A `resolved` advisory is itself kept, since it is news. What ended another one ends it
 * for good: when it expires itself, the old warning does not come back.
 */
export function advisoriesInForce(
  advisories: readonly Advisory[],
  machine: { readonly platform: Platform; readonly arch: Arch },
  now: Instant,
): readonly Advisory[] {
  const here = newestRevisions(advisories).filter(
    (one) =>
      (one.platforms?.includes(machine.platform) ?? true) &&
      (one.archs?.includes(machine.arch) ?? true),
  );
  const ended = new Set(here.flatMap(endedBy));
  return here.filter(
    (one) => !ended.has(one.id) && (one.expires === undefined || now < one.expires),
  );
}

/** Two of the same id and revision both stay: a slip must not silence a warning. */
function newestRevisions(advisories: readonly Advisory[]): readonly Advisory[] {
  return advisories.filter(
    (one) => !advisories.some(({ id, revision }) => id === one.id && revision > one.revision),
  );
}

/** An advisory that names itself ends nothing, for the same reason. */
function endedBy({ id, kind, supersedes, resolves }: Advisory): readonly string[] {
  return [supersedes, kind === 'resolved' ? resolves : undefined]
    .filter((other) => other !== undefined)
    .filter((other) => other !== id);
}

/** Whether the advisory is about the version; one that changes nothing needs no range to be about all. */
export function isAbout({ kind, versions }: Advisory, version: Version): boolean {
  return versions === undefined ? kind === 'notice' : isInRange(version, versions);
}

/** The worst advisory of these kinds that names the version. */
export function advisoryOn(
  version: Version,
  advisories: readonly Advisory[],
  kinds: readonly AdvisoryKind[],
): Advisory | undefined {
  return worstFirst(advisories).find((one) => kinds.includes(one.kind) && isAbout(one, version));
}
