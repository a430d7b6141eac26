/** What an operator's key, root or feed can be refused for while something is made, not read by a client. */
export type TrustErrorCode =
  | 'not-canonical'
  | 'not-a-seed'
  | 'not-a-key-file'
  | 'key-mismatch'
  | 'passphrase-needed'
  | 'passphrase-empty'
  | 'wrong-passphrase'
  | 'bad-root'
  | 'shared-key'
  | 'cannot-sign';

/** Making or opening something failed; clients never see one, they get verdicts. */
export class TrustError extends Error {
  readonly code: TrustErrorCode;

  constructor(code: TrustErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TrustError';
    this.code = code;
  }
}
