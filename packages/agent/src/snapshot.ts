import type { Choice, DataSafety, ItemVerdict, Severity } from '@phasegate/rollout';
import type { AgentErrorCode, AgentProblem } from './error.ts';

/** What a button of a notice does; the window only ever sends its index back. */
export type NoticeActionKind =
  | 'install'
  | 'go-back'
  | 'retry'
  | 'on-quit'
  | 'at-time'
  | 'suspend'
  | 'resume'
  | 'cancel'
  | 'stay'
  | 'link'
  | 'later'
  | 'dismiss';

/** One button. `index` is its name on the wire between window and main process. */
export interface NoticeAction {
  /** The same for this kind of button in every notice. */
  readonly index: number;
  /** What pressing it does. */
  readonly kind: NoticeActionKind;
  /** The words on it. */
  readonly label: string;
  /** The host that a link leads to, shown beside it. */
  readonly host: string | undefined;
  /** What to ask before anything is done; only with `at-time`, whose press opens a form and does nothing else. */
  readonly form?: TimeForm | undefined;
}

/** The words of a form that asks for the time of an install; the answer goes through `installLater`. */
export interface TimeForm {
  /** What is asked. */
  readonly label: string;
  /** Which times are possible, and what happens then. */
  readonly hint: string;
  /** On the button that confirms. */
  readonly confirm: string;
  /** On the button that leads back. */
  readonly back: string;
  /** The time that is planned already, in epoch milliseconds. */
  readonly at?: number | undefined;
}

/** The situations that a user is told about. */
export type NoticeKind =
  /** A release is downloaded and verified, and waits for its user. */
  | 'update-ready'
  /** A release can be fetched when its user says so. */
  | 'update-available'
  /** It is being fetched or installed, since its user asked. */
  | 'updating'
  /** A download that its user stopped for now. */
  | 'suspended'
  /** It will be installed later, as its user said: on quitting, at a time, or when the app is no longer busy. */
  | 'planned'
  /** The installed version was taken back by its publisher. */
  | 'withdrawn'
  /** The installed version must not be used any more. */
  | 'blocked'
  /** The installed version has failed to start well, again and again. */
  | 'crashing'
  /** What was wrong with the installed version is over. */
  | 'resolved'
  /** This machine was taken back to an older version. */
  | 'went-back'
  /** A download or an install failed. */
  | 'update-failed'
  /** A downloaded release left the feed, and is held. */
  | 'paused'
  /** The publisher's word about the installed version. */
  | 'announcement'
  /** The answer to a user who asked: nothing newer. */
  | 'up-to-date'
  /** The answer to a user who asked: the feed could not be read. */
  | 'check-failed';

/** One notice as a window shows it: plain text only, nothing to interpret. */
export interface Notice {
  /** Stable while the situation lasts: kind, version and advisory. */
  readonly id: string;
  /** The situation that it tells of. */
  readonly kind: NoticeKind;
  /** How much it matters; decides how loudly it is shown. */
  readonly severity: Severity;
  /** BCP 47 tag of the texts. */
  readonly language: string;
  /** Which way these texts are written. */
  readonly direction: 'ltr' | 'rtl';
  /** At most 80 characters. */
  readonly title: string;
  /** Each at most 280 characters: the publisher's words, then the agent's; a line in another direction is marked. */
  readonly body: readonly string[];
  /** `undefined` while nothing is being downloaded. */
  readonly progress: Progress | undefined;
  /** The same in the notice's language: bytes, speed and time left; `undefined` like `progress`. */
  readonly progressText: string | undefined;
  /** Its buttons, in the order in which they are shown. */
  readonly actions: readonly NoticeAction[];
  /** Whether the operating system should show it too, while the app is in the background; it does so once. */
  readonly tell: boolean;
}

/** A download under way, in bytes. */
export interface Progress {
  /** Bytes so far. */
  readonly received: number;
  /** Bytes of the whole file. */
  readonly total: number;
  /** Bytes a second, once enough has been seen to tell. */
  readonly speed?: number | undefined;
  /** Seconds that the rest will take at this speed. */
  readonly secondsLeft?: number | undefined;
}

/** The app's menu entry for updates, in its user's language. */
export interface MenuEntry {
  /** At most 80 characters. */
  readonly label: string;
  /** `check`: look for updates; `bring-back`: show what was put aside; `install`: what is ready. */
  readonly kind: 'check' | 'bring-back' | 'install';
}

/** What windows and diagnostics see of the agent; plain data that survives structured cloning. */
export interface AgentSnapshot {
  /** Reverse-DNS id of the app. */
  readonly app: string;
  /** The running version. */
  readonly version: string;
  /** What the agent is doing. */
  readonly phase: AgentPhase;
  /** The version that is being fetched or installed. */
  readonly target: string | undefined;
  /** `undefined` while nothing is being downloaded. */
  readonly progress: Progress | undefined;
  /** Why the last check, download or install failed, while that is how things stand. */
  readonly problem: AgentProblem | undefined;
  /** The one notice to show now, or none. */
  readonly notice: Notice | undefined;
  /** The app's menu entry for updates. */
  readonly menu: MenuEntry;
  /** How the running version stands. */
  readonly standing: Standing;
  /** What the app is busy with, in its own words; notices and restarts wait for it. */
  readonly busy: readonly string[];
  /** What QA and support ask for. */
  readonly diagnostics: Diagnostics;
}

/** How the running version stands: what its publisher says of it, and what this machine has found out itself. */
export type Standing =
  | { readonly code: 'fine' }
  | {
      readonly code: 'withdrawn' | 'blocked';
      /** Id of the advisory; `undefined` where the item itself or the app's own blocklist says so. */
      readonly advisory: string | undefined;
      readonly severity: Severity;
      readonly data: DataSafety | undefined;
    }
  /** It has started `starts` times in a row here without starting well. */
  | { readonly code: 'crashing'; readonly starts: number };

/** What an agent may be doing: the names of {@link AgentState}'s members. */
export type AgentPhase =
  | 'idle'
  | 'checking'
  | 'available'
  | 'downloading'
  | 'suspended'
  | 'ready'
  | 'confirming'
  | 'installing'
  | 'failed';

/** What QA and support ask for. No machine id, only the first eight digits of its hash. */
export interface Diagnostics {
  /** The first eight hex digits of the machine's hash, and where its id comes from. */
  readonly machine: {
    readonly idPrefix: string;
    readonly source: 'machine-id' | 'generated' | 'forced';
  };
  /** `macos`, `windows` or `linux`. */
  readonly platform: string;
  /** The processor's architecture. */
  readonly arch: string;
  /** From 0 to 99: a phase of N percent reaches the buckets below N. */
  readonly bucket: number;
  /** The feed that was read last, `undefined` before the first check. */
  readonly feed: string | undefined;
  /** Where that feed was read; `undefined` like `feed`. */
  readonly feedUrl: string | undefined;
  /** Whether feeds are believed on the app's keys, or without a signature. */
  readonly trust: 'signed' | 'unsigned';
  /** The newest root that is believed, by version; `undefined` where the app asks for no signatures. */
  readonly rootVersion?: number | undefined;
  /** `undefined` before the first check. */
  readonly lastCheck: LastCheck | undefined;
  /** RFC 3339; `undefined` before the start. Under the override `time-scale` by its clock. */
  readonly nextCheck?: string | undefined;
  /** The bad version that this machine went back from. */
  readonly wentBackFrom: string | undefined;
  /** Notices put aside, by the same clock. */
  readonly putAside?: readonly PutAside[] | undefined;
  /** The switches that loosen something and are on, by name. */
  readonly loosened: readonly string[];
  /** The overrides in force, as `name=value`. */
  readonly overrides: readonly string[];
}

/** A notice that its user has put aside. */
export interface PutAside {
  /** The notice's. */
  readonly id: string;
  /** RFC 3339; `undefined` for good. */
  readonly until: string | undefined;
}

/** The last answer, good or bad. */
export interface LastCheck {
  /** RFC 3339. */
  readonly at: string;
  /** `ignored`: the host lags behind what was accepted before; nothing is wrong until it goes on for a day. */
  readonly outcome: Choice['kind'] | 'failed' | 'ignored';
  /** Why the feed could not be used, `undefined` when it could. */
  readonly code?: AgentErrorCode | undefined;
  /** One sentence that says why. */
  readonly reason: string;
  /** Every item of the feed, and what became of it. */
  readonly items: readonly ExplainedItem[];
}

/** One item of the feed, with the reason in words, so that a window needs none of the core to show it. */
export interface ExplainedItem extends ItemVerdict {
  /** Half a sentence. */
  readonly why: string;
}
