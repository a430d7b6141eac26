import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app, ipcMain } from 'electron';
import type { WebFrameMain } from 'electron';
import { parseNote } from './note.ts';
import type { NotesFile } from './notes-file.ts';

/** Answers the five channels of `window.notes`, for the app's own page alone. */
export function answerNotes(
  file: NotesFile,
  isOwn: (frame: WebFrameMain | null) => boolean,
  showDiagnostics: () => Promise<void>,
): void {
  ipcMain.handle('notes:list', ({ senderFrame }) => (isOwn(senderFrame) ? file.list() : []));
  ipcMain.handle('notes:save', async ({ senderFrame }, id: unknown, text: unknown) => {
    const note = parseNote({ id, text, changed: Date.now() });
    if (note !== undefined && isOwn(senderFrame)) {
      await file.change((notes) => [note, ...notes.filter((one) => one.id !== note.id)]);
    }
  });
  ipcMain.handle('notes:remove', async ({ senderFrame }, id: unknown) => {
    if (isOwn(senderFrame)) {
      await file.change((notes) => notes.filter((one) => one.id !== id));
    }
  });
  ipcMain.handle('notes:export', async ({ senderFrame }) =>
    isOwn(senderFrame) ? exportNotes(file) : '',
  );
  ipcMain.handle('notes:diagnostics', async ({ senderFrame }) => {
    if (isOwn(senderFrame)) {
      await showDiagnostics();
    }
  });
}

async function exportNotes(file: NotesFile): Promise<string> {
  const folder = app.getPath('documents');
  const target = path.join(folder, 'Notes.txt');
  const texts = (await file.list()).map(({ text }) => text);
  await mkdir(folder, { recursive: true });
  await writeFile(target, `${texts.join('\n\n---\n\n')}\n`);
  return target;
}
