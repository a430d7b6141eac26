import type { Logger } from '@phasegate/agent';
import { app, clipboard, dialog } from 'electron';
import type { BrowserWindow, WebFrameMain } from 'electron';
import { DIAGNOSTICS_CHANNELS } from '../shared/diagnostics-view.ts';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { DIAGNOSTICS_PAGE } from './diagnostics-page.ts';
import { saveText } from './diagnostics-save.ts';
import { diagnosticsText } from './diagnostics-text.ts';

/** Channels of this one window; whatever else has got into it is not answered. */
export function answerDiagnostics(
  window: BrowserWindow,
  view: () => DiagnosticsView,
  log: Logger,
): void {
  const { ipc } = window.webContents;
  const handle = (channel: string, give: () => unknown): void =>
    ipc.handle(channel, (event) => {
      if (!isDiagnosticsFrame(event.senderFrame)) {
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

/** Whether it is the diagnostics page itself, and no frame in it. */
export function isDiagnosticsFrame(frame: WebFrameMain | null): boolean {
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

/** Puts the view on the clipboard as text; a promise in the newest Electron only. */
export async function copy(view: DiagnosticsView): Promise<void> {
  await clipboard.writeText(diagnosticsText(view, new Date()));
}
