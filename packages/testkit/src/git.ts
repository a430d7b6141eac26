import { x } from 'tinyexec';

/**
 * What every git of the tests runs with: nothing of the user's or the system's configuration, no prompt, and no
 * `GIT_DIR` and the like from a hook that may have started the tests. Give it to processes that run git themselves.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.keys(process.env).filter((name) => name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/** Git said no; the message carries the command and what git wrote to stderr. */
export class GitFailure extends Error {
  readonly code = 'git-failed';
  readonly exitCode: number | undefined;

  constructor(args: readonly string[], stderr: string, exitCode: number | undefined) {
    super(`git ${args.join(' ')} ended with ${exitCode ?? 'a signal'}: ${stderr.trim()}`);
    this.exitCode = exitCode;
  }
}

/** Runs git in a folder and returns its stdout without the last line feed. Throws {@link GitFailure}. */
export async function git(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  return (await gitVerbatim(folder, args, environment)).replace(/\n$/, '');
}

/** Like {@link git}, with every byte of stdout as it came, for the content of files. */
export async function gitVerbatim(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const env = { ...gitEnvironment(), ...environment };
  const done = await x('git', [...args], { nodeOptions: { cwd: folder, env } });
  if (done.exitCode !== 0) {
    throw new GitFailure(args, done.stderr, done.exitCode);
  }
  return done.stdout;
}
