/**
 * Puts a {@link PhasegateBridge} on `window.phasegate`, which is all that windows need for notices. The agent registers
 * it by itself; an app whose windows have a preload script of their own may import it there.
 *
 * @packageDocumentation
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { PhasegateBridge, WindowSnapshot } from '../shared/bridge.ts';
import { CHANNELS } from '../shared/channels.ts';

const bridge: PhasegateBridge = {
  getSnapshot: () => ipcRenderer.invoke(CHANNELS.get) as Promise<WindowSnapshot | undefined>,
  onSnapshot: (listener) => {
    const forward = (_event: unknown, snapshot: WindowSnapshot): void => listener(snapshot);
    ipcRenderer.on(CHANNELS.snapshot, forward);
    return () => ipcRenderer.removeListener(CHANNELS.snapshot, forward);
  },
  act: (noticeId, index) => ipcRenderer.invoke(CHANNELS.act, noticeId, index) as Promise<void>,
  noticeReady: () => ipcRenderer.invoke(CHANNELS.noticeReady) as Promise<void>,
  noticeGone: () => ipcRenderer.invoke(CHANNELS.noticeGone) as Promise<void>,
  noticeShown: (noticeId) => ipcRenderer.invoke(CHANNELS.noticeShown, noticeId) as Promise<void>,
  check: () => ipcRenderer.invoke(CHANNELS.check) as Promise<void>,
  pressMenu: () => ipcRenderer.invoke(CHANNELS.menu) as Promise<void>,
  installLater: (when) => ipcRenderer.invoke(CHANNELS.installLater, when) as Promise<void>,
  busy: (reason) => ipcRenderer.invoke(CHANNELS.busy, reason) as Promise<void>,
  idle: (reason) => ipcRenderer.invoke(CHANNELS.idle, reason) as Promise<void>,
};

// Registered by the session and imported by the app's own preload, it runs twice; the second time finds the first one's mark.
const marked = globalThis as { phasegatePreloaded?: boolean };
if (marked.phasegatePreloaded !== true) {
  marked.phasegatePreloaded = true;
  if (process.contextIsolated) {
    contextBridge.exposeInMainWorld('phasegate', bridge);
  } else {
    // The page shares this world, and Electron's bridge would throw.
    Reflect.set(globalThis, 'phasegate', bridge);
  }
}
