import type { Agent, AgentSnapshot, Logger } from '@phasegate/agent';
import { app } from 'electron';
import { askNatively } from './native-dialog.ts';
import { openNativeNotices } from './native-notice.ts';
import type { NoticeSurface } from './options.ts';
import { openWindows } from './windows.ts';

/** Everything that a person sees of the agent. */
export interface Surfaces {
  /** Something changed. */
  readonly update: (snapshot: AgentSnapshot) => void;
  readonly close: () => void;
}

/** Milliseconds that a window has, after a notice came up, to say that it shows notices itself. */
const PATIENCE = 4_000;

/** Opens the windows' channels and stands by with native dialogs. */
export function openSurfaces(
  agent: () => Agent | undefined,
  wish: NoticeSurface,
  log: Logger,
): Surfaces {
  const windows = openWindows(agent, log, () => native.update());
  const native = openNativeNotices({
    notice: () => agent()?.snapshot().notice,
    wanted: () => wish === 'dialog' || (wish === 'auto' && !windows.showNotices()),
    ask: askNatively,
    act: (noticeId, index) => void agent()?.act(noticeId, index),
    log,
    patience: wish === 'dialog' ? 0 : PATIENCE,
  });
  // An open dialog must not hold up quitting.
  app.on('before-quit', native.close);
  return {
    update: (snapshot) => {
      windows.push(snapshot);
      native.update();
    },
    close: () => {
      windows.close();
      app.removeListener('before-quit', native.close);
      native.close();
    },
  };
}
