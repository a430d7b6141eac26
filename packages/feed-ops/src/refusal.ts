/** The ways a command can end. */
export type ExitName =
  | 'done'
  | 'failed'
  | 'usage'
  | 'declined'
  | 'notAllowed'
  | 'unhealthy'
  | 'conflict'
  | 'pending'
  | 'interrupted';

/** What a command ends with, as `phasegate --help` documents it. */
export const EXIT: Readonly<Record<ExitName, number>> = {
  done: 0,
  failed: 1,
  usage: 2,
  declined: 3,
  notAllowed: 4,
  unhealthy: 5,
  conflict: 6,
  pending: 7,
  interrupted: 130,
};

/** Every reason for which a command changes nothing. */
export type RefusalCode =
  | 'bad-argument'
  | 'bad-version'
  | 'unknown-version'
  | 'unknown-platform'
  | 'no-such-file'
  | 'wrong-digest'
  | 'wrong-length'
  | 'already-there'
  | 'not-set-up'
  | 'not-started'
  | 'was-withdrawn'
  | 'is-paused'
  | 'wrong-phase'
  | 'phases-differ'
  | 'not-first'
  | 'not-newer'
  | 'only-fallback'
  | 'is-blocked'
  | 'unknown-advisory'
  | 'unknown-command'
  | 'not-undone'
  | 'changed-since'
  | 'no-past'
  | 'no-item-text'
  | 'no-feed'
  | 'not-a-work-tree'
  | 'not-tracked'
  | 'dirty-tree'
  | 'detached-head'
  | 'wrong-branch'
  | 'no-remote'
  | 'not-pushed'
  | 'no-identity'
  | 'bad-config'
  | 'bad-ledger'
  | 'bad-feed'
  | 'broken-invariant'
  | 'git-missing'
  | 'git-failed'
  | 'not-writable'
  | 'unreachable'
  | 'push-refused'
  | 'push-timeout'
  | 'not-confirmed'
  | 'no-feed-key'
  | 'no-release-key'
  | 'no-root-key'
  | 'no-sparkle-key'
  | 'wrong-key'
  | 'several-keys'
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'bad-key-file'
  | 'bad-keys-folder'
  | 'bad-root'
  | 'missing-signatures'
  | 'is-stopped'
  | 'locked'
  | 'queued'
  | 'unhealthy'
  | 'rollout-under-way'
  | 'was-overtaken'
  | 'not-your-role'
  | 'same-person'
  | 'sign-off-missing'
  | 'bad-plan'
  | 'plan-changed'
  | 'plan-too-old'
  | 'plan-moved'
  | 'conflict'
  | 'pending';

/** The exit code that goes with each reason. */
const REFUSALS: Readonly<Record<RefusalCode, number>> = {
  // An argument is wrong.
  'bad-argument': EXIT.usage,
  'bad-version': EXIT.usage,
  'unknown-version': EXIT.usage,
  'unknown-platform': EXIT.usage,
  'unknown-advisory': EXIT.usage,
  'unknown-command': EXIT.usage,
  'no-such-file': EXIT.usage,
  'wrong-digest': EXIT.usage,
  'wrong-length': EXIT.usage,
  'wrong-passphrase': EXIT.usage,
  'bad-key-file': EXIT.usage,
  'bad-keys-folder': EXIT.usage,
  'bad-plan': EXIT.usage,
  // The state of the rollout or of the repository does not allow it.
  'already-there': EXIT.notAllowed,
  'not-set-up': EXIT.notAllowed,
  'not-started': EXIT.notAllowed,
  'was-withdrawn': EXIT.notAllowed,
  'is-paused': EXIT.notAllowed,
  'wrong-phase': EXIT.notAllowed,
  'phases-differ': EXIT.notAllowed,
  'not-first': EXIT.notAllowed,
  'not-newer': EXIT.notAllowed,
  'only-fallback': EXIT.notAllowed,
  'rollout-under-way': EXIT.notAllowed,
  'was-overtaken': EXIT.notAllowed,
  'is-blocked': EXIT.notAllowed,
  'not-undone': EXIT.notAllowed,
  'changed-since': EXIT.notAllowed,
  'no-past': EXIT.notAllowed,
  'no-item-text': EXIT.notAllowed,
  'no-feed': EXIT.notAllowed,
  'not-a-work-tree': EXIT.notAllowed,
  'not-tracked': EXIT.notAllowed,
  'dirty-tree': EXIT.notAllowed,
  'detached-head': EXIT.notAllowed,
  'wrong-branch': EXIT.notAllowed,
  'no-remote': EXIT.notAllowed,
  'not-pushed': EXIT.notAllowed,
  'no-identity': EXIT.notAllowed,
  'no-feed-key': EXIT.notAllowed,
  'no-release-key': EXIT.notAllowed,
  'no-root-key': EXIT.notAllowed,
  'no-sparkle-key': EXIT.notAllowed,
  'wrong-key': EXIT.notAllowed,
  'several-keys': EXIT.notAllowed,
  'passphrase-needed': EXIT.notAllowed,
  'missing-signatures': EXIT.notAllowed,
  'is-stopped': EXIT.notAllowed,
  'not-your-role': EXIT.notAllowed,
  'same-person': EXIT.notAllowed,
  'sign-off-missing': EXIT.notAllowed,
  'plan-changed': EXIT.notAllowed,
  'plan-too-old': EXIT.notAllowed,
  // Something is broken.
  'bad-config': EXIT.failed,
  'bad-ledger': EXIT.failed,
  'bad-feed': EXIT.failed,
  'broken-invariant': EXIT.failed,
  'git-missing': EXIT.failed,
  'git-failed': EXIT.failed,
  'not-writable': EXIT.failed,
  'bad-root': EXIT.failed,
  unreachable: EXIT.failed,
  'push-refused': EXIT.failed,
  'push-timeout': EXIT.failed,
  'not-confirmed': EXIT.failed,
  // The health gate.
  unhealthy: EXIT.unhealthy,
  // Somebody else was faster, or the host is slower.
  'plan-moved': EXIT.conflict,
  conflict: EXIT.conflict,
  locked: EXIT.conflict,
  queued: EXIT.pending,
  pending: EXIT.pending,
};

/** A "no" that says why and what to do next; nothing was changed unless the message says so. */
export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence: what happened. */
  readonly message: string;
  /** What the operator does next: a command, or half a sentence. */
  readonly next: string;
  readonly exit: number;
}

/** A value, or why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** A refusal with the exit code of its reason. */
export function refusal(code: RefusalCode, message: string, next: string): Refusal {
  return { code, message, next, exit: REFUSALS[code] };
}

/** A refused result. */
export function refuse(
  code: RefusalCode,
  message: string,
  next: string,
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: refusal(code, message, next) };
}

/** A result that holds a value. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}
