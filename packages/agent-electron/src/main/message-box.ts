import type { Notice, NoticeAction } from '@phasegate/agent';

/** A message box as Electron takes it, as far as it is used here. */
export interface MessageBox {
  readonly type: 'info' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
  readonly defaultId: number;
  readonly cancelId: number;
  readonly noLink: boolean;
}

/** The same texts and buttons as in a window. Enter presses the safe button, and so does closing the box. */
export function boxOf(notice: Notice): MessageBox {
  const safe = Math.max(
    0,
    notice.actions.findIndex((action) => action === cancelAction(notice)),
  );
  return {
    type: notice.severity === 'critical' || notice.severity === 'high' ? 'warning' : 'info',
    title: notice.title,
    message: notice.title,
    detail: notice.body.join('\n\n'),
    buttons: notice.actions.map(labelOf),
    defaultId: safe,
    cancelId: safe,
    noLink: true,
  };
}

/** What closing a notice means: put it aside, if it can be put aside. */
export function cancelAction({ actions }: Notice): NoticeAction | undefined {
  return (
    actions.find(({ kind }) => kind === 'later') ?? actions.find(({ kind }) => kind === 'dismiss')
  );
}

function labelOf({ label, host }: NoticeAction): string {
  return host === undefined ? label : `${label} (${host})`;
}
