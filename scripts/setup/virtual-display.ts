import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { SetupError } from './setup-error.ts';
import { electronPackages, installCommand } from './system-packages.ts';

/** A display for windows: the environment that points to it, and how to end it (safe to call twice). */
export interface Display {
  readonly env: { readonly DISPLAY: string };
  stop(): Promise<void>;
}

/** `headed` asks for the person's own display; `xvfb` is the program for the virtual one. */
export interface DisplayOptions {
  readonly headed?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly xvfb?: string;
  readonly platform?: NodeJS.Platform;
}

const startLimitMs = 30_000;

/**
 * A display of 1280 x 900 pixels that nobody sees, on a number that Xvfb picks; with `headed` the person's own one.
 * macOS and Windows have one always (DISPLAY is empty there). Throws a SetupError `no-display`.
 */
export async function startDisplay(options: DisplayOptions = {}): Promise<Display> {
  const env = options.env ?? process.env;
  if ((options.platform ?? process.platform) !== 'linux') return borrowed(env['DISPLAY'] ?? '');
  if (options.headed === true) return ownDisplay(env['DISPLAY']);
  const child = spawn(options.xvfb ?? 'Xvfb', xvfbArgs, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  // A crash of this process must not leave an X server behind.
  const kill = (): boolean => child.kill();
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const number = await displayNumber(child, ended);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    child.kill();
    await ended;
  };
  return { env: { DISPLAY: `:${number}` }, stop };
}

const xvfbArgs = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];

function ownDisplay(display: string | undefined): Display {
  if (display !== undefined && display !== '') return borrowed(display);
  throw new SetupError('no-display', {
    problem: 'A visible run was asked for, but this session has no display (DISPLAY is not set).',
    next: 'Leave out --headed to run in a virtual display, or start it from a desktop session.',
  });
}

function borrowed(display: string): Display {
  return { env: { DISPLAY: display }, stop: () => Promise.resolve() };
}

/** Xvfb writes the number it took to fd 3 once it accepts clients, so no waiting and no fixed number is needed. */
function displayNumber(child: ChildProcess, ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: Buffer[] = [];
    let text = '';
    const fail = (cause: unknown): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(noDisplay(Buffer.concat(said).toString('utf8'), cause));
    };
    const timer = setTimeout(() => fail(new Error('Xvfb did not get ready')), startLimitMs);
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', fail);
    void ended.then(() => fail(new Error('Xvfb ended')));
    (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
}

function noDisplay(said: string, cause: unknown): SetupError {
  const names = electronPackages.map((each) => each.names.at(-1) ?? each.names[0]);
  const notFound = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  return new SetupError(
    'no-display',
    {
      problem: notFound
        ? 'There is no virtual display: the program Xvfb is not installed.'
        : `The virtual display did not start: ${said.trim() || String(cause)}`,
      next: `Use your own display with --headed, or on Debian or Ubuntu run this once:\n  ${installCommand(names)}`,
    },
    cause,
  );
}
