import type { Logger } from '@phasegate/agent';
import type { Redact } from './redact.ts';

/** The last lines of the agent's log, without what must not leave the machine. */
export interface LogHistory {
  /** A logger that remembers, in front of another one. */
  readonly before: (log: Logger) => Logger;
  /** The oldest first. */
  readonly lines: () => readonly string[];
  /** Called after every line. One listener; the next one takes its place. */
  readonly listen: (listener: () => void) => void;
}

const MOST_LINES = 200;
const LONGEST = 500;

/** Remembers the last 200 lines, debug lines too, each cut at 500 characters. `now` is the time of a line, in epoch milliseconds. */
export function createLogHistory(redact: Redact, now: () => number): LogHistory {
  const lines: string[] = [];
  let listener: () => void = () => undefined;
  const remember = (level: keyof Logger, message: string): void => {
    // A line of the host's that forged others would be read as the agent's.
    const line = redact(message).replaceAll(/\s*[\r\n]+\s*/g, ' | ');
    const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
    lines.push(`${new Date(now()).toISOString()} ${level.padEnd(5)} ${cut}`);
    lines.splice(0, lines.length - MOST_LINES);
    listener();
  };
  const both =
    (level: keyof Logger, log: Logger) =>
    (message: string): void => {
      log[level](message);
      remember(level, message);
    };
  return {
    before: (log) => ({
      debug: both('debug', log),
      info: both('info', log),
      warn: both('warn', log),
      error: both('error', log),
    }),
    lines: () => [...lines],
    listen: (next) => {
      listener = next;
    },
  };
}
