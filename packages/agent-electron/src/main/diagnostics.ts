import { homedir, release } from 'node:os';
import type { AgentSnapshot, Clock, Logger } from '@phasegate/agent';
import { systemClock } from '@phasegate/agent/node';
import { app } from 'electron';
import type { DiagnosticsView } from '../shared/diagnostics-view.ts';
import { createLogHistory } from './diagnostics-log.ts';
import { redactView, diagnosticsView } from './diagnostics-view.ts';
import { createDiagnosticsWindow } from './diagnostics-window.ts';
import type { DiagnosticsWindow } from './diagnostics-window.ts';
import { redactor } from './redact.ts';

/** What QA and support look at: the window, and the log that it shows. */
export interface DiagnosticsDesk extends DiagnosticsWindow {
  /** The app's logger, with its last lines remembered. */
  readonly log: Logger;
  /** From now on schedule and snoozes go by this clock. */
  readonly goBy: (scheduleClock: Clock) => void;
}

/** Joins the window, the log behind it and what the agent says. Nothing is opened yet. */
export function diagnosticsOf(
  snapshot: () => AgentSnapshot | undefined,
  logger: Logger,
): DiagnosticsDesk {
  const redact = redactor(homedir());
  const history = createLogHistory(redact, systemClock.now);
  const log = history.before(logger);
  let scheduleClock: Clock = systemClock;
  const view = (): DiagnosticsView =>
    redactView(
      diagnosticsView({
        appName: app.getName(),
        appVersion: app.getVersion(),
        snapshot: snapshot(),
        system: `${process.platform === 'linux' ? release() : process.getSystemVersion()}, Electron ${process.versions.electron}`,
        log: history.lines(),
        scheduleNow: scheduleClock.now(),
      }),
      redact,
    );
  const window = createDiagnosticsWindow(view, log);
  history.listen(window.update);
  return {
    ...window,
    log,
    goBy: (next) => {
      scheduleClock = next;
    },
  };
}
