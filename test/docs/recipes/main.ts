import { app } from 'electron';
import { updates } from './updates.ts';

app.on('window-all-closed', () => app.quit());

void updates.start();
void updates.guard(async () => {
  await app.whenReady();
  const { openNotes } = await import('./window.ts');
  openNotes();
});
