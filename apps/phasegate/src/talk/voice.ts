import { stripVTControlCharacters, styleText } from 'node:util';

import { labelled, prose } from './prose.ts';

type Style = Parameters<typeof styleText>[0];

/** How the CLI speaks: people's text, or one JSON document on stdout and the rest on stderr. */
export interface Voice {
  /** One line for people. */
  readonly say: (line?: string) => void;
  /** A sentence for people; on a terminal it is broken between words. */
  readonly prose: (line: string) => void;
  /** A sentence behind a label, below which the rest of it hangs. */
  readonly labelled: (label: string, text: string) => void;
  /** The last line: what to do next, a command or half a sentence. */
  readonly next: (step: string) => void;
  /** What is going on; on a terminal the next one takes its place. */
  readonly progress: (line: string) => void;
  /** One line of an error. */
  readonly complain: (line: string) => void;
  /** The document of `--json`; nothing without it. */
  readonly document: (value: OutcomeDocument) => void;
}

/** What every document of `--json` says; docs/json/outcomes.schema.json describes each whole. */
export interface OutcomeDocument {
  readonly ok: boolean;
  /** `phasegate/<outcome>@1` is the document's schema. */
  readonly outcome: string;
  readonly exit: number;
  readonly [property: string]: unknown;
}

/** Joins the voice to stdout and stderr. */
export function openVoice(json: boolean): Voice {
  const lines = json ? process.stderr : process.stdout;
  // What is said was coloured for stdout; with --json it may go into a file.
  const plain = json && !process.stderr.isTTY;
  let passing = false;
  const clear = (): void => {
    if (passing) {
      process.stderr.write('\r\u001b[K');
      passing = false;
    }
  };
  const say = (line = ''): void => {
    clear();
    lines.write(`${plain ? stripVTControlCharacters(line) : line}\n`);
  };
  return {
    say,
    prose: (line) => say(prose(line, lines)),
    labelled: (label, text) => say(labelled(label, text, lines)),
    next: (step) => say(labelled(' Next: ', step, lines)),
    progress: (line) => {
      clear();
      passing = process.stderr.isTTY;
      const shown = passing ? cut(line, process.stderr.columns) : line;
      process.stderr.write(`${paint('dim', `  ${shown}`, process.stderr)}${passing ? '' : '\n'}`);
    },
    complain: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    document: (value) => {
      if (json) {
        const schema = `phasegate/${value.outcome}@1`;
        process.stdout.write(`${JSON.stringify({ schema, ...value }, null, 2)}\n`);
      }
    },
  };
}

/** Colour where the stream shows it and NO_COLOR does not forbid it. */
export function paint(
  style: Style,
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(style, text, { stream });
}

function cut(line: string, columns: number): string {
  return line.length + 3 > columns ? `${line.slice(0, Math.max(1, columns - 4))}…` : line;
}
