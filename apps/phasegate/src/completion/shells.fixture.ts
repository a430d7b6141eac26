import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { until } from '@phasegate/testkit';

/** A shell with a terminal of its own in which one types. */
export interface TypedShell {
  /** What stands on the line after each of these was typed and TAB pressed. */
  readonly tab: (...lines: readonly string[]) => Promise<readonly string[]>;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const SCRIPTS = fileURLToPath(new URL('../../completion', import.meta.url));
const SHOW = '\u0018s';
const KILL_LINE = '\u0015';

/** Puts `phasegate`, as it runs from source, into a folder for PATH. */
export async function programFolder(folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const file = join(bin, 'phasegate');
  await writeFile(file, `#!/bin/sh\nexec ${process.execPath} --conditions=source ${MAIN} "$@"\n`);
  await chmod(file, 0o755);
  return bin;
}

/** The script of a shell, as it lies in the package. */
export function scriptOf(shell: string): string {
  return join(SCRIPTS, `phasegate.${shell}`);
}

const PROMPT = "PS1='ready> '";
const SET_UP: Readonly<Record<'bash' | 'zsh', (shown: string) => readonly string[]>> = {
  bash: (shown) => [
    PROMPT,
    `source ${scriptOf('bash')}`,
    `bind -x '"\\C-xs": printf "%s\\0" "$READLINE_LINE" >> ${shown}'`,
  ],
  zsh: (shown) => [
    PROMPT,
    'autoload -Uz compinit',
    'compinit -u -D',
    // By default zsh itself expands what stands at the cursor before anything is completed, command substitutions too.
    "bindkey '^I' complete-word",
    `source ${scriptOf('zsh')}`,
    `show() { printf '%s\\0' "$BUFFER" >> ${shown}; }`,
    'zle -N show',
    "bindkey '^Xs' show",
    `zle-line-init() { printf 'ready\\0' >> ${shown}; zle -D zle-line-init; }`,
    'zle -N zle-line-init',
  ],
};

/** A real bash or zsh on a pty (util-linux's `script`), in a folder, with phasegate in its PATH. */
export function shellIn(shell: 'bash' | 'zsh', folder: string, bin: string): TypedShell {
  return {
    tab: async (...lines) => {
      const home = await mkdtemp(join(bin, shell));
      const shown = join(home, 'shown');
      const [setUp, start] =
        shell === 'bash'
          ? [join(home, 'rc'), `bash --noprofile --rcfile ${join(home, 'rc')} -i`]
          : [join(home, '.zshrc'), 'zsh -d -i'];
      await writeFile(shown, '');
      await writeFile(setUp, `${SET_UP[shell](shown).join('\n')}\n`);
      const typing = startTyping(start, { folder, bin, home });
      const records = async (count: number): Promise<readonly string[]> =>
        until(async () => {
          const all = (await readFile(shown, 'utf8')).split('\0').slice(0, -1);
          return all.length >= count ? all : undefined;
        });
      // Before a shell reads keys one by one, the terminal itself would take them.
      await until(() => Promise.resolve(typing.prompted() ? true : undefined));
      const skip = shell === 'zsh' ? 1 : 0;
      await records(skip);
      for (const [at, line] of lines.entries()) {
        typing.type(`${line}\t${SHOW}`);
        await records(skip + at + 1);
        typing.type(KILL_LINE);
      }
      typing.type('exit\n');
      await typing.ended;
      return (await records(lines.length + skip)).slice(skip);
    },
  };
}

interface Typing {
  readonly type: (keys: string) => void;
  readonly prompted: () => boolean;
  readonly ended: Promise<void>;
}

function startTyping(
  program: string,
  { folder, bin, home }: Readonly<Record<'folder' | 'bin' | 'home', string>>,
): Typing {
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    ZDOTDIR: home,
    HISTFILE: join(home, 'history'),
    INIT_CWD: undefined,
    TERM: 'dumb',
  };
  const child = spawn('script', ['-qec', program, '/dev/null'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let seen = '';
  // A pty that nobody reads from fills up.
  child.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  return {
    type: (keys) => child.stdin.write(keys),
    prompted: () => seen.includes('ready> '),
    ended: new Promise((settle, fail) => {
      child.on('error', fail);
      child.on('close', () => {
        settle();
      });
    }),
  };
}
