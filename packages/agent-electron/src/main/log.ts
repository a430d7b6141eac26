import type { Logger } from '@phasegate/agent';

/** Lines on the console, for apps without a logger of their own; debug lines are left out. */
const consoleLogger: Logger = {
  debug: () => undefined,
  info: (message) => console.info(`[phasegate] ${message}`),
  warn: (message) => console.warn(`[phasegate] ${message}`),
  error: (message) => console.error(`[phasegate] ${message}`),
};

/** The app's logger, or the console; a logger that throws must not take the update down with it. */
export function guardedLogger(given: Logger | undefined): Logger {
  const logger = given ?? consoleLogger;
  const guarded =
    (method: keyof Logger) =>
    (message: string): void => {
      try {
        logger[method](message);
      } catch {
        // There is nowhere left to say it.
      }
    };
  return {
    debug: guarded('debug'),
    info: guarded('info'),
    warn: guarded('warn'),
    error: guarded('error'),
  };
}
