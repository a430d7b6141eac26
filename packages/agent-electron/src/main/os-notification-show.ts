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

/** Whether none of the app's windows is focused. */
export function isInBackground(): boolean {
  const looking = BrowserWindow.getAllWindows().some((window) => window.isFocused());
  return !looking && webContents.getFocusedWebContents() === null;
}
