import { readFileSync } from 'node:fs';
import { createUpdateAgent } from '@phasegate/agent-electron/main';

const updates = createUpdateAgent({
  appId: 'com.example.notes',
  feedBase: 'https://example.github.io/notes/updates',
  root: readFileSync(new URL('1.root.json', import.meta.url), 'utf8'),
  schedule: { every: 60 * 60_000 },
  notices: 'dialog',
});
void updates.start();
