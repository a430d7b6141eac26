const { contextBridge } = require('electron');

let snapshot;
const listeners = new Set();
const calls = [];

contextBridge.exposeInMainWorld('phasegate', {
  getSnapshot: () => Promise.resolve(snapshot),
  onSnapshot: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  act: (noticeId, index) => Promise.resolve(void calls.push(['act', noticeId, index])),
  noticeReady: () => Promise.resolve(void calls.push(['noticeReady'])),
  noticeGone: () => Promise.resolve(void calls.push(['noticeGone'])),
  noticeShown: (noticeId) => Promise.resolve(void calls.push(['noticeShown', noticeId])),
  check: () => Promise.resolve(void calls.push(['check'])),
  pressMenu: () => Promise.resolve(void calls.push(['pressMenu'])),
  installLater: (when) => Promise.resolve(void calls.push(['installLater', when])),
  busy: (reason) => Promise.resolve(void calls.push(['busy', reason])),
  idle: (reason) => Promise.resolve(void calls.push(['idle', reason])),
});
contextBridge.exposeInMainWorld('gallery', {
  show: (next) => {
    snapshot = next;
    for (const listener of listeners) {
      listener(next);
    }
  },
  calls: () => calls,
});
contextBridge.exposeInMainWorld('notes', {
  list: () =>
    Promise.resolve([
      {
        id: 'welcome',
        changed: Date.UTC(2026, 10, 23, 9, 30),
        text: 'Welcome to Notes\n\nThis is a small app that keeps itself up to date with Phasegate.',
      },
      {
        id: 'groceries',
        changed: Date.UTC(2026, 10, 23, 8),
        text: 'Groceries\n\nOlive oil\nLemons\nTwo loaves of rye',
      },
    ]),
  save: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  exportAll: () => Promise.resolve('/home/me/Documents/Notes.txt'),
  diagnostics: () => Promise.resolve(void calls.push(['diagnostics'])),
});
