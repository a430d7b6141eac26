import { findingOn, gravityOf, mayEscalate } from '../../health/may-escalate.ts';
import type { Patient } from '../../health/may-escalate.ts';
import type { LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { RuleFacts } from '../rule.ts';
import type { Move, Transition } from '../transition.ts';

/** What the gate adds to a move that it lets through. */
type Passed = Pick<Move, 'said'> & Required<Pick<Move, 'warnings' | 'entry'>>;

type Refused = Extract<Transition, { readonly kind: 'refused' }>;

/** Who asks: whether the gate is overridden, and the command that would override it. */
interface Asking extends RuleFacts {
  readonly overridden: boolean;
  readonly override?: Patient['override'];
}

const GATE_OFF =
  'No health source is configured, so the health gate is off: nobody checked how this release does.';

/** Whether a release may be opened to more machines than now: asked by whatever command does that. */
export function askGate(
  state: PlatformState,
  release: LedgerRelease,
  { config, health, now, overridden, override }: Asking,
): { readonly ok: true; readonly passed: Passed } | { readonly ok: false; readonly no: Refused } {
  const settings = config.health;
  const reading = health ?? { kind: 'off' };
  const patient = { platform: state.platform, release, reading, settings, override };
  const gate = mayEscalate(patient, now);
  if (!gate.ok) {
    const { message } = gate.refusal;
    const evidence = `health gate overridden: ${message}`;
    const warnings = [`The health gate is overridden. ${message}`];
    return overridden
      ? { ok: true, passed: { said: [], warnings, entry: { evidence } } }
      : {
          ok: false,
          no: {
            kind: 'refused',
            refusal: gate.refusal,
            gravity: gravityOf(findingOn(patient, now)),
          },
        };
  }
  const evidence = gate.value;
  return evidence === undefined
    ? { ok: true, passed: { said: [], warnings: [GATE_OFF], entry: {} } }
    : { ok: true, passed: { said: [evidence], warnings: [], entry: { evidence } } };
}
