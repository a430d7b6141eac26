import type { Installed, Phases } from '@phasegate/rollout';
import type { FeedTrust } from '@phasegate/trust';
import type { Diagnostics } from './snapshot.ts';

/** What the embedder tells the agent once. */
export interface AgentFacts {
  /** Reverse-DNS id of the app. */
  readonly app: string;
  /** As users know it. */
  readonly appName: string;
  /** This machine, but for what the agent remembers itself. */
  readonly installed: Omit<Installed, 'wentBackFrom'>;
  readonly machine: Diagnostics['machine'];
  /** URL of the `updates` folder. */
  readonly feedBase: string;
  readonly phases: Phases;
  readonly trust: FeedTrust;
  readonly allowLoopbackHttp: boolean;
  /** The app's consent to going back on the word of an unsigned feed. */
  readonly allowUnsignedGoBack: boolean;
  /** BCP 47 tags the user reads, the best first. */
  readonly languages: readonly string[];
  readonly schedule: Schedule;
  readonly overrides: readonly string[];
}

/** When checks happen, in milliseconds; each wait is lengthened by up to a tenth at random. */
export interface Schedule {
  readonly firstAfter: number;
  readonly every: number;
}
