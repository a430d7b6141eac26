/** Why set-up stopped: the closed list of codes that a `SetupError` carries. */
export type SetupErrorCode =
  | 'system-packages-missing'
  | 'system-packages-failed'
  | 'override-invalid'
  | 'electron-unavailable'
  | 'electron-does-not-start'
  | 'integrity-mismatch'
  | 'no-network'
  | 'registry-refused'
  | 'npm-missing'
  | 'disk-full'
  | 'cache-not-writable'
  | 'unpack-failed'
  | 'package-failed'
  | 'no-display'
  | 'no-browser'
  | 'no-tmux';

/** Set-up cannot go on: a code from the closed list, one sentence of what is wrong, and the next step for the reader. */
export class SetupError extends Error {
  readonly code: SetupErrorCode;
  /** What the person at the terminal can do about it, as one sentence or command. */
  readonly next: string;

  constructor(code: SetupErrorCode, text: { problem: string; next: string }, cause?: unknown) {
    super(`${text.problem}\n${text.next}`, cause === undefined ? {} : { cause });
    this.name = 'SetupError';
    this.code = code;
    this.next = text.next;
  }
}
