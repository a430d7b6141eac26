import type { Arch, Platform } from '@phasegate/rollout';

/** The name and version of the wire format. A field more or fewer is another version. */
export const EVENTS_SCHEMA = 'phasegate/events@1';

/** The most bytes that one request carries, as UTF-8. */
export const MAX_BATCH_BYTES = 65_536;

/** The most events that one request carries. */
export const MAX_BATCH_EVENTS = 100;

/** The most UTF-16 units of a user's own words. */
export const MAX_TEXT = 500;

/**
 * The body of one request. It is about one release: the pseudonym stands at its head, once, so that no batch can tie
 * one release's pseudonym to another's.
 */
export interface EventBatch extends ReportHead {
  readonly schema: typeof EVENTS_SCHEMA;
  /** 32 hex digits, a hash of the events' ids: the same events are the same batch. */
  readonly batch: string;
  readonly events: readonly ReportEvent[];
}

/** Who reports: one install's pseudonym for one release, and nothing else that is its own. */
export interface ReportHead {
  /** Reverse-DNS id of the app. */
  readonly app: string;
  /** Version of the SDK that has seen the event. */
  readonly sdk: string;
  /** 32 hex digits: the install's pseudonym for this release. */
  readonly client: string;
  /** The release that the events are about: offered, downloaded, installed, running, or left by going back. */
  readonly version: string;
  readonly platform: Platform;
  readonly arch: Arch;
}

/** One thing that happened; a repeated id is the same event. */
export type ReportEvent = EventBase & EventBody;

/** What every event says. */
export interface EventBase {
  /** 32 hex digits. */
  readonly id: string;
  /** RFC 3339 in UTC, rounded down to the hour. */
  readonly at: string;
  /** The version that this machine had before the release, where it is known. */
  readonly previousVersion?: string;
  /** Percentage of the feed that was read last, never the bucket; absent where none was read. */
  readonly phase?: number;
  /** QA forces something on this machine: the event decides nothing. */
  readonly overridden?: true;
}

/** What an event says by its kind. */
export type EventBody =
  | { readonly kind: 'offered' }
  | { readonly kind: 'downloaded' }
  | { readonly kind: 'install-started' }
  | { readonly kind: 'first-start-ok' }
  | InstallFailed
  | FirstError
  | CrashLoop
  | WentBack
  | UserReport
  | Timings
  | { readonly kind: 'active' };

/** A download or an install that did not come to pass, once per stage and code. */
export interface InstallFailed {
  readonly kind: 'install-failed';
  /** `restart`: the install had begun, and the machine came up on the version that it had before. */
  readonly stage: 'download' | 'install' | 'restart';
  /** An error code of the SDK, or `not-installed` after a restart. */
  readonly code: string;
  /** `back`: the release could not be left. */
  readonly direction: 'forward' | 'back';
}

/** The first error or crash of the release on this machine. */
export interface FirstError {
  readonly kind: 'error';
  readonly crash: boolean;
  /** 16 hex digits: a hash of the name that the app gave to the place or kind of the error. */
  readonly signature?: string;
}

/** So many starts, and none of them good. */
export interface CrashLoop {
  readonly kind: 'crash-loop';
  readonly starts: number;
}

/** The release was left for an older one. */
export interface WentBack {
  readonly kind: 'went-back';
  readonly to: string;
}

/** What a user wanted to say, sent by the app's explicit call alone. */
export interface UserReport {
  readonly kind: 'user-report';
  readonly category: UserReportCategory;
  readonly text?: string;
}

/** What a user report can be about. */
export type UserReportCategory =
  | 'data-loss'
  | 'security'
  | 'cannot-start'
  | 'crash'
  | 'slow'
  | 'not-working'
  | 'works-well'
  | 'other';

/** Milliseconds with two significant digits, each once a day. */
export interface Timings {
  /** Always the same. */
  readonly kind: 'performance';
  /** From the app's start until it was of use, as the app measures it. */
  readonly startUpMs?: number;
  /** From the beginning of an update check to its answer. */
  readonly checkMs?: number;
}
