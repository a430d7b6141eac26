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

/** The same texts and buttons as in a window. Enter presses the safe button, and closing the box puts it aside or does nothing. */
export function boxOf(notice: Notice): MessageBox {
  const { actions } = notice;
  const cancel = actions.findIndex((action) => action === cancelAction(notice));
  const harmless = actions.findIndex(({ kind }) => kind === 'stay' || kind === 'link');
  // No button has this number, so closing the box is no answer.
  const none = actions.length;
  return {
    type: notice.severity === 'critical' || notice.severity === 'high' ? 'warning' : 'info',
    title: notice.title,
    message: notice.title,
    detail: notice.body.join('\n\n'),
    buttons: notice.actions.map(labelOf),
    defaultId: cancel === -1 ? Math.max(0, harmless) : cancel,
    cancelId: cancel === -1 ? none : cancel,
    noLink: true,
  };
}

/** What a box can show of a notice: buttons, and no form to fill in. */
export function boxable(notice: Notice): Notice {
  return { ...notice, actions: notice.actions.filter(({ form }) => form === undefined) };
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
