import type { Feeds, FeedsOptions } from '../../stage/feeds.ts';
import type { Terminal } from '../../stage/terminal.ts';

/** One picture of the command line. To add one, write its name and what is typed; `said` and `asked` do for most. */
export interface Scene {
  readonly name: string;
  /** The line that it is about. */
  readonly line: string;
  readonly feeds?: FeedsOptions;
  readonly environment?: NodeJS.ProcessEnv;
  /** Only in the smallest window, for what has no more to show in another. */
  readonly small?: boolean;
  /** Only root may set it up; passed over for others. */
  readonly asRoot?: boolean;
  /** What has happened before anybody sits down. */
  readonly prepare?: (feeds: Feeds) => Promise<unknown>;
  /** What is typed, and waited for; the picture is taken when it is over. */
  readonly act: (terminal: Terminal, feeds: Feeds) => Promise<unknown>;
  /** Ends what the picture has left waiting. */
  readonly after?: (terminal: Terminal) => Promise<unknown>;
  /** Takes away what `prepare` has set up, whatever became of the picture. */
  readonly clear?: (feeds: Feeds) => unknown;
}

/** A command that runs to its end. */
export function said(name: string, line: string, more: Partial<Scene> = {}): Scene {
  return { name, line, act: (terminal) => terminal.run(line), ...more };
}

/** A command whose picture is taken while it waits; Ctrl-C ends it then. */
export function waiting(
  name: string,
  line: string,
  {
    shows,
    types = '',
    ...more
  }: Partial<Scene> & { readonly shows: string; readonly types?: string },
): Scene {
  const act = async (terminal: Terminal): Promise<void> => {
    await terminal.enter(line);
    await terminal.shows(shows);
    await terminal.type(types);
  };
  const after = async (terminal: Terminal): Promise<void> => {
    await terminal.press('C-c');
    await terminal.ended();
  };
  return { name, line, act, after, ...more };
}

interface Asked {
  readonly line: string;
  readonly question: string;
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

/** A command that asks: the picture of the question, and one after each answer (keys, one after the other). */
export function asked(
  name: string,
  { line, question, answers, ...more }: Asked & Partial<Scene>,
): readonly Scene[] {
  const ask = async (terminal: Terminal): Promise<void> => {
    await terminal.enter(line);
    await terminal.shows(question);
  };
  const answered = ([answer, keys]: readonly [string, readonly string[]]): Scene => ({
    ...more,
    line,
    name: `${name}-${answer}`,
    act: async (terminal) => {
      await ask(terminal);
      for (const key of keys) {
        await (KEYS.has(key) ? terminal.press(key) : terminal.type(key));
      }
      await terminal.ended();
    },
  });
  return [{ ...more, line, name, act: ask }, ...Object.entries(answers).map(answered)];
}

const KEYS: ReadonlySet<string> = new Set(['Enter', 'C-c', 'Escape']);
