import type { Agent, AgentSnapshot, Logger } from '@phasegate/agent';
import { app } from 'electron';
import { askNatively } from './native-dialog.ts';
import { openNativeNotices } from './native-notice.ts';
import type { NativeNotices } from './native-notice.ts';
import type { NoticeSurface } from './options.ts';
import { isInBackground, showOsNotification } from './os-notification-show.ts';
import { openOsNotifications } from './os-notification.ts';
import type { OsNotifications } from './os-notification.ts';
import { openWindows } from './windows.ts';
import type { Windows } from './windows.ts';

/** Everything that a person sees of the agent. */
export interface Surfaces {
  /** Something changed. */
  readonly update: (snapshot: AgentSnapshot) => void;
  readonly close: () => void;
}

/** What the surfaces need of those around them. */
export interface SurfacesOptions {
  readonly agent: () => Agent | undefined;
  readonly wish: NoticeSurface;
  readonly busy: (reason: string) => () => void;
  readonly log: Logger;
}

/** Milliseconds that a window has, after a notice came up, to say that it shows notices itself. */
const PATIENCE = 4_000;

/** Milliseconds for which no window is focused before the app counts as in the background. */
const AWAY_AFTER = 1_000;

/** Milliseconds after which an app that was to quit has changed its mind. */
const QUITTING = 10_000;

/** Opens the windows' channels and stands by with native dialogs and with the system's notifications. */
export function openSurfaces(options: SurfacesOptions): Surfaces {
  const windows = openWindows({ ...options, onShowing: () => native.update() });
  let quitAt = Number.NEGATIVE_INFINITY;
  const quits = (): boolean => performance.now() - quitAt < QUITTING;
  const native = nativeNotices(options, windows, quits);
  const system = osNotifications(options, windows);
  const look = (): void => system.update();
  const quit = (): void => {
    // An open dialog must not hold up quitting, nor may one open now that the windows go.
    quitAt = performance.now();
    native.close();
    system.close();
  };
  app.on('before-quit', quit);
  app.on('browser-window-blur', look);
  app.on('browser-window-focus', look);
  return {
    update: (snapshot) => {
      windows.push(snapshot);
      system.update();
      native.update();
    },
    close: () => {
      windows.close();
      app.removeListener('before-quit', quit);
      app.removeListener('browser-window-blur', look);
      app.removeListener('browser-window-focus', look);
      quit();
    },
  };
}

function isBusy({ agent }: SurfacesOptions): boolean {
  return (agent()?.snapshot().busy ?? []).length > 0;
}

function nativeNotices(
  options: SurfacesOptions,
  windows: Windows,
  quits: () => boolean,
): NativeNotices {
  const { agent, wish, log } = options;
  const fallsBack = (): boolean => wish === 'auto' && !windows.showNotices();
  return openNativeNotices({
    notice: () => agent()?.snapshot().notice,
    wanted: () => !quits() && !isBusy(options) && (wish === 'dialog' || fallsBack()),
    ask: askNatively,
    shown: (noticeId) => void agent()?.noticeShown(noticeId),
    act: (noticeId, index) => void agent()?.act(noticeId, index),
    log,
    patience: wish === 'dialog' ? 0 : PATIENCE,
  });
}

function osNotifications(options: SurfacesOptions, windows: Windows): OsNotifications {
  const { agent, log } = options;
  return openOsNotifications({
    notice: () => agent()?.snapshot().notice,
    away: isInBackground,
    busy: () => isBusy(options),
    staysInView: windows.showNotices,
    show: (notice) => showOsNotification(notice, windows.focus, log),
    told: (noticeId) => void agent()?.noticeTold(noticeId),
    log,
    patience: AWAY_AFTER,
  });
}
