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
const WITHIN = { withinMs: 60_000, everyMs: 25 } as const;
const COMMANDS = {
  phasegate: 'main',
  'rollback-release': 'rollback-release',
  'manage-rollout': 'manage-rollout',
};
let opened = 0;
let there: Promise<void> | undefined;

/** Opens a terminal on a tmux server of its own; it waits until its shell is ready. */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const { folder, columns = 100, rows = 30 } = options;
  there ??= ensureTmux();
  await there;
  const home = await temporaryFolder('terminal');
  const log = path.join(home, 'ended');
  opened += 1;
  const server = ['-u', '-L', `phasegate-${process.pid}-${opened}`];
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const done = await runCommand('tmux', [...server, ...args], { timeoutMs: 20_000 });
    if (done.code !== 0) {
      throw new Error(`tmux ${args[0] ?? ''} failed: ${done.stderr}`);
    }
    return done.stdout;
  };
  const { config, shell } = await writeConfig(home, log);
  const size = ['-x', String(columns), '-y', String(rows)];
  const env = await environment(home, options.environment);
  const begun = await runCommand(
    'tmux',
    [
      ...server,
      '-f',
      config,
      'new-session',
      '-d',
      ...size,
      '-c',
      folder,
      'bash',
      '--noprofile',
      '--rcfile',
      shell,
    ],
    { env, timeoutMs: 20_000 },
  );
  if (begun.code !== 0) {
    throw new Error(`tmux could not be started: ${begun.stderr}`);
  }
  // A server outlives whoever started it, also where a test was cut off.
  const gone = (): void => void spawnSync('tmux', [...server, 'kill-server']);
  process.once('exit', gone);
  const close = async (): Promise<void> => {
    process.off('exit', gone);
    gone();
    await removeFolder(home);
  };
  const terminal = connect({ tmux, log, size: { columns, rows } });
  try {
    await terminal.ended();
  } catch (error) {
    await close();
    throw error;
  }
  return { ...terminal, close };
}

interface Wiring {
  readonly tmux: (...args: readonly string[]) => Promise<string>;
  /** The shell writes an exit code a line into it. */
  readonly log: string;
  readonly size: Pick<Capture, 'columns' | 'rows'>;
}

function connect({ tmux, log, size }: Wiring): Omit<Terminal, 'close'> {
  let entered = 0;
  const type = async (text: string): Promise<void> =>
    void (await tmux('send-keys', '-l', '--', text));
  const press = async (key: string): Promise<void> => void (await tmux('send-keys', key));
  const text = (): Promise<string> => tmux('capture-pane', '-p', '-J', '-S', '-');
  const enter = async (line: string): Promise<void> => {
    await type(line);
    entered += 1;
    await press('Enter');
  };
  const ended = async (): Promise<number> => {
    const what = `the end of what was typed (${entered})`;
    const code = await readable(text, () =>
      until(async () => codeOf(log, entered), { ...WITHIN, what }),
    );
    // What a program wrote is on the screen by the time that the next prompt is.
    await until(async () => (await text()).trimEnd().endsWith('$'), {
      ...WITHIN,
      what: 'a prompt',
    });
    return code.exit;
  };
  return {
    type,
    press,
    enter,
    ended,
    text,
    run: async (line) => {
      await enter(line);
      return ended();
    },
    shows: (wanted) =>
      readable(text, () =>
        until(
          async () => {
            const seen = await text();
            return seen.includes(wanted) && seen;
          },
          { ...WITHIN, what: `"${wanted}"` },
        ),
      ),
    capture: async () => {
      const coloured = await tmux('capture-pane', '-p', '-e', '-S', '-');
      const above = Number(await tmux('display-message', '-p', '#{history_size}'));
      return { ...size, lines: coloured.replace(/\n+$/, '').split('\n'), above };
    },
    clear: async () => {
      await press('C-l');
      await until(async () => (await tmux('capture-pane', '-p')).trim() === '$', {
        ...WITHIN,
        what: 'a clear screen',
      });
      await tmux('clear-history');
    },
  };
}

/** An error that waited in vain says what was on the screen. */
async function readable<T>(screen: () => Promise<string>, wait: () => Promise<T>): Promise<T> {
  try {
    return await wait();
  } catch (error) {
    const seen = await screen().catch(() => '(the terminal is gone)');
    throw new Error(`${(error as Error).message}; the screen:\n${seen.trimEnd()}`, {
      cause: error,
    });
  }
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
