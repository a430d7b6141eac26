import { readFileSync } from 'node:fs';
import { createUpdateAgent } from '@phasegate/agent-electron/main';
import type { Logger } from '@phasegate/agent-electron/main';

/** Anything with `debug`, `info`, `warn` and `error` is a logger: electron-log is one. */
export function startUpdates(logger: Logger): void {
  const updates = createUpdateAgent({
    appId: 'com.example.notes',
    feedBase: 'https://example.github.io/notes/updates',
    root: readFileSync(new URL('1.root.json', import.meta.url), 'utf8'),
    logger,
  });
  updates.on('error', ({ code, message }) => logger.warn(`${message} (${code})`));
  void updates.start();
}
