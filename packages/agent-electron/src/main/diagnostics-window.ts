import { existsSync } from 'node:fs';
import type { Logger } from '@phasegate/agent';
import { app, BrowserWindow, dialog, nativeTheme, session } from 'electron';
import type { Session } from 'electron';
import { DIAGNOSTICS_CHANNELS } from '../shared/diagnostics-view.ts';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { answerDiagnostics, copy, isDiagnosticsFrame } from './diagnostics-ipc.ts';
import { DIAGNOSTICS_PAGE } from './diagnostics-page.ts';
import { diagnosticsText } from './diagnostics-text.ts';
import { besideBundle } from './preload-script.ts';

/** The window for QA and support. Nothing here throws. */
export interface DiagnosticsWindow {
  /** Opens it, or brings it to the front. */
  readonly show: () => Promise<void>;
  /** Something changed. */
  readonly update: () => void;
  readonly close: () => void;
}

/** Milliseconds: how soon a change is shown, and how often the time left is counted anew. */
const SOON = 150;
const TICK = 5000;

/** A window that shows `view` as it is now; one at a time. */
export function createDiagnosticsWindow(
  view: () => DiagnosticsView,
  log: Logger,
): DiagnosticsWindow {
  let open: BrowserWindow | undefined;
  let pending: NodeJS.Timeout | undefined;
  const push = (): void => {
    pending = undefined;
    if (isDiagnosticsFrame(open?.webContents.mainFrame ?? null)) {
      open?.webContents.send(DIAGNOSTICS_CHANNELS.changed, view());
    }
  };
  const show = async (): Promise<void> => {
    await app.whenReady();
    if (open !== undefined) {
      bringToFront(open);
      return;
    }
    const preload = besideBundle('phasegate-diagnostics.cjs');
    if (!existsSync(preload)) {
      log.warn(`${preload} is missing; a plain dialog takes its place`);
      await showAsDialog(view());
      return;
    }
    const window = openWindow(preload, view().title);
    open = window;
    const tick = setInterval(push, TICK);
    window.once('closed', () => {
      clearInterval(tick);
      open = undefined;
    });
    answerDiagnostics(window, view, log);
    await window.loadURL(DIAGNOSTICS_PAGE);
  };
  return {
    show: () =>
      show().catch((error: unknown) => {
        // Electron names the address in full, and that is the whole page.
        const why = String(error).split(' loading ')[0];
        log.error(`the diagnostics window could not be opened: ${why}`);
      }),
    update: () => {
      pending ??= open === undefined ? undefined : setTimeout(push, SOON);
    },
    close: () => {
      clearTimeout(pending);
      pending = undefined;
      open?.destroy();
    },
  };
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) {
    window.restore();
  }
  window.show();
  window.focus();
}

function openWindow(preload: string, title: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 800,
    height: 720,
    minWidth: 320,
    minHeight: 240,
    show: false,
    title: `${title}: update diagnostics`,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1d21' : '#f7f7f8',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      session: closedSession(),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  window.once('ready-to-show', () => window.show());
  window.on('page-title-updated', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  return window;
}

/** A session of its own, from which nothing is fetched and in which nothing is allowed or kept. */
function closedSession(): Session {
  const closed = session.fromPartition('phasegate-diagnostics', { cache: false });
  closed.webRequest.onBeforeRequest(({ url }, decide) =>
    decide({ cancel: !url.startsWith('data:') && !url.startsWith('devtools:') }),
  );
  closed.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  closed.setPermissionCheckHandler(() => false);
  return closed;
}

async function showAsDialog(view: DiagnosticsView): Promise<void> {
  const text = diagnosticsText({ ...view, parts: view.parts.slice(0, -1) }, new Date());
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: `${view.title}: update diagnostics`,
    detail: text,
    buttons: ['Copy', 'Close'],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) {
    await copy(view);
  }
}
