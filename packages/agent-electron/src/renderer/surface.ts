import type { Notice } from '@phasegate/agent';

/** Where and how loudly a notice is shown (docs/notices.md). */
export interface Surface {
  readonly place: 'menu' | 'banner' | 'dialog';
  readonly role: 'status' | 'alert' | 'alertdialog';
  readonly tone: Tone;
}

/** Colour and icon; each has a shape of its own, so that colour alone says nothing. */
export type Tone = 'info' | 'update' | 'success' | 'warning' | 'danger';

/** The table: low waits in a menu, medium says so, high says so once and aloud, critical asks before anything else. */
export function surfaceOf(notice: Notice): Surface {
  const { severity } = notice;
  if (severity === 'critical' && needsAnswer(notice)) {
    return { place: 'dialog', role: 'alertdialog', tone: 'danger' };
  }
  if (severity === 'critical' || severity === 'high') {
    return { place: 'banner', role: 'alert', tone: toneOf(notice) };
  }
  return { place: severity === 'low' ? 'menu' : 'banner', role: 'status', tone: toneOf(notice) };
}

/** A download that its user waits for is no question: they go on working meanwhile, whatever the severity. */
function needsAnswer({ kind, actions }: Notice): boolean {
  return kind !== 'updating' && actions.length > 0;
}

function toneOf({ kind, severity }: Notice): Tone {
  if (kind === 'updating') {
    return 'update';
  }
  if (kind === 'went-back' || kind === 'up-to-date') {
    return 'success';
  }
  const troubled = ['withdrawn', 'blocked', 'update-failed', 'check-failed', 'paused'];
  if (severity === 'critical') {
    return 'danger';
  }
  if (severity === 'high' || troubled.includes(kind)) {
    return 'warning';
  }
  return kind === 'announcement' ? 'info' : 'update';
}
