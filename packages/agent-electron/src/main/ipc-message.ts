import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOOPBACK_HOSTS, parseUrl } from '@phasegate/agent';
import { PLAN_WITHIN } from '../shared/plan-range.ts';

/** What is known of the frame that sent a message. */
export interface Sender {
  readonly url: string;
  readonly isMainFrame: boolean;
}

/** The app whose pages may talk to the agent. */
export interface HostApp {
  /** Folder or archive of the app's own files. */
  readonly appPath: string;
  readonly packaged: boolean;
}

/** Schemes that bring in other people's pages, or pages without an origin. */
const FOREIGN_SCHEMES: readonly string[] = [
  'http:',
  'https:',
  'ws:',
  'wss:',
  'ftp:',
  'data:',
  'blob:',
  'about:',
  'javascript:',
  'filesystem:',
  'view-source:',
  'chrome:',
  'chrome-extension:',
  'devtools:',
];

/**
 * Whether a message comes from a page of the app itself: the main frame, and a file of the app or a page of a scheme
 * that the app registered (`app://`). A development server on this machine counts only in an app that is not packaged.
 */
export function isOwnPage(sender: Sender | undefined, host: HostApp): boolean {
  const url = sender?.isMainFrame === true ? parseUrl(sender.url) : undefined;
  if (url === undefined) {
    return false;
  }
  if (url.protocol === 'file:') {
    return isInside(host.appPath, url);
  }
  const development =
    !host.packaged && url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname);
  return development || !FOREIGN_SCHEMES.includes(url.protocol);
}

function isInside(folder: string, url: URL): boolean {
  try {
    const relative = path.relative(folder, fileURLToPath(url));
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  } catch {
    return false;
  }
}

/** A button press as a window sends it. */
export interface Press {
  readonly noticeId: string;
  readonly index: number;
}

/** Reads the two arguments of a press; anything else than a short text and a small whole number is `undefined`. */
export function parsePress(noticeId: unknown, index: unknown): Press | undefined {
  const id = parseNoticeId(noticeId);
  const fits = typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < 64;
  return id !== undefined && fits ? { noticeId: id, index } : undefined;
}

/** Reads the id of a notice, a short text. */
export function parseNoticeId(noticeId: unknown): string | undefined {
  const fits = typeof noticeId === 'string' && noticeId.length > 0 && noticeId.length <= 512;
  return fits ? noticeId : undefined;
}

/** When a window says that the release at hand is to be installed; `undefined` for not at all. */
export interface PlannedFor {
  readonly when: 'on-quit' | number | undefined;
}

/**
 * Reads such a message at `now`: `'on-quit'`, `null`, or a whole number of epoch milliseconds from now to two weeks
 * ahead.
 */
export function parsePlannedFor(when: unknown, now: number): PlannedFor | undefined {
  if (when === null || when === 'on-quit') {
    return { when: when ?? undefined };
  }
  const fits = typeof when === 'number' && Number.isInteger(when);
  return fits && when >= now && when <= now + PLAN_WITHIN ? { when } : undefined;
}

/** Control characters, lone surrogates, and those that turn the writing direction around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Reads what a window says it is busy with: 1 to 80 characters of plain text on one line. */
export function parseReason(reason: unknown): string | undefined {
  const fits =
    typeof reason === 'string' &&
    reason.trim() !== '' &&
    reason.length <= 80 &&
    !UNPRINTABLE.test(reason);
  return fits ? reason.trim() : undefined;
}
