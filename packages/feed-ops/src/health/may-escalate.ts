import { parseInstant } from '@phasegate/rollout';
import type { Platform } from '@phasegate/rollout';

import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import type { HealthSettings } from '../state/config-health.ts';
import type { LedgerRelease } from '../state/ledger.ts';
import { rfc3339 } from '../times.ts';
import { healthOf } from './report.ts';
import type { HealthReading, ReleaseHealth } from './report.ts';

/** A release where it stands, and what is known about how it does. */
export interface Patient {
  readonly platform: Platform;
  readonly release: Pick<LedgerRelease, 'version' | 'phase' | 'since'>;
  readonly reading: HealthReading;
  /** `undefined` where no source is configured, and so nothing is asked. */
  readonly settings: HealthSettings | undefined;
  /** The command that goes on all the same; `undefined`: that of an escalation. */
  readonly override?: string | undefined;
}

/** A clock of the monitor's that is ahead by no more than this is believed. */
const AHEAD_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;

/** What the report says of a release at this time, or why there is no verdict. Silence is not health. */
export type Finding =
  | { readonly kind: 'verdict'; readonly health: ReleaseHealth; readonly at: string }
  | { readonly kind: 'none'; readonly why: string };

/** Whether a release may be opened to more machines; the value is the evidence, for the history. */
export function mayEscalate(patient: Patient, now: number): Result<string | undefined> {
  const { settings, release, platform } = patient;
  if (settings === undefined) {
    return accept(undefined);
  }
  const finding = findingOn(patient, now);
  const early = tooEarly(release, settings, now);
  const sick = sickness(finding);
  if (finding.kind === 'verdict' && early === undefined && sick === undefined) {
    return accept(evidenceOf(finding.health, finding.at));
  }
  const why = [sick, early?.said].filter((one) => one !== undefined).join('; ');
  return refuse(
    'unhealthy',
    `${release.version} on ${platform} may not go on: ${why}`,
    nextFor(patient, finding, early?.until),
  );
}

/** The verdict on a release in the phase it is in, as long as it is fresh. */
export function findingOn(patient: Patient, now: number): Finding {
  const { reading, settings, release, platform } = patient;
  const none = (why: string): Finding => ({ kind: 'none', why });
  if (reading.kind === 'off' || settings === undefined) {
    return none('no health source is configured');
  }
  if (reading.kind === 'unreadable') {
    return none(`${oneLine(reading.source, 200)} cannot be used: ${oneLine(reading.why, 300)}`);
  }
  const { report } = reading;
  const age = now - (parseInstant(report.at) ?? Number.NEGATIVE_INFINITY);
  if (age < -AHEAD_MS) {
    return none(`the report is from ${report.at}, which is still to come; one clock is wrong`);
  }
  if (age > settings.maxAgeMinutes * 60_000) {
    return none(`the report is from ${report.at}, older than ${settings.maxAgeMinutes} minutes`);
  }
  const health = healthOf(report, { platform, version: release.version });
  if (health === undefined) {
    return none(`the report of ${report.at} does not name it`);
  }
  return health.phase === release.phase
    ? { kind: 'verdict', health, at: report.at }
    : none(`the report is about ${health.phase} %, and it is at ${release.phase ?? 0} %`);
}

/** Until when a release has to stay in its phase; `undefined` where it has been there long enough. */
export function tooEarly(
  { since }: Pick<LedgerRelease, 'since'>,
  { minimumHours }: HealthSettings,
  now: number,
): { readonly until: number; readonly said: string } | undefined {
  const began = parseInstant(since) ?? now;
  const until = began + minimumHours * HOUR_MS;
  if (now >= until) {
    return undefined;
  }
  const hours = Math.max(0, Math.floor((now - began) / HOUR_MS));
  return { until, said: `it has been in its phase for ${hours} of ${minimumHours} hours` };
}

/** `proceed at 2026-11-24T09:00:00Z, 412 clients: error rate 0.2 %`. */
function evidenceOf(health: ReleaseHealth, at: string): string {
  const { verdict, why, clients, evidence } = health;
  const seen = clients === undefined ? '' : `, ${clients} clients`;
  const more = evidence === undefined || evidence === '' ? '' : ` (${oneLine(evidence, 500)})`;
  return `health ${verdict} at ${at}${seen}: ${oneLine(why, 500)}${more}`;
}

function sickness(finding: Finding): string | undefined {
  if (finding.kind === 'none') {
    return `there is no verdict: ${finding.why}`;
  }
  const { verdict, why } = finding.health;
  return verdict === 'proceed' ? undefined : `the verdict is ${verdict}: ${oneLine(why, 300)}`;
}

/** How bad a finding is: what asks for a rollback weighs more than what asks to wait. */
export function gravityOf(finding: Finding): number {
  const verdict = finding.kind === 'verdict' ? finding.health.verdict : 'inconclusive';
  return ['proceed', 'inconclusive', 'pause', 'roll-back'].indexOf(verdict);
}

function nextFor(
  { release: { version }, override: given }: Patient,
  finding: Finding,
  until: number | undefined,
): string {
  const override =
    given ?? `phasegate rollout escalate ${version} --override-health --reason "..."`;
  const verdict = finding.kind === 'verdict' ? finding.health.verdict : undefined;
  if (verdict === 'roll-back') {
    return `phasegate rollback ${version} --reason "...", or phasegate rollout pause ${version}`;
  }
  if (verdict === 'pause') {
    return `phasegate rollout pause ${version}, or if you know better: ${override}`;
  }
  return until === undefined
    ? `phasegate rollout status shows what is known; if you know better: ${override}`
    : `wait until ${rfc3339(until)}; if it cannot wait: ${override}`;
}
