import type { PackageFacts, ReleaseFacts } from '@phasegate/appcast';
import type { Phase, Phases, Platform, Version } from '@phasegate/rollout';

import type { PublicKey } from '@phasegate/trust';

import type { AdvisoryCommand } from './advisories/commands.ts';
import type { AdvisoryWords } from './advisories/words.ts';
import type { HealthReading } from './health/report.ts';
import type { Config } from './state/config.ts';
import type { KeyRole } from './keys/root-chain.ts';
import type { OperatorKeys } from './keys/signing.ts';
import type { LocalFile } from './releases/sparkle-signing.ts';
import type { SignedOff } from './roles/sign-offs.ts';
import type { Undo } from './state/past.ts';

/** Makes config, ledgers and empty feeds. */
export interface Init {
  readonly kind: 'init';
  readonly config: Config;
  /** How many root keys must sign, where this makes the first root; its keys are among the facts. */
  readonly rootThreshold: number | undefined;
}

/** Puts another config in the place of the published one. */
export interface ApplyConfig {
  readonly kind: 'config';
  readonly config: Config;
}

/** Other phases from now on; the feeds of those before go on. */
export interface ChangePhases {
  readonly kind: 'phases';
  readonly phases: Phases;
  readonly reason: string | undefined;
}

/** The packages of a release, one list for each platform that has any. */
export type PlatformPackages = {
  readonly [P in Platform]?: readonly PackageFacts[] | undefined;
};

/** Enters a release into the ledgers of its platforms, or its packages into the draft; no machine sees it yet. */
export interface AddRelease {
  readonly kind: 'add';
  /** What is absent stays as the draft has it. Without a title the item is named after the app. */
  readonly release: Omit<ReleaseFacts, 'title' | 'version' | 'packages'> & {
    readonly title: string | undefined;
    readonly version: Version;
  };
  /** The notes as text, where `release` has some: the ledger keeps it beside what feeds show. */
  readonly plainNotes?: string | undefined;
  readonly packages: PlatformPackages;
  /** Where the files lie on this machine, by their addresses: what is to be signed for Sparkle is read there. */
  readonly files?: Readonly<Record<string, LocalFile>> | undefined;
  /** The lowest version that a machine on this one may go back to; `undefined`: {@link defaultFloor}. */
  readonly floor?: Version | undefined;
  /** What the build has and no client could install, in words. */
  readonly passedOver?: readonly string[] | undefined;
}

/** A release of a feed that Phasegate did not make. */
export interface ImportedRelease {
  readonly release: ReleaseFacts & { readonly version: Version };
  /** Why it is not out for everybody, where its feed says so; it enters as a draft. */
  readonly partly: string | undefined;
}

/** Takes releases over from a feed that Phasegate did not make, with their files where they are. */
export interface ImportReleases {
  readonly kind: 'import';
  readonly platform: Platform;
  /** The newest first. */
  readonly releases: readonly ImportedRelease[];
  /** What the feed has and is not taken, in words. */
  readonly passedOver: readonly string[];
}

/** Opens a draft to the first machines. */
export interface StartRollout {
  readonly kind: 'start';
  readonly version: Version;
  /** `undefined`: the narrowest, or that of what is overtaken. */
  readonly phase: Phase | undefined;
  readonly platforms: readonly Platform[] | undefined;
  /** What becomes of an older release that is rolling: it leaves the feeds, or both go on. Without a word it is asked. */
  readonly overlap?: 'overtake' | 'beside' | undefined;
}

/** The ways in which a release that was started moves. */
export type Move = 'pause' | 'resume' | 'escalate';

/** Takes a release out of its feeds, puts it back, or opens it to the next phase. */
export interface MoveRollout<Kind extends Move = Move> {
  readonly kind: Kind;
  readonly version: Version;
  /** Where given, the release must be in this phase. */
  readonly phase: Phase | undefined;
  readonly reason: string | undefined;
  readonly platforms: readonly Platform[] | undefined;
  /** Escalate only: each platform goes its own next step, though they stand in different phases. */
  readonly each?: boolean | undefined;
  /** Escalate only: whatever the health gate says; wants a reason. */
  readonly overrideHealth?: boolean | undefined;
}

/** Plans when a release goes on by itself, or that it does not. */
export interface Schedule {
  readonly kind: 'schedule';
  readonly version: Version;
  readonly plan:
    | {
        readonly kind: 'at';
        readonly phase: Phase;
        /** Milliseconds since 1970. */ readonly at: number;
      }
    | { readonly kind: 'every'; /** Milliseconds. */ readonly every: number }
    | { readonly kind: 'clear' };
  readonly platforms: readonly Platform[] | undefined;
}

/** Takes the scheduled steps whose time has come, one a release. */
export interface Advance {
  readonly kind: 'advance';
  readonly platforms: readonly Platform[] | undefined;
}

/** Withdraws releases for good: out of every feed, or marked in them, and an advisory says so. */
export interface Rollback {
  readonly kind: 'rollback';
  readonly versions: readonly Version[];
  readonly reason: string;
  readonly method: 'remove' | 'mark';
  readonly words: AdvisoryWords;
  readonly platforms: readonly Platform[] | undefined;
}

/** Takes one release, or everything that is rolling, out of all feeds at once. */
export interface EmergencyStop {
  readonly kind: 'emergency-stop';
  readonly version: Version | undefined;
  readonly reason: string | undefined;
  readonly platforms: readonly Platform[] | undefined;
}

/** Puts a release that was stopped in an emergency back where it was. */
export interface EmergencyLift {
  readonly kind: 'emergency-lift';
  readonly version: Version;
  readonly reason: string;
  readonly platforms: readonly Platform[] | undefined;
}

/** Makes the first root of a product whose feeds are unsigned so far, and signs them. */
export interface InitKeys {
  readonly kind: 'keys-init';
  readonly rootThreshold: number;
}

/** A new key in the place of a role's old ones. */
export interface RotateKeys {
  readonly kind: 'keys-rotate';
  readonly role: KeyRole;
  /** Keys that their holders have made and keep; where there are none, the command makes them. Drafts only. */
  readonly named?: readonly PublicKey[] | undefined;
  /** The old feed key is lost or must not sign any more: clients at the root before wait until they have walked. */
  readonly alone: boolean;
  readonly reason: string | undefined;
}

/** Takes one key out of the root. */
export interface RevokeKey {
  readonly kind: 'keys-revoke';
  /** The key id, or how it begins. */
  readonly keyid: string;
  readonly reason: string | undefined;
}

/** Issues all feeds anew, with a new expiry; with `root` a root with the same keys and a new expiry as well. */
export interface Renew {
  readonly kind: 'renew';
  readonly root: boolean;
}

/** Publishes a root that its holders have signed one after the other. */
export interface PublishRoot {
  readonly kind: 'keys-publish';
  /** The draft's name, as typed: for messages. */
  readonly file: string;
  /** The draft itself. */
  readonly text: string;
  /** As in {@link RotateKeys}, where the draft brings a new feed key. */
  readonly alone: boolean;
  readonly reason: string | undefined;
}

/** What leads to a new root of the same product, and can be drafted for others to sign. */
export type RootCommand = RotateKeys | RevokeKey | (Renew & { readonly root: true });

/** What an operator can ask of keys and expiries. */
export type TrustCommand = InitKeys | RotateKeys | RevokeKey | Renew | PublishRoot;

/** What an operator can ask of releases. */
export type ReleaseCommand =
  | AddRelease
  | ImportReleases
  | StartRollout
  | MoveRollout<'pause'>
  | MoveRollout<'resume'>
  | MoveRollout<'escalate'>
  | Schedule
  | Advance
  | Rollback
  | EmergencyStop
  | AdvisoryCommand
  | Undo
  | EmergencyLift;

/** What an operator can ask of feeds that Phasegate keeps. */
export type Command = Init | ApplyConfig | ChangePhases | ReleaseCommand | TrustCommand;

/** Facts that planning takes from outside. */
export interface PlanFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `Name <mail>`, for the history. */
  readonly actor: string;
  /** Who git says it is, `Name <mail>`, whatever `actor` says: roles go by it. */
  readonly identity?: string | undefined;
  /** The plan that this carries out, where it was made before. */
  readonly signedOff?: SignedOff | undefined;
  /** The keys at hand. Ed25519 is deterministic, so planning stays a function of its facts. */
  readonly keys?: OperatorKeys | undefined;
  /** What the health source said just now, for commands that open a release to more machines. */
  readonly health?: HealthReading | undefined;
}
