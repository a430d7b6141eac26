import type { Notice, NoticeActionKind, NoticeKind } from '@phasegate/agent';

/** Where and how loudly a notice is shown (docs/notices.md). */
export interface Surface {
  readonly place: 'menu' | 'banner' | 'dialog';
  readonly role: 'status' | 'alert' | 'alertdialog';
  readonly tone: Tone;
}

/** Colour and icon; each has a shape of its own, so that colour alone says nothing. */
export type Tone = 'info' | 'update' | 'success' | 'warning' | 'danger';

/** What a button looks like: the deed, another way to do it, putting it aside, an address. */
export type Look = 'primary' | 'secondary' | 'quiet' | 'link';

/**
 * The table: low waits in a menu, medium says so, high says so once and aloud, critical asks before anything else. One that its
 * user has folded up stays as a banner.
 */
export function surfaceOf(notice: Notice, folded?: string): Surface {
  const { id, severity, kind } = notice;
  const tone = toneOf(notice);
  if (severity === 'critical' && needsAnswer(notice) && id !== folded) {
    return { place: 'dialog', role: 'alertdialog', tone };
  }
  // What its user has asked for is news to nobody; it is not shouted, however severe its reason.
  const loud = (severity === 'critical' || severity === 'high') && !UNDER_WAY.includes(kind);
  if (loud) {
    return { place: 'banner', role: 'alert', tone };
  }
  return { place: severity === 'low' ? 'menu' : 'banner', role: 'status', tone };
}

/** Its user has said what to do, and it is being done or waits for its time. */
const UNDER_WAY: readonly NoticeKind[] = ['updating', 'suspended', 'planned'];

/** What is under way is no question: its user goes on working meanwhile, whatever the severity. */
function needsAnswer({ kind, actions }: Notice): boolean {
  return !UNDER_WAY.includes(kind) && actions.length > 0;
}

const TONES: Partial<Record<NoticeKind, Tone>> = {
  updating: 'update',
  suspended: 'update',
  planned: 'update',
  'went-back': 'success',
  'up-to-date': 'success',
  resolved: 'success',
};

const TROUBLE: readonly NoticeKind[] = [
  'withdrawn',
  'blocked',
  'crashing',
  'update-failed',
  'check-failed',
  'paused',
];

function toneOf({ kind, severity }: Notice): Tone {
  const own = TONES[kind];
  if (own !== undefined) {
    return own;
  }
  if (severity === 'critical') {
    return 'danger';
  }
  if (severity === 'high' || TROUBLE.includes(kind)) {
    return 'warning';
  }
  return kind === 'announcement' ? 'info' : 'update';
}

/** The look of each kind of button. */
export const LOOKS: Readonly<Record<NoticeActionKind, Look>> = {
  install: 'primary',
  'go-back': 'primary',
  retry: 'primary',
  resume: 'primary',
  'on-quit': 'secondary',
  'at-time': 'quiet',
  suspend: 'secondary',
  cancel: 'quiet',
  stay: 'quiet',
  later: 'quiet',
  dismiss: 'quiet',
  link: 'link',
};

/** Whether this puts a notice aside and changes nothing else: what Escape may do. */
export function putsAside(kind: NoticeActionKind): boolean {
  return kind === 'later' || kind === 'dismiss';
}
