import { createUpdateAgent } from '@phasegate/agent-electron/main';
import { app } from 'electron';
import { trustIn } from './trust.ts';

// As little as can be: what stands here runs before the start is guarded, and so must not fail.
const updates = createUpdateAgent({
  appId: 'com.example.notes',
  feedBase: 'https://example.github.io/notes/updates',
  ...trustIn(__dirname),
  // Because this is a demo: its feeds are on this machine, and it is told which part to play.
  allowLoopbackHttp: true,
  allowOverrides: true,
  schedule: { firstAfter: 1_000, every: 20_000 },
  startGuard: { confirmAfter: 3_000, giveLastGood: process.env['NOTES_GIVE_LAST_GOOD'] === 'on' },
});

app.on('window-all-closed', () => app.quit());

void updates.start();
void updates.guard(async () => {
  const { openNotes } = await import('./app.ts');
  await openNotes(updates);
});
