import type { Agent, AgentSnapshot, Logger } from '@phasegate/agent';
import { app, BrowserWindow, ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { CHANNELS } from '../shared/channels.ts';
import { createFocusOrder } from './focus-order.ts';
import {
  isOwnPage,
  parseNoticeId,
  parsePlannedFor,
  parsePress,
  parseReason,
} from './ipc-message.ts';
import { pressMenu } from './menu-item.ts';
import { createWindowBusy } from './window-busy.ts';
import { snapshotFor } from './window-snapshot.ts';

/** The app's windows, as far as they have asked for the agent. */
export interface Windows {
  /** Tells every window that asked; the notice goes to the one that was focused last. */
  readonly push: (snapshot: AgentSnapshot) => void;
  /** Whether some window shows notices now. */
  readonly showNotices: () => boolean;
  /** Brings the window that was focused last to the front. */
  readonly focus: () => void;
  readonly close: () => void;
}

/** What the windows need of those around them. */
export interface WindowsOptions {
  /** `undefined` until it has started, and in development. */
  readonly agent: () => Agent | undefined;
  readonly log: Logger;
  readonly busy: (reason: string) => () => void;
  /** A window has begun to show notices, or has ceased to. */
  readonly onShowing: () => void;
}

/** Answers the windows' channels. */
export function openWindows(options: WindowsOptions): Windows {
  const { agent, log } = options;
  const desk: Desk = {
    readers: new Set(),
    shows: new Set(),
    said: new Set(),
    order: createFocusOrder(),
    busy: createWindowBusy(options.busy),
    watched: new Map(),
    shower: undefined,
  };
  const push = (snapshot: AgentSnapshot | undefined): void => {
    desk.shower = showerIn(desk);
    if (snapshot !== undefined) {
      for (const contents of desk.readers) {
        contents.send(CHANNELS.snapshot, viewOf(desk, contents, snapshot));
      }
    }
  };
  const moved = (): void => {
    if (showerIn(desk) !== desk.shower) {
      push(agent()?.snapshot());
    }
  };
  const answers = answersOf(desk, options, moved);
  for (const [channel, answer] of Object.entries(answers)) {
    ipcMain.handle(channel, guarded(channel, answer, log));
  }
  const onFocus = (_event: unknown, { webContents }: BrowserWindow): void => {
    desk.order.focused(webContents);
    moved();
  };
  app.on('browser-window-focus', onFocus);
  return {
    push,
    showNotices: () => desk.shows.size > 0,
    focus: () => bringToFront(showerIn(desk)),
    close: () => {
      app.removeListener('browser-window-focus', onFocus);
      for (const channel of Object.keys(answers)) {
        ipcMain.removeHandler(channel);
      }
      desk.readers.clear();
      desk.shows.clear();
      // Of a window that closes later nobody must hear: a dialog of an agent that was stopped would open.
      desk.watched.forEach((leave) => leave());
      desk.watched.clear();
    },
  };
}

/** What is known of the windows. */
interface Desk {
  /** Those that are told of every change. */
  readonly readers: Set<WebContents>;
  /** Those that show notices. */
  readonly shows: Set<WebContents>;
  /** The ids of the notices that were in view somewhere since the start. */
  readonly said: Set<string>;
  readonly order: ReturnType<typeof createFocusOrder<WebContents>>;
  readonly busy: ReturnType<typeof createWindowBusy<WebContents>>;
  /** How to stop listening to each of them. */
  readonly watched: Map<WebContents, () => void>;
  /** The one that was given the notice last. */
  shower: WebContents | undefined;
}

function showerIn({ order, shows, readers }: Desk): WebContents | undefined {
  return order.latest(shows.size > 0 ? shows : readers);
}

function viewOf(desk: Desk, contents: WebContents, snapshot: AgentSnapshot): AgentSnapshot {
  return snapshotFor(snapshot, { shows: showerIn(desk) === contents, said: desk.said });
}

type Answer = (event: IpcMainInvokeEvent, ...given: unknown[]) => unknown;

function answersOf(
  desk: Desk,
  { agent, onShowing }: WindowsOptions,
  moved: () => void,
): Readonly<Record<string, Answer>> {
  const remember = rememberer(desk, () => {
    moved();
    onShowing();
  });
  return {
    [CHANNELS.get]: ({ sender }) => {
      remember(desk.readers, sender);
      const snapshot = agent()?.snapshot();
      return snapshot === undefined ? undefined : viewOf(desk, sender, snapshot);
    },
    [CHANNELS.noticeReady]: ({ sender }) => {
      remember(desk.shows, sender);
      moved();
      onShowing();
    },
    [CHANNELS.noticeGone]: ({ sender }) => {
      desk.shows.delete(sender);
      moved();
      onShowing();
    },
    [CHANNELS.noticeShown]: (_event, given) => {
      const id = parseNoticeId(given);
      if (id !== undefined && id === agent()?.snapshot().notice?.id) {
        desk.said.add(id);
        void agent()?.noticeShown(id);
      }
    },
    [CHANNELS.check]: () => agent()?.check(),
    [CHANNELS.menu]: () => pressMenu(agent()),
    [CHANNELS.act]: (_event, noticeId, index) => {
      const press = parsePress(noticeId, index);
      return press === undefined ? undefined : agent()?.act(press.noticeId, press.index);
    },
    [CHANNELS.installLater]: (_event, given) => {
      const planned = parsePlannedFor(given, Date.now());
      return planned === undefined ? undefined : agent()?.plan(planned.when);
    },
    ...busyAnswers(desk, remember),
  };
}

type Remember = (list: Set<WebContents>, contents: WebContents) => void;

function busyAnswers(
  { readers, busy }: Desk,
  remember: Remember,
): Readonly<Record<string, Answer>> {
  return {
    [CHANNELS.busy]: ({ sender }, given) => {
      const reason = parseReason(given);
      if (reason !== undefined) {
        remember(readers, sender);
        busy.begin(sender, reason);
      }
    },
    [CHANNELS.idle]: ({ sender }, given) => {
      const reason = parseReason(given);
      if (reason !== undefined) {
        busy.end(sender, reason);
      }
    },
  };
}

/** Only the app's own pages are answered; whatever else is said to them is nothing. */
function guarded(channel: string, answer: Answer, log: Logger): Answer {
  return (event, ...given) => {
    if (!fromOwnPage(event)) {
      log.warn(`${channel} from ${event.senderFrame?.url ?? 'a frame that is gone'} was refused`);
      return undefined;
    }
    return answer(event, ...given);
  };
}

/** Adds a window to a list, and forgets it when it closes, crashes or goes to another page, which has to ask for itself. */
function rememberer(desk: Desk, forgotten: () => void): Remember {
  const forget = (contents: WebContents): void => {
    desk.readers.delete(contents);
    desk.shows.delete(contents);
    desk.busy.gone(contents);
    forgotten();
  };
  return (list, contents) => {
    list.add(contents);
    if (!desk.watched.has(contents)) {
      if (BrowserWindow.fromWebContents(contents)?.isFocused() === true) {
        desk.order.focused(contents);
      }
      desk.watched.set(contents, watch(desk, contents, forget));
    }
  };
}

/** Listens to what ends a window's page; returns how to stop. */
function watch(
  { order, watched }: Desk,
  contents: WebContents,
  forget: (contents: WebContents) => void,
): () => void {
  const destroyed = (): void => {
    watched.delete(contents);
    order.gone(contents);
    forget(contents);
  };
  const crashed = (): void => forget(contents);
  const leaves = (_event: unknown, _url: string, inPlace: boolean, isMainFrame: boolean): void => {
    if (isMainFrame && !inPlace) {
      forget(contents);
    }
  };
  contents.once('destroyed', destroyed);
  contents.on('render-process-gone', crashed);
  contents.on('did-start-navigation', leaves);
  return () => {
    contents.removeListener('destroyed', destroyed);
    contents.removeListener('render-process-gone', crashed);
    contents.removeListener('did-start-navigation', leaves);
  };
}

function bringToFront(contents: WebContents | undefined): void {
  const window = contents === undefined ? null : BrowserWindow.fromWebContents(contents);
  if (window?.isMinimized() === true) {
    window.restore();
  }
  window?.show();
  window?.focus();
}

function fromOwnPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  const sender =
    senderFrame === null
      ? undefined
      : { url: senderFrame.url, isMainFrame: senderFrame.parent === null };
  return isOwnPage(sender, { appPath: app.getAppPath(), packaged: app.isPackaged });
}
