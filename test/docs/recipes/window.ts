import { fileURLToPath } from 'node:url';
import { BrowserWindow } from 'electron';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function openNotes(): void {
  const window = new BrowserWindow({ width: 960, height: 640 });
  void window.loadFile(beside('index.html'));
}

/** A session of its own knows no registered preload, so this window brings one. */
export function openPreview(): void {
  const window = new BrowserWindow({
    webPreferences: { partition: 'preview', preload: beside('preload.cjs') },
  });
  void window.loadFile(beside('preview.html'));
}
