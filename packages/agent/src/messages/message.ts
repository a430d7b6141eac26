import type { Instant } from '@phasegate/rollout';

/** What messages may speak of. Amounts and times are written out in the language of the message. */
export interface MessageValues {
  /** The app, as its users know it. */
  readonly app: string;
  /** The version on this machine. */
  readonly installed: string;
  /** The version that it is about otherwise: offered, gone back from, or the one whose trouble is over. */
  readonly target: string;
  /** What became of the installed version. */
  readonly fate: 'withdrawn' | 'blocked';
  /** How often it did not start well. */
  readonly starts: number;
  /** What the app is busy with, in its own words. */
  readonly reason: string;
  /** The title of a notice. */
  readonly title: string;
  /** A language, by its tag. */
  readonly language: LanguageName;
  readonly time: Moment;
  readonly bytes: Bytes;
  readonly received: Bytes;
  readonly speed: Speed;
  readonly left: Duration;
}

/** A language, named in the language of the message. */
export interface LanguageName {
  readonly kind: 'language';
  readonly tag: string;
}

/** A point in time; the day is named where it is not `today`'s. */
export interface Moment {
  readonly kind: 'time';
  readonly at: Instant;
  readonly today: Instant;
}

/** So many bytes; with `of` only the number, in the unit in which that many would be written. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: number;
  readonly of?: number;
}

/** Bytes a second. */
export interface Speed {
  readonly kind: 'speed';
  readonly bytes: number;
}

/** A time that something takes, in seconds. */
export interface Duration {
  readonly kind: 'duration';
  readonly seconds: number;
}

/** Every message there is, and what it may speak of; docs/notices.md shows them to app developers. */
export const PARAMETERS = {
  'ready.title': ['app', 'target'],
  'ready.body': ['app', 'installed', 'target'],
  'available.title': ['app', 'target'],
  'available.body': ['app', 'installed', 'target'],
  'updating.title': ['app', 'target'],
  'updating.body': ['app', 'installed', 'target'],
  'fetching.body': ['app', 'installed', 'target'],
  'suspended.title': ['app', 'target'],
  'suspended.body': ['app', 'installed', 'target'],
  'suspended.amount': ['received', 'bytes'],
  'planned.on-quit': ['app', 'target'],
  'planned.at': ['app', 'target', 'time'],
  'planned.when-free': ['app', 'target'],
  'planned.when-done': ['app', 'target', 'reason'],
  'planned.body': ['app', 'installed', 'target'],
  'way-out.title': ['app', 'installed', 'target'],
  'way-out.body': ['app', 'installed', 'target', 'fate'],
  'condemned.title': ['app', 'installed', 'fate'],
  'go-back.body': ['app', 'installed', 'target'],
  'no-way.body': ['app', 'installed'],
  'blocked.body': ['app', 'installed'],
  'crashing.title': ['app', 'installed', 'starts'],
  'crashing.fix': ['app', 'installed', 'target'],
  'resolved.here': ['app', 'installed'],
  'resolved.here-body': ['app', 'installed'],
  'resolved.started-body': ['app', 'installed'],
  'resolved.left': ['app', 'installed'],
  'resolved.left-body': ['app', 'installed', 'target'],
  'went-back.title': ['app', 'installed'],
  'went-back.body': ['app', 'installed', 'target'],
  'failed.title': ['app', 'target'],
  'failed.body': ['app', 'installed', 'target'],
  'failed.by-hand': ['app', 'target'],
  'failed.support': ['app', 'target'],
  'paused.title': ['app', 'target'],
  'paused.body': ['app', 'installed', 'target'],
  'announcement.title': ['app', 'installed'],
  'newest.title': ['app', 'installed'],
  'newest.body': ['app', 'installed'],
  'called-off.body': ['app', 'installed', 'target'],
  'no-answer.title': ['app'],
  'no-answer.body': ['app', 'installed'],
  'problem.offline': [],
  'problem.server': [],
  'problem.refused': [],
  'problem.clock': [],
  'problem.damaged': [],
  'problem.cancelled': [],
  'problem.disk-full': ['bytes'],
  'problem.disk': [],
  'problem.installer': [],
  'data.kept': [],
  'data.untouched': [],
  'data.safe': [],
  'data.back-up-first': [],
  'data.at-risk': [],
  'data.unknown': [],
  'otherwise.stays': ['app', 'installed'],
  'otherwise.planned': ['app', 'installed', 'target'],
  'otherwise.nothing': [],
  'otherwise.looks-again': ['app'],
  'line.offline': [],
  'line.language': ['language'],
  'progress.bytes': ['received', 'bytes'],
  'progress.speed': ['received', 'bytes', 'speed'],
  'progress.left': ['received', 'bytes', 'speed', 'left'],
  'button.install': ['target'],
  'button.update': ['target'],
  'button.go-back': ['target'],
  'button.retry': [],
  'button.on-quit': ['target'],
  'button.at-time': [],
  'button.suspend': [],
  'button.resume': [],
  'button.cancel': [],
  'button.call-off': [],
  'button.stay': ['installed'],
  'button.later': [],
  'button.dismiss': [],
  'at-time.label': ['target'],
  'at-time.hint': ['app'],
  'at-time.confirm': ['target'],
  'at-time.back': [],
  'link.download': [],
  'link.details': [],
  'link.support': [],
  'menu.check': [],
  'menu.bring-back': ['title'],
} as const;

/** The name of a message. */
export type MessageKey = keyof typeof PARAMETERS;

/** Every message in one language, in ICU MessageFormat. */
export type Messages = Readonly<Record<MessageKey, string>>;

/**
 * The app's own words, by BCP 47 tag: single messages of a language that the agent speaks, or every message of a
 * further one.
 */
export type AppMessages = Readonly<Record<string, Partial<Messages>>>;

/** A message with what it speaks of, before anybody has chosen a language. */
export interface Message {
  readonly key: MessageKey;
  readonly values: Partial<MessageValues>;
}

/** Names a message; that nothing it speaks of is missing is checked by types. */
export function say<K extends MessageKey>(
  key: K,
  values: Pick<MessageValues, (typeof PARAMETERS)[K][number]>,
): Message {
  return { key, values };
}
