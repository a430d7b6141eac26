import type { Instant } from '@phasegate/rollout';
import type { AgentMemory } from './memory/memory.ts';
import type { Progress } from './snapshot.ts';
import type { Target, VerifiedInstaller } from './target.ts';

/** The world as the agent sees it: everything that is not a decision. Joined in one place by the embedder. */
export interface AgentPorts {
  /**
   * Asks for a feed, or for a root with its own limit of bytes, counted decoded. Throws `feed-unreachable`,
   * `feed-bad-status` or `feed-too-large`.
   */
  readonly fetchFeed: (
    url: string,
    etag: string | undefined,
    maxBytes?: number,
  ) => Promise<FeedResponse>;
  readonly installers: Installers;
  readonly memory: MemoryStore;
  /** The machine's own clock: what is signed is held against it. */
  readonly clock: Clock;
  /** A QA override: another clock for schedule, snoozes and deadlines; see `scheduleClockOf`. */
  readonly scheduleClock?: Clock | undefined;
  readonly log: Logger;
  /** Opens an https address in the user's browser. */
  readonly openLink: (href: string) => Promise<void>;
  /** What the system tells of its network and its sleep; left out where it tells nothing. */
  readonly surroundings?: Surroundings;
  /** Where starts are counted; left out where nobody counts. */
  readonly starts?: { readonly confirm: () => void };
}

/** Why nobody's network or battery should be used for something that can wait. */
export type Restraint = 'metered' | 'battery-saver';

/** The machine's network and sleep, as far as the system tells. */
export interface Surroundings {
  /** What speaks against a download that nobody asked for; `undefined` where nothing does or the system does not tell. */
  readonly restraint: () => Promise<Restraint | undefined>;
  /** Called when the machine wakes up, and when the network is back; returns how to unsubscribe. */
  readonly onReturn: (run: (what: 'resumed' | 'online') => void) => () => void;
}

/** What a static host answered. */
export type FeedResponse =
  | { readonly kind: 'body'; readonly bytes: Uint8Array; readonly etag: string | undefined }
  | { readonly kind: 'not-modified' }
  /** 400, 404 or 410: the one failure after which the next broader feed is asked. */
  | { readonly kind: 'missing'; readonly status: number };

/** Fetches, checks and runs installers. */
export interface Installers {
  /**
   * Brings the target's file to this machine, checks length and sha512 and disarms whatever would install it by
   * itself. Throws `download-*` and `disk-*`.
   */
  readonly download: (
    target: Target,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ) => Promise<VerifiedInstaller>;
  /** Deletes what was downloaded, parts too, and makes sure that nothing installs it on quit. Kept installers stay. */
  readonly discard: () => Promise<void>;
  /**
   * Checks the very file once more, then installs it; `restart`: the app comes up again by itself. Throws
   * `install-failed`, `download-wrong-*`.
   */
  readonly install: (
    target: Target,
    installer: VerifiedInstaller,
    how: { readonly restart: boolean },
  ) => Promise<void>;
  /** Keeps, of the installers of earlier installs, those with these digests (base64 sha512), and deletes the others. */
  readonly retain: (digests: readonly string[]) => Promise<void>;
}

/** What the agent keeps between starts. */
export interface MemoryStore {
  /** A missing or corrupt file reads as empty memory. */
  readonly read: () => Promise<AgentMemory>;
  /** Atomic: the old state or the new one, never a part. Throws `disk-*`. */
  readonly write: (memory: AgentMemory) => Promise<void>;
}

/** Time. */
export interface Clock {
  /** The time. */
  readonly now: () => Instant;
  /** Runs once after so many milliseconds; returns how to call it off. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
}

/** Four methods, as every logger has them. */
export interface Logger {
  /** Steps, for whoever looks for a fault. */
  readonly debug: (message: string) => void;
  /** What was decided and done. */
  readonly info: (message: string) => void;
  /** What went wrong and was coped with. */
  readonly warn: (message: string) => void;
  /** What went wrong. */
  readonly error: (message: string) => void;
}
