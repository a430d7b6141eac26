import type { Logger, Notice } from '@phasegate/agent';

/** What the native notices need of the agent and of the system. */
export interface NativeOptions {
  readonly notice: () => Notice | undefined;
  /** Whether a dialog is wanted now; asked again when it is about to open. */
  readonly wanted: () => boolean;
  /** Shows the dialog and tells which action was pressed; `undefined` when the signal closed it. */
  readonly ask: (notice: Notice, signal: AbortSignal) => Promise<number | undefined>;
  /** The dialog of this notice is about to open. */
  readonly shown: (noticeId: string) => void;
  readonly act: (noticeId: string, index: number) => void;
  readonly log: Pick<Logger, 'error'>;
  /** Milliseconds that a window has to say that it shows notices itself. */
  readonly patience: number;
}

/** Native dialogs for apps whose windows show no notices. */
export interface NativeNotices {
  /** Looks at the notice that is due, and shows it if it has not been. */
  readonly update: () => void;
  /** Closes the dialog that is open, unanswered. */
  readonly close: () => void;
}

/** What the user has just asked for, and knows: a dialog about it would only be in the way. */
const UNDER_WAY: readonly Notice['kind'][] = ['updating', 'suspended', 'planned'];

/** One dialog at a time, each notice once while it is due; a dialog closes with the notice it is about. */
export function openNativeNotices(options: NativeOptions): NativeNotices {
  let shown: string | undefined;
  let open: { readonly id: string; readonly abort: AbortController } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const suits = ({ id, kind, severity, actions }: Notice): boolean =>
    severity !== 'low' && !UNDER_WAY.includes(kind) && actions.length > 0 && id !== shown;
  const show = async (): Promise<void> => {
    timer = undefined;
    const notice = options.notice();
    if (open !== undefined || notice === undefined || !suits(notice) || !options.wanted()) {
      return;
    }
    shown = notice.id;
    options.shown(notice.id);
    const abort = new AbortController();
    open = { id: notice.id, abort };
    const pressed = await options.ask(notice, abort.signal).catch((error: unknown) => {
      options.log.error(`a notice could not be shown as a dialog: ${String(error)}`);
      return undefined;
    });
    open = undefined;
    if (pressed !== undefined) {
      options.act(notice.id, pressed);
    }
    // A link is no answer: whoever has read it is asked again.
    if (notice.actions.some(({ index, kind }) => index === pressed && kind === 'link')) {
      shown = undefined;
    }
    update();
  };
  const update = (): void => {
    const notice = options.notice();
    // One that was put aside and comes back is asked again.
    shown = notice?.id === shown ? shown : undefined;
    if (open !== undefined && notice?.id !== open.id) {
      open.abort.abort();
    }
    if (timer === undefined && open === undefined && notice !== undefined && suits(notice)) {
      timer = setTimeout(() => void show(), options.patience);
    }
  };
  return {
    update,
    close: () => {
      clearTimeout(timer);
      timer = undefined;
      open?.abort.abort();
    },
  };
}
