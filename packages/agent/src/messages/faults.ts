import { format } from './format.ts';
import { PARAMETERS } from './message.ts';
import type { MessageKey, Messages, MessageValues } from './message.ts';

/** A message of the app's that cannot be used, and why in half a sentence. */
export interface Fault {
  readonly key: string;
  readonly fault: string;
}

/** Something to put in the place of each value, for a trial. */
const SAMPLES: MessageValues = {
  app: 'App',
  installed: '1.1.0',
  target: '1.0.0',
  fate: 'withdrawn',
  starts: 3,
  reason: 'x',
  title: 'x',
  language: { kind: 'language', tag: 'en' },
  time: { kind: 'time', at: 0, today: 0 },
  bytes: { kind: 'bytes', bytes: 2 },
  received: { kind: 'bytes', bytes: 1, of: 2 },
  speed: { kind: 'speed', bytes: 1 },
  left: { kind: 'duration', seconds: 1 },
};
const KEYS = Object.keys(PARAMETERS) as readonly MessageKey[];

/** Tries each message with sample values. */
export function faultsIn(messages: Partial<Messages>, language: string): readonly Fault[] {
  return Object.entries(messages).flatMap(([key, text]) => {
    const known = KEYS.find((one) => one === key);
    if (known === undefined) {
      return [{ key, fault: 'there is no such message' }];
    }
    const names: readonly (keyof MessageValues)[] = PARAMETERS[known];
    const values = Object.fromEntries(names.map((name) => [name, SAMPLES[name]]));
    const said = format(text, { values }, language, language);
    return said === undefined
      ? [{ key, fault: `it is no ICU message of ${names.join(', ') || 'nothing'}` }]
      : [];
  });
}

/** The messages that a language lacks. */
export function missingIn(messages: Partial<Messages>): readonly MessageKey[] {
  return KEYS.filter((key) => messages[key] === undefined);
}
