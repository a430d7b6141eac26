import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment, removeFolder, temporaryFolder, until } from '@phasegate/testkit';
import { runCommand } from '../setup/run-command.ts';
import { SetupError } from '../setup/setup-error.ts';
import {
  ensureSystemPackages,
  installCommand,
  terminalPackages,
} from '../setup/system-packages.ts';

/** How a terminal is opened. */
export interface TerminalOptions {
  /** Where its shell begins. */
  readonly folder: string;
  readonly columns?: number;
  readonly rows?: number;
  /** On top of this process's own, without its `CI`; `undefined` takes a name out. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** What a terminal showed. */
export interface Capture {
  readonly columns: number;
  readonly rows: number;
  /** Every line, from the first that was ever written; with colours as escape codes. */
  readonly lines: readonly string[];
  /** How many of them have left the screen at its top. */
  readonly above: number;
}

/** A person's terminal: a real one (tmux), with a shell that knows the commands of Phasegate. */
export interface Terminal {
  /** The keys of a text, one after the other; no Enter. */
  readonly type: (text: string) => Promise<void>;
  /** One key by tmux's name: `Enter`, `C-c`, `Up`. */
  readonly press: (key: string) => Promise<void>;
  /** Types a line and Enter, and does not wait. */
  readonly enter: (line: string) => Promise<void>;
  /** Waits until the last line has ended; its exit code. */
  readonly ended: () => Promise<number>;
  /** Types a line and Enter, and waits until it has ended; its exit code. */
  readonly run: (line: string) => Promise<number>;
  /** Waits until a text is to be read, lines that were too long for the screen put together; returns all that is. */
  readonly shows: (text: string) => Promise<string>;
  /** What is to be read, with what has left the screen at its top, without colours. */
  readonly text: () => Promise<string>;
  readonly capture: () => Promise<Capture>;
  readonly clear: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');
const COMMANDS = {
  phasegate: 'main',
  'rollback-release': 'rollback-release',
  'manage-rollout': 'manage-rollout',
};
let opened = 0;
let there: Promise<void> | undefined;

/** Opens a terminal on a tmux server of its own; it waits until its shell is ready. */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  there ??= ensureTmux();
  await there;
  const home = await temporaryFolder('terminal');
  const log = path.join(home, 'ended');
  opened += 1;
  const server = ['-u', '-L', `phasegate-${process.pid}-${opened}`];
  const size = await begin(server, { home, log }, options);
  // A server outlives whoever started it, also where a test was cut off.
  const gone = (): void => void spawnSync('tmux', [...server, 'kill-server']);
  process.once('exit', gone);
  // vitest ends its workers by SIGTERM, which tells no `exit`; the one who then ends the process listens after this.
  process.prependOnceListener('SIGTERM', gone);
  const close = async (): Promise<void> => {
    process.off('exit', gone);
    process.off('SIGTERM', gone);
    gone();
    await removeFolder(home);
  };
  const tmux = (...args: readonly string[]): Promise<string> => ask([...server, ...args]);
  const terminal = connect({ tmux, log, size });
  try {
    await terminal.ended();
  } catch (error) {
    await close();
    throw error;
  }
  return { ...terminal, close };
}

async function begin(
  server: readonly string[],
  { home, log }: { readonly home: string; readonly log: string },
  { folder, columns = 100, rows = 30, environment: more }: TerminalOptions,
): Promise<Wiring['size']> {
  const { config, shell } = await writeConfig(home, log);
  const size = ['-x', String(columns), '-y', String(rows)];
  const program = ['bash', '--noprofile', '--rcfile', shell];
  const session = ['new-session', '-d', ...size, '-c', folder, ...program];
  await ask([...server, '-f', config, ...session], await environment(home, more));
  return { columns, rows };
}

async function ask(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const done = await runCommand('tmux', args, {
    timeoutMs: 20_000,
    ...(env === undefined ? {} : { env }),
  });
  if (done.code !== 0) {
    throw new Error(`tmux ${args.join(' ')} failed: ${done.stderr}`);
  }
  return done.stdout;
}

interface Wiring {
  readonly tmux: (...args: readonly string[]) => Promise<string>;
  /** The shell writes an exit code a line into it. */
  readonly log: string;
  readonly size: Pick<Capture, 'columns' | 'rows'>;
}

function connect(wiring: Wiring): Omit<Terminal, 'close'> {
  const { tmux, log } = wiring;
  const looks = looking(wiring);
  let entered = 0;
  const type = async (text: string): Promise<void> =>
    void (await tmux('send-keys', '-l', '--', text));
  const press = async (key: string): Promise<void> => void (await tmux('send-keys', key));
  const enter = async (line: string): Promise<void> => {
    await type(line);
    entered += 1;
    await press('Enter');
  };
  const ended = async (): Promise<number> => {
    const { exit } = await looks.until('the end of what was typed', () => codeOf(log, entered));
    // What a program wrote is on the screen by the time that the next prompt is.
    await looks.until('a prompt', async () => (await looks.text()).trimEnd().endsWith('$'));
    return exit;
  };
  return {
    ...looks,
    type,
    press,
    enter,
    ended,
    run: async (line) => {
      await enter(line);
      return ended();
    },
    clear: async () => {
      await press('C-l');
      const clear = async (): Promise<boolean> => (await tmux('capture-pane', '-p')).trim() === '$';
      await looks.until('a clear screen', clear);
      await tmux('clear-history');
    },
  };
}

interface Looks extends Pick<Terminal, 'text' | 'shows' | 'capture'> {
  /** Waits; an error that waited in vain says what was on the screen. */
  readonly until: <T>(
    what: string,
    look: () => Promise<T>,
  ) => Promise<Exclude<T, undefined | false>>;
}

function looking({ tmux, size }: Wiring): Looks {
  const text = (): Promise<string> => tmux('capture-pane', '-p', '-J', '-S', '-');
  const waits: Looks['until'] = async (what, look) => {
    try {
      return await until(look, { withinMs: 60_000, everyMs: 25, what });
    } catch (error) {
      const seen = await text().catch(() => '(the terminal is gone)');
      const message = `${(error as Error).message}; the screen:\n${seen.trimEnd()}`;
      throw new Error(message, { cause: error });
    }
  };
  return {
    text,
    until: waits,
    shows: (wanted) =>
      waits(`"${wanted}"`, async () => {
        const seen = await text();
        return seen.includes(wanted) && seen;
      }),
    capture: async () => {
      const coloured = await tmux('capture-pane', '-p', '-e', '-S', '-');
      const above = Number(await tmux('display-message', '-p', '#{history_size}'));
      return { ...size, lines: coloured.replace(/\n+$/, '').split('\n'), above };
    },
  };
}

/** The exit code of the nth line that was entered, once it has ended; the one before the first is the shell's own start. */
async function codeOf(
  log: string,
  entered: number,
): Promise<{ readonly exit: number } | undefined> {
  const codes = await readFile(log, 'utf8').catch(() => '');
  const line = codes.split('\n').slice(0, -1)[entered];
  return line === undefined ? undefined : { exit: Number(line) };
}

async function writeConfig(
  home: string,
  log: string,
): Promise<{ readonly config: string; readonly shell: string }> {
  const config = path.join(home, 'tmux.conf');
  const settings = [
    'status off',
    'history-limit 5000',
    'default-terminal tmux-256color',
    'escape-time 0',
  ];
  await writeFile(config, settings.map((each) => `set -g ${each}\n`).join(''));
  const shell = path.join(home, 'bashrc');
  await writeFile(shell, `PS1='$ '\nPROMPT_COMMAND='printf "%s\\n" "$?" >>"${log}"'\n`);
  return { config, shell };
}

async function environment(home: string, more: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
  const bin = path.join(home, 'bin');
  await mkdir(bin);
  for (const [name, file] of Object.entries(COMMANDS)) {
    const program = path.join(root, 'apps/phasegate/src', `${file}.ts`);
    const script = `#!/bin/sh\nexec '${process.execPath}' --conditions=source '${program}' "$@"\n`;
    await writeFile(path.join(bin, name), script);
    await chmod(path.join(bin, name), 0o755);
  }
  const named = {
    ...process.env,
    ...gitEnvironment(),
    // Not those of whoever started the tests: what is asked and what is coloured is up to the terminal.
    ...Object.fromEntries(
      ['CI', 'NO_COLOR', 'FORCE_COLOR', 'INIT_CWD', 'TMUX', 'NODE_OPTIONS'].map((name) => [
        name,
        undefined,
      ]),
    ),
    LC_ALL: 'C.UTF-8',
    PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
    HISTFILE: '/dev/null',
    ...more,
  };
  return named;
}

async function ensureTmux(): Promise<void> {
  await ensureSystemPackages(terminalPackages, { say: (line) => console.log(line) });
  if ((await runCommand('tmux', ['-V'])).notFound) {
    throw new SetupError('no-tmux', {
      problem: 'Tests and pictures of the command line need tmux, and it is not here.',
      next: `On Debian run this once; on macOS: brew install tmux\n  ${installCommand(['tmux'])}`,
    });
  }
}
