import { x } from 'tinyexec';

/** What a git command said. */
export interface GitAnswer {
  readonly exitCode: number | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** Why it was ended from outside, if it was. */
  readonly ended: 'timeout' | 'interrupted' | undefined;
}

/** How to run it. */
export interface GitRun {
  readonly cwd: string;
  readonly input?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Git could not be run, or answered what it never should. */
export class GitError extends Error {
  readonly code: 'git-missing' | 'git-failed';

  constructor(code: GitError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

// Hooks are the user's own programs and may do anything; a feed must go out the same on every machine.
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'commit.gpgsign=false',
  'gc.auto=0',
  'maintenance.auto=false',
];
// What a hook of another repository hands down (git rev-parse --local-env-vars): none of it is about this one.
const NOT_INHERITED = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_NAMESPACE',
];

/** Runs git without a shell, without hooks and without a prompt. A "no" of git is an answer, not an error. */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitAnswer> {
  const limit = run.timeoutMs === undefined ? undefined : AbortSignal.timeout(run.timeoutMs);
  const signals = [limit, run.signal].filter((one) => one !== undefined);
  const signal = AbortSignal.any(signals);
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  const stdin = run.input === undefined ? 'ignore' : 'pipe';
  const started = x('git', [...settings, ...args], {
    ...(run.input === undefined ? {} : { stdin: run.input }),
    signal,
    nodeOptions: {
      cwd: run.cwd,
      env: environment(run.environment),
      stdio: [stdin, 'pipe', 'pipe'],
    },
  });
  const { process: child } = started;
  // tinyexec turns each chunk into text by itself; as latin1 every byte comes through.
  child?.stdout?.setEncoding('latin1');
  child?.stdin?.on('error', () => undefined);
  // A grandchild (a hook of the remote, say) may hold the pipes open after git itself is gone.
  const close = (): void => {
    child?.stdout?.destroy();
    child?.stderr?.destroy();
  };
  signal.addEventListener('abort', close, { once: true });
  const answer = await settle(started);
  signal.removeEventListener('abort', close);
  const ended =
    run.signal?.aborted === true ? 'interrupted' : limit?.aborted === true ? 'timeout' : undefined;
  return { ...answer, ended };
}

/** Runs git and takes stdout as text without its last line feed; anything but success throws {@link GitError}. */
export async function gitText(args: readonly string[], run: GitRun): Promise<string> {
  const answer = await runGit(args, run);
  if (answer.exitCode !== 0) {
    const [line = 'it said nothing'] = saidBy(answer.stderr);
    throw new GitError('git-failed', `git ${args[0] ?? ''} failed: ${line}`);
  }
  return Buffer.from(answer.stdout).toString('utf8').replace(/\n$/, '');
}

/** What git wrote to stderr that says why: the remote's own words and errors first. */
export function saidBy(stderr: string): readonly string[] {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== '');
  // Git's last word on every refused push; why stands before it.
  const telling = said.filter(
    (line) =>
      /^(?:remote:|fatal:|error:|! )/.test(line) && !line.startsWith('error: failed to push some'),
  );
  return (telling.length > 0 ? telling : said).map((line) =>
    line.replace(/^(?:remote|fatal|error): /, ''),
  );
}

async function settle(started: ReturnType<typeof x>): Promise<Omit<GitAnswer, 'ended'>> {
  try {
    const { exitCode, stdout, stderr } = await started;
    return { exitCode, stdout: Buffer.from(stdout, 'latin1'), stderr };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new GitError('git-missing', 'git is not on this machine', error);
    }
    if ((error as Error).name === 'AbortError' || (error as Error).name === 'TimeoutError') {
      return { exitCode: undefined, stdout: new Uint8Array(), stderr: '' };
    }
    throw new GitError('git-failed', 'git could not be run', error);
  }
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const gone = Object.fromEntries(NOT_INHERITED.map((name) => [name, undefined]));
  const fixed = {
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    // What only looks must not write: `git status` would, and fail on a disk that is full.
    GIT_OPTIONAL_LOCKS: '0',
  };
  return { ...gone, ...fixed, ...more };
}
