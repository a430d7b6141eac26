import { findingOn, tooEarly } from '../health/may-escalate.ts';
import type { Patient } from '../health/may-escalate.ts';
import type { Verdict } from '../health/report.ts';
import { rfc3339 } from '../times.ts';

/** What is known about how a rolling release does. */
export interface HealthStatus {
  /** `off`: no source is configured; `none`: there is no verdict, and `why` says why not. */
  readonly verdict: Verdict | 'none' | 'off';
  readonly why: string;
  /** RFC 3339: of when the verdict is. */
  readonly at: string | undefined;
  /** How many clients were seen on it, and how many were still on it at last. */
  readonly clients: number | undefined;
  readonly stillOn: number | undefined;
  readonly evidence: string | undefined;
  /** RFC 3339: how long it has to stay in its phase; `undefined` where that is over, or not asked for. */
  readonly until: string | undefined;
  /** Whether `escalate` would go through now. */
  readonly open: boolean;
}

/** What the health gate would say of an escalation. */
export function healthStatus(patient: Patient, now: number): HealthStatus {
  const { settings } = patient;
  const nothing = { clients: undefined, stillOn: undefined, evidence: undefined, at: undefined };
  if (settings === undefined) {
    const why = 'no health source is configured';
    return { verdict: 'off', why, ...nothing, until: undefined, open: true };
  }
  const finding = findingOn(patient, now);
  const early = tooEarly(patient.release, settings, now);
  const until = early && rfc3339(early.until);
  if (finding.kind === 'none') {
    return { verdict: 'none', why: finding.why, ...nothing, until, open: false };
  }
  const { verdict, why, clients, stillOn, evidence } = finding.health;
  const open = verdict === 'proceed' && early === undefined;
  return { verdict, why, at: finding.at, clients, stillOn, evidence, until, open };
}
