import { contextBridge, ipcRenderer } from 'electron';
import type { Note, NotesBridge } from './note.ts';

const bridge: NotesBridge = {
  list: () => ipcRenderer.invoke('notes:list') as Promise<readonly Note[]>,
  save: (id, text) => ipcRenderer.invoke('notes:save', id, text) as Promise<void>,
  remove: (id) => ipcRenderer.invoke('notes:remove', id) as Promise<void>,
  exportAll: () => ipcRenderer.invoke('notes:export') as Promise<string>,
  diagnostics: () => ipcRenderer.invoke('notes:diagnostics') as Promise<void>,
};

contextBridge.exposeInMainWorld('notes', bridge);
