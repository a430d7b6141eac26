import type { Logger, Notice } from '@phasegate/agent';
import { BrowserWindow, Notification, webContents } from 'electron';

/** Those on screen; one that nothing holds is collected, and its click with it. */
const onScreen = new Set<Notification>();

/**
 * Shows a notice as the system's own notification, which says the first line and leads into the app; returns how to take it
 * back, and `undefined` where the system has none.
 */
export function showOsNotification(
  { title, body, severity }: Notice,
  onClick: () => void,
  log: Pick<Logger, 'info'>,
): (() => void) | undefined {
  if (!Notification.isSupported()) {
    return undefined;
  }
  const urgency = severity === 'critical' ? 'critical' : 'normal';
  const notification = new Notification({ title, body: body[0] ?? '', urgency });
  const gone = (): void => void onScreen.delete(notification);
  notification.on('click', () => {
    gone();
    onClick();
  });
  notification.on('close', gone);
  notification.on('failed', (_event, error) => {
    gone();
    log.info(`a notification could not be shown: ${error}`);
  });
  onScreen.add(notification);
  notification.show();
  return () => {
    gone();
    notification.close();
  };
}

/** Whether nobody looks at the app: none of its windows is focused; one that is hidden can still say that it is. */
export function isInBackground(): boolean {
  const contents = webContents.getFocusedWebContents();
  if (contents !== null && BrowserWindow.fromWebContents(contents) === null) {
    // In a window that holds views, which is no BrowserWindow.
    return false;
  }
  return !BrowserWindow.getAllWindows().some(
    (window) => window.isFocused() && window.isVisible() && !window.isMinimized(),
  );
}
