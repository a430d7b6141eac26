import type { Logger, Notice } from '@phasegate/agent';

/** What the system's notifications need of the agent and of the system. */
export interface OsNotificationOptions {
  readonly notice: () => Notice | undefined;
  /** Whether nobody looks at the app: none of its windows is focused. */
  readonly away: () => boolean;
  /** Whether the app has said that it is busy. */
  readonly busy: () => boolean;
  /** Whether the notice stays in view in a window; a dialog is gone once it was answered. */
  readonly staysInView: () => boolean;
  /** Shows it and returns how to take it back; `undefined` on a system that shows none. */
  readonly show: (notice: Notice) => (() => void) | undefined;
  /** Written down before it is shown: at most one for each notice, over restarts too. */
  readonly told: (noticeId: string) => void;
  readonly log: Pick<Logger, 'info'>;
  /** Milliseconds for which nobody must have looked: going from one window to another, none is focused for a moment. */
  readonly patience: number;
}

/** The system's own notifications, for somebody who does not look at the app. */
export interface OsNotifications {
  /** Looks at the notice that is due and at who is looking. */
  readonly update: () => void;
  readonly close: () => void;
}

/**
 * One for each notice that the agent wants told, while the app is in the background. Whoever was at the app when it came up
 * has seen it, and is told once more later only where it is critical and still waits. It goes with its notice.
 */
export function openOsNotifications(options: OsNotificationOptions): OsNotifications {
  const done = new Set<string>();
  let shown: { readonly id: string; readonly takeBack: () => void } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const due = (): Notice | undefined => {
    const notice = options.notice();
    const wanted = notice?.tell === true && !done.has(notice.id);
    return wanted && options.away() && !options.busy() ? notice : undefined;
  };
  const look = (): void => {
    timer = undefined;
    const notice = due();
    if (notice !== undefined) {
      done.add(notice.id);
      const takeBack = attempt(notice, options);
      shown = takeBack === undefined ? undefined : { id: notice.id, takeBack };
    }
  };
  const update = (): void => {
    const notice = options.notice();
    if (shown !== undefined && notice?.id !== shown.id) {
      shown.takeBack();
      shown = undefined;
    }
    const returns = notice?.severity === 'critical' && options.staysInView();
    if (notice !== undefined && !options.away() && !returns) {
      done.add(notice.id);
    }
    if (timer === undefined && due() !== undefined) {
      timer = setTimeout(look, options.patience);
    }
  };
  return {
    update,
    close: () => {
      clearTimeout(timer);
      timer = undefined;
      shown?.takeBack();
      shown = undefined;
    },
  };
}

/** A system that shows none costs a line in the log, and nothing else. */
function attempt(notice: Notice, options: OsNotificationOptions): (() => void) | undefined {
  try {
    options.told(notice.id);
    const takeBack = options.show(notice);
    if (takeBack === undefined) {
      options.log.info('this system shows no notifications');
    }
    return takeBack;
  } catch (error) {
    options.log.info(`a notification could not be shown: ${String(error)}`);
    return undefined;
  }
}
