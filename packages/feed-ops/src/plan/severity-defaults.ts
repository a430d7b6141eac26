import type { DataSafety, Severity } from '@phasegate/rollout';

/** What follows from a severity where the operator says nothing else (specification, 5.10.3.2). */
export interface SeverityDefaults {
  /** What the specification asks for. */
  readonly response: string;
  /** Whether users read a notice; where not, the app goes back when asked, and its menu alone says so. */
  readonly notice: boolean;
  /** How long the notice may be put aside; `undefined`: as long as the app's own rules let it. */
  readonly deadlineHours: number | undefined;
  readonly data: DataSafety | undefined;
  /** What the operator is told before saying yes. */
  readonly warning: string | undefined;
  /** The next step after a rollback. */
  readonly next: string;
}

/** One row for each severity. `docs/advisories.md` shows the table, and a test holds the page to it. */
export const SEVERITY_DEFAULTS: Readonly<Record<Severity, SeverityDefaults>> = {
  critical: {
    response: 'immediate rollback, users are told',
    notice: true,
    deadlineHours: 24,
    data: 'back-up-first',
    warning: undefined,
    next: 'tell support, then ship a fixed version: phasegate release add, phasegate rollout start',
  },
  high: {
    response: 'quick rollback, users are told unless you say otherwise',
    notice: true,
    deadlineHours: 72,
    data: undefined,
    warning: undefined,
    next: 'ship a fixed version: phasegate release add, then phasegate rollout start',
  },
  medium: {
    response: 'consider a rollback, monitor closely',
    notice: true,
    deadlineHours: undefined,
    data: undefined,
    warning:
      'Medium: the specification says consider a rollback and monitor closely; a pause may do: phasegate rollout pause',
    next: 'watch it, and ship a fixed version: phasegate release add, then phasegate rollout start',
  },
  low: {
    response: 'monitor, fix in the next release',
    notice: false,
    deadlineHours: undefined,
    data: undefined,
    warning:
      'Low: the specification says monitor and fix it in the next release; a rollback is more than that',
    next: 'fix it in the next release: phasegate release add, then phasegate rollout start',
  },
};

/** What a withdrawal or a block is, where nobody says: bad enough to be told, not a siren. */
export const USUAL_SEVERITY: Severity = 'high';
