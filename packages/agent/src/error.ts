/** What can go wrong around the agent: the closed list. */
export type AgentErrorCode =
  /** No answer: offline, no such host, a broken connection, or too slow. */
  | 'feed-unreachable'
  /** None of the feeds that this machine may read exists. */
  | 'feed-not-found'
  /** Another status than 200, 304, 400, 404 and 410, or redirects that cannot be followed. */
  | 'feed-bad-status'
  /** What came is no appcast, such as a sign-in page. */
  | 'feed-not-a-feed'
  /** Larger than a feed may be. */
  | 'feed-too-large'
  /** An appcast that breaks the format's rules, or that of another app. */
  | 'feed-refused'
  /** Not signed by the feed key, not the feed that was asked for, or other bytes under a sequence seen before. */
  | 'feed-untrusted'
  /** The feed, or the newest root there is, has expired. */
  | 'feed-stale'
  /** Issued more than a day ahead of this machine's clock. */
  | 'feed-clock'
  /** An older feed than one accepted before: a host that lags behind, or somebody who replays. */
  | 'feed-replayed'
  /** No answer, or no more bytes, before the file was whole. */
  | 'download-unreachable'
  /** The server answered with an error when asked for the file. */
  | 'download-bad-status'
  /** The file is not as long as its feed says. */
  | 'download-wrong-length'
  /** The file's sha512 is not the one that its feed names. */
  | 'download-wrong-digest'
  /** Somebody called the download off. */
  | 'download-cancelled'
  /** No room for the file. */
  | 'disk-full'
  /** The folder or the disk may not be written. */
  | 'disk-read-only'
  /** The disk could not be read or written for another reason. */
  | 'disk-failed'
  /** The installer did not run, or its file was gone. */
  | 'install-failed'
  /** An option, or something in the app's package, that cannot work: for its developer to mend. */
  | 'bad-configuration';

/** A broken world; ordinary bad news is a value instead. `message` is a sentence fit for a log. */
export class AgentError extends Error {
  /** What went wrong, for a program. */
  readonly code: AgentErrorCode;
  /** Milliseconds that the host wants to be left alone for (Retry-After). */
  readonly retryAfter: number | undefined;

  constructor(
    code: AgentErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryAfter?: number | undefined } = {},
  ) {
    const { retryAfter, ...rest } = options;
    super(message, rest);
    this.name = 'AgentError';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** An {@link AgentError} as plain data, for states and windows. */
export interface AgentProblem {
  /** What went wrong, for a program. */
  readonly code: AgentErrorCode;
  /** A sentence fit for a log. */
  readonly message: string;
}

/** Turns whatever was thrown into a problem; an unknown error gets the given code. */
export function problemOf(thrown: unknown, otherwise: AgentErrorCode): AgentProblem {
  if (thrown instanceof AgentError) {
    return { code: thrown.code, message: thrown.message };
  }
  return { code: otherwise, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
