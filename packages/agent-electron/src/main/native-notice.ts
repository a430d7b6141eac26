import type { Logger, Notice } from '@phasegate/agent';
import { app, dialog } from 'electron';
import type { MessageBoxOptions } from 'electron';
import { boxOf, cancelAction } from './message-box.ts';

/** What the native notices need of the agent. */
export interface NativeOptions {
  readonly notice: () => Notice | undefined;
  /** Whether a dialog is wanted now; asked again when it is about to open. */
  readonly wanted: () => boolean;
  readonly act: (noticeId: string, index: number) => void;
  readonly log: Pick<Logger, 'error'>;
  /** Milliseconds that a window has to say that it shows notices itself. */
  readonly patience: number;
}

/** Native dialogs for apps whose windows show no notices. */
export interface NativeNotices {
  /** Looks at the notice that is due, and shows it if it has not been. */
  readonly update: () => void;
  readonly close: () => void;
}

/** One dialog at a time, each notice once a start; a dialog never holds up quitting and closes with its notice. */
export function openNativeNotices(options: NativeOptions): NativeNotices {
  const shown = new Set<string>();
  let open: { readonly id: string; readonly abort: AbortController } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    open?.abort.abort();
  };
  const show = async (): Promise<void> => {
    timer = undefined;
    const notice = options.notice();
    if (open !== undefined || notice === undefined || !suits(notice) || !options.wanted()) {
      return;
    }
    shown.add(notice.id);
    const abort = new AbortController();
    open = { id: notice.id, abort };
    const pressed = await ask(notice, abort.signal).catch((error: unknown) => {
      options.log.error(`a notice could not be shown as a dialog: ${String(error)}`);
      return undefined;
    });
    open = undefined;
    if (pressed !== undefined) {
      options.act(notice.id, pressed);
    }
    update();
  };
  const suits = ({ id, severity, actions }: Notice): boolean =>
    severity !== 'low' && actions.length > 0 && !shown.has(id);
  const update = (): void => {
    const notice = options.notice();
    if (open !== undefined && notice?.id !== open.id) {
      open.abort.abort();
    }
    if (timer === undefined && open === undefined && notice !== undefined && suits(notice)) {
      timer = setTimeout(() => void show(), options.patience);
    }
  };
  app.once('before-quit', close);
  return {
    update,
    close: () => {
      app.removeListener('before-quit', close);
      close();
    },
  };
}

/** The index of the pressed action; `undefined` when the dialog was closed from here. */
async function ask(notice: Notice, signal: AbortSignal): Promise<number | undefined> {
  const options: MessageBoxOptions = { ...boxOf(notice), signal };
  const { response } = await dialog.showMessageBox(options);
  return signal.aborted ? undefined : (notice.actions[response] ?? cancelAction(notice))?.index;
}
