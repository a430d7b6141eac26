import type { Agent, AgentSnapshot, Logger } from '@phasegate/agent';
import { app, ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { CHANNELS } from '../shared/channels.ts';
import { isOwnPage, parsePress } from './ipc-message.ts';

/** The app's windows, as far as they have asked for the agent. */
export interface Windows {
  /** Tells every window that asked. */
  readonly push: (snapshot: AgentSnapshot) => void;
  /** Whether some window shows notices now. */
  readonly showNotices: () => boolean;
  readonly close: () => void;
}

/** Answers the windows' channels; `agent` is `undefined` until it has started, and in development. */
export function openWindows(
  agent: () => Agent | undefined,
  log: Logger,
  onNoticeWindow: () => void,
): Windows {
  const readers = new Set<WebContents>();
  const shows = new Set<WebContents>();
  const remember = rememberer([readers, shows]);
  const answers: Readonly<Record<string, Answer>> = {
    [CHANNELS.get]: ({ sender }) => {
      remember(readers, sender);
      return agent()?.snapshot();
    },
    [CHANNELS.noticeReady]: ({ sender }) => {
      remember(shows, sender);
      onNoticeWindow();
    },
    [CHANNELS.check]: () => agent()?.check(),
    [CHANNELS.act]: (_event, noticeId, index) => {
      const press = parsePress(noticeId, index);
      return press === undefined ? undefined : agent()?.act(press.noticeId, press.index);
    },
  };
  for (const [channel, answer] of Object.entries(answers)) {
    ipcMain.handle(channel, guarded(channel, answer, log));
  }
  return {
    push: (snapshot) => {
      for (const contents of readers) {
        contents.send(CHANNELS.snapshot, snapshot);
      }
    },
    showNotices: () => shows.size > 0,
    close: () => {
      for (const channel of Object.keys(answers)) {
        ipcMain.removeHandler(channel);
      }
      readers.clear();
      shows.clear();
    },
  };
}

type Answer = (event: IpcMainInvokeEvent, ...given: unknown[]) => unknown;

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

/** Adds a window to a list, and takes it off all lists when it closes or goes to another page, which has to ask for itself. */
function rememberer(
  lists: readonly Set<WebContents>[],
): (list: Set<WebContents>, contents: WebContents) => void {
  const watched = new WeakSet<WebContents>();
  const forget = (contents: WebContents): void => {
    for (const list of lists) {
      list.delete(contents);
    }
  };
  return (list, contents) => {
    list.add(contents);
    if (!watched.has(contents)) {
      watched.add(contents);
      contents.once('destroyed', () => forget(contents));
      contents.on('did-start-navigation', (_event, _url, inPlace, isMainFrame) => {
        if (isMainFrame && !inPlace) {
          forget(contents);
        }
      });
    }
  };
}

function fromOwnPage({ senderFrame }: IpcMainInvokeEvent): boolean {
  const sender =
    senderFrame === null
      ? undefined
      : { url: senderFrame.url, isMainFrame: senderFrame.parent === null };
  return isOwnPage(sender, { appPath: app.getAppPath(), packaged: app.isPackaged });
}
