import { existsSync } from 'node:fs';
import type { Logger } from '@phasegate/agent';
import { app, BrowserWindow, clipboard, dialog, nativeTheme, session } from 'electron';
import type { Session, WebFrameMain } from 'electron';
import { DIAGNOSTICS_CHANNELS } from '../shared/diagnostics-view.ts';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { DIAGNOSTICS_PAGE } from './diagnostics-page.ts';
import { saveText } from './diagnostics-save.ts';
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
    if (isOurs(open?.webContents.mainFrame ?? null)) {
      open?.webContents.send(DIAGNOSTICS_CHANNELS.changed, view());
    }
  };
  const show = async (): Promise<void> => {
    await app.whenReady();
    if (open !== undefined) {
      bringToFront(open);
      return;
    }
    const preload = besideBundle('diagnostics.cjs');
    if (!existsSync(preload)) {
      log.warn(`diagnostics.cjs is missing beside the bundle; a plain dialog takes its place`);
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
    answer(window, view, log);
    await window.loadURL(DIAGNOSTICS_PAGE);
  };
  return {
    show: () =>
      show().catch((error: unknown) => {
        log.error(`the diagnostics window could not be opened: ${String(error)}`);
      }),
    update: () => {
      pending ??= open === undefined ? undefined : setTimeout(push, SOON);
    },
    close: () => {
      clearTimeout(pending);
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
    fullscreenable: false,
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

/** Channels of this one window; whatever else has got into it is not answered. */
function answer(window: BrowserWindow, view: () => DiagnosticsView, log: Logger): void {
  const { ipc } = window.webContents;
  const handle = (channel: string, give: () => unknown): void =>
    ipc.handle(channel, (event) => {
      if (!isOurs(event.senderFrame)) {
        log.warn(`${channel} from another page than the diagnostics was refused`);
        return undefined;
      }
      return give();
    });
  handle(DIAGNOSTICS_CHANNELS.view, view);
  handle(DIAGNOSTICS_CHANNELS.copy, () =>
    copy(view()).then(
      () => ({ ok: true, text: 'Copied.' }),
      () => ({ ok: false, text: 'It was not copied: the system’s clipboard refused it.' }),
    ),
  );
  handle(DIAGNOSTICS_CHANNELS.save, async () => {
    const text = diagnosticsText(view(), new Date());
    const saved = await saveText(text, () => askWhere(window));
    return saved.kind === 'cancelled'
      ? undefined
      : saved.kind === 'saved'
        ? { ok: true, text: 'Saved.' }
        : { ok: false, text: `It was not saved: ${saved.why}.` };
  });
}

function isOurs(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url === DIAGNOSTICS_PAGE;
}

async function askWhere(window: BrowserWindow): Promise<string | undefined> {
  const day = new Date().toISOString().slice(0, 10);
  const name = app
    .getName()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save the diagnostics',
    defaultPath: `${name}-update-diagnostics-${day}.txt`,
    filters: [{ name: 'Text', extensions: ['txt'] }],
  });
  return canceled || !filePath ? undefined : filePath;
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

/** A promise in the newest Electron only. */
async function copy(view: DiagnosticsView): Promise<void> {
  await clipboard.writeText(diagnosticsText(view, new Date()));
}
