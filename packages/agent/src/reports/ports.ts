import type { Version } from '@phasegate/rollout';
import type { Clock, Logger } from '../ports.ts';
import type { ReportHead } from './batch.ts';
import type { Ledger } from './ledger.ts';
import type { Secret } from './pseudonym.ts';
import type { QueuedReport } from './queue.ts';
import type { Pace, PostAnswer } from './sending.ts';

/** The world as the reporter sees it. */
export interface ReporterPorts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly disk: ReportDisk;
  /** Sends one batch. Throws nothing; a failure is an answer. */
  readonly post: (body: string, signal: AbortSignal) => Promise<PostAnswer>;
}

/** What is kept between starts, in a folder of its own. All of it throws `disk-*`. */
export interface ReportDisk {
  /** The secret that is kept, or a new one where there is none that can be read. */
  readonly keepSecret: (draw: () => Secret) => Promise<Secret>;
  /** A missing or damaged file reads as an empty ledger. */
  readonly readLedger: () => Promise<Ledger>;
  /** Atomic. */
  readonly writeLedger: (ledger: Ledger) => Promise<void>;
  readonly readQueue: () => Promise<readonly QueuedReport[]>;
  /** Durable before it resolves. The queue stays within its limits. */
  readonly append: (report: QueuedReport) => Promise<void>;
  /** Replaces the queue. A kill in between may leave reports twice, and loses none. */
  readonly rewrite: (
    change: (reports: readonly QueuedReport[]) => readonly QueuedReport[],
  ) => Promise<void>;
  /** Deletes everything, the secret too. */
  readonly forget: () => Promise<void>;
}

/** What the embedder says once. */
export interface ReporterSettings {
  readonly facts: ReportFacts;
  /** Whether there may be reports at all: an address to send to, and no Do-Not-Track. */
  readonly allowed: boolean;
  /** The user's choice, as the app keeps it. */
  readonly enabled: boolean;
  readonly pace?: Pace;
}

/** What events say of app and machine; not one of them is the machine's own. */
export interface ReportFacts extends Omit<ReportHead, 'client' | 'version'> {
  /** The version that runs. */
  readonly version: Version;
  readonly overridden: boolean;
}
