/** What can go wrong around the agent: the closed list. */
export type AgentErrorCode =
  | 'feed-unreachable'
  | 'feed-not-found'
  | 'feed-bad-status'
  | 'feed-not-a-feed'
  | 'feed-too-large'
  | 'feed-refused'
  /** Not signed by the feed key, not the feed that was asked for, or other bytes under a sequence seen before. */
  | 'feed-untrusted'
  /** The feed, or the newest root there is, has expired. */
  | 'feed-stale'
  /** Issued more than a day ahead of this machine's clock. */
  | 'feed-clock'
  /** An older feed than one accepted before: a host that lags behind, or somebody who replays. */
  | 'feed-replayed'
  | 'download-unreachable'
  | 'download-bad-status'
  | 'download-wrong-length'
  | 'download-wrong-digest'
  | 'download-cancelled'
  | 'disk-full'
  | 'disk-read-only'
  | 'disk-failed'
  | 'install-failed'
  | 'bad-configuration';

/** A broken world; ordinary bad news is a value instead. `message` is a sentence fit for a log. */
export class AgentError extends Error {
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
  readonly code: AgentErrorCode;
  readonly message: string;
}

/** Turns whatever was thrown into a problem; an unknown error gets the given code. */
export function problemOf(thrown: unknown, otherwise: AgentErrorCode): AgentProblem {
  if (thrown instanceof AgentError) {
    return { code: thrown.code, message: thrown.message };
  }
  return { code: otherwise, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
