import { problemOf } from '../error.ts';
import { openLine } from './line.ts';
import type { Line } from './line.ts';
import type { ReporterPorts, ReporterSettings } from './ports.ts';

/** Whether there are reports, and the line while there are. */
export interface LineSwitch {
  /** `undefined` while reports are off. */
  readonly line: () => Line | undefined;
  readonly setEnabled: (enabled: boolean) => Promise<void>;
  readonly stop: () => void;
}

/** On or off as the settings say, and then as the user says. */
export function createLineSwitch(ports: ReporterPorts, settings: ReporterSettings): LineSwitch {
  let line: Line | undefined;
  let ended = false;
  let gone: Promise<void> = Promise.resolve();
  const setEnabled = (enabled: boolean): Promise<void> => {
    if (ended) {
      return gone;
    }
    if (enabled && settings.allowed) {
      line ??= openLine(ports, settings, gone);
      return gone;
    }
    const closed = Promise.all([gone, line?.close()]);
    line = undefined;
    gone = closed
      .then(() => ports.disk.forget())
      .catch((error: unknown) => {
        const { message } = problemOf(error, 'disk-failed');
        ports.log.warn(`what was kept for reports could not be deleted: ${message}`);
      });
    return gone;
  };
  void setEnabled(settings.enabled);
  return {
    line: () => line,
    setEnabled,
    stop: () => {
      ended = true;
      void line?.close();
      line = undefined;
    },
  };
}
