import { isNewer } from '@phasegate/rollout';
import type { FeedName, Installed, Phases, Version } from '@phasegate/rollout';
import type { FeedTrust } from '@phasegate/trust';
import type { AgentMemory } from './memory/memory.ts';
import type { AppMessages } from './messages/message.ts';
import type { NoticeSample } from './notice/sample.ts';
import type { Diagnostics } from './snapshot.ts';

/** What the embedder tells the agent once. */
export interface AgentFacts {
  /** Reverse-DNS id of the app; a feed that names another one is refused. */
  readonly app: string;
  /** As users know it. */
  readonly appName: string;
  /** This machine, but for what the agent remembers or is allowed. */
  readonly installed: Omit<Installed, 'wentBackFrom' | 'mayGoBack'>;
  readonly machine: Diagnostics['machine'];
  /** URL of the `updates` folder. */
  readonly feedBase: string;
  readonly phases: Phases;
  /** A QA override: this feed, whatever the bucket says. */
  readonly forcedFeed: FeedName | undefined;
  /** A QA override: a notice to look at, whatever the situation is. */
  readonly forcedNotice?: NoticeSample | undefined;
  /** The root embedded in the app, opened; or no signatures at all. */
  readonly trust: FeedTrust;
  readonly allowLoopbackHttp: boolean;
  /** The app's consent to going back on the word of an unsigned feed. */
  readonly allowUnsignedGoBack: boolean;
  readonly overridesAllowed: boolean;
  /** The overrides in force, as `name=value`. */
  readonly overrides: readonly string[];
  /** BCP 47 tags the user reads, the best first. */
  readonly languages: readonly string[];
  /** The app's own words in place of the agent's, or further languages; what cannot be used is logged and passed over. */
  readonly messages?: AppMessages | undefined;
  /** https addresses for users whose update keeps failing; the advisory's come first. */
  readonly links?: AppLinks | undefined;
  readonly schedule: Schedule;
  /** Whether releases are fetched by themselves, or only when their user asks. True if not given. */
  readonly autoDownload?: boolean;
  /** Whether a user who asks is shown the newest release of any phase. Never one that is withdrawn. */
  readonly manualBypassesPhase?: boolean;
  /** Milliseconds that the app has to run before its start counts as a good one; without it only the app's word does. */
  readonly confirmStartAfter?: number | undefined;
}

/** Where users find the app by themselves. */
export interface AppLinks {
  /** The page with the installers. */
  readonly download?: string | undefined;
  /** Where people help. */
  readonly support?: string | undefined;
}

/** When checks happen, in milliseconds; each wait is lengthened by up to a tenth at random. */
export interface Schedule {
  /** From the start to the first check. */
  readonly firstAfter: number;
  /** From one check to the next. */
  readonly every: number;
}

/** The machine as `decide` wants it: the embedder's facts and the agent's own memory. A good start ends a crash loop. */
export function installedNow(
  facts: AgentFacts,
  memory: AgentMemory,
  startedWell: boolean = false,
): Installed {
  const mayGoBack = facts.trust.kind !== 'unsigned' || facts.allowUnsignedGoBack;
  const floor = higher(facts.installed.floor, memory.trust.floor);
  const crashing = startedWell ? undefined : facts.installed.crashing;
  return { ...facts.installed, crashing, floor, wentBackFrom: memory.wentBackFrom, mayGoBack };
}

/** The higher of two floors, where there are any. */
export function higher(a: Version | undefined, b: Version | undefined): Version | undefined {
  return a === undefined || (b !== undefined && isNewer(b, a)) ? b : a;
}
