import type { Agent, Logger } from '@phasegate/agent';
import { app, powerMonitor } from 'electron';

/** Milliseconds that quitting may take longer; the feed is read once more in them, and the installer started. */
const LIMIT = 10_000;

/**
 * Installs what was planned for quitting, when the app quits: after its windows have closed, and never while the system
 * shuts down, which must not be held up. Returns how to stop listening.
 */
export function installWhenQuitting(agent: () => Agent | undefined, log: Logger): () => void {
  let over = false;
  let shuttingDown = false;
  const shutdown = (): void => {
    shuttingDown = true;
  };
  const quitting = (event: { readonly preventDefault: () => void }): void => {
    const running = agent();
    if (over || shuttingDown || running === undefined || !running.installsOnQuit()) {
      return;
    }
    over = true;
    event.preventDefault();
    void installAndQuit(running, log);
  };
  app.on('will-quit', quitting);
  powerMonitor.on('shutdown', shutdown);
  return () => {
    app.removeListener('will-quit', quitting);
    powerMonitor.removeListener('shutdown', shutdown);
  };
}

async function installAndQuit(agent: Agent, log: Logger): Promise<void> {
  const limit = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LIMIT));
  const installs = await Promise.race([agent.installOnQuit(), limit]);
  log.info(
    installs ? 'the planned release is installed' : 'the planned release waits for another time',
  );
  agent.stop();
  app.quit();
}
