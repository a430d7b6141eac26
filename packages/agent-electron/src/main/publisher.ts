import { AgentError } from '@phasegate/agent';

/**
 * Demands who signs the app's installers, of app-update.yml as electron-updater has read it: without `publisherName` its
 * NSIS updater fails open. Throws `bad-configuration`.
 */
export function demandPublisher(config: unknown): void {
  const given = isRecord(config) ? config['publisherName'] : undefined;
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (names.length === 0 || !names.every(isName)) {
    throw new AgentError(
      'bad-configuration',
      "app-update.yml says no publisherName, so Windows would run an installer without looking at its signature: set publisherName in electron-builder's configuration",
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
