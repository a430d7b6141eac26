import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a hook does beside writing the manifest. */
export interface HookOptions {
  /** The folder of the git work tree that holds the feeds; with `urlBase` the release is added to it. */
  readonly repository?: string | undefined;
  /** Where the files will be published; `{version}` and `{platform}` are filled in. */
  readonly urlBase?: string | undefined;
  /** Further words for `phasegate release add`, as in `['--notes-file', 'CHANGES.md']`. */
  readonly args?: readonly string[] | undefined;
}

const NEEDS_NODE = 24;

/** Runs `phasegate release add` on the manifest, where the options say to which feeds; throws where that fails. */
export async function addWhereAsked(
  manifest: string,
  { repository, urlBase, args = [] }: HookOptions,
): Promise<void> {
  if (repository === undefined && urlBase === undefined) {
    return;
  }
  if (repository === undefined || urlBase === undefined) {
    throw new Error('phasegate: repository and urlBase go together; give both, or neither');
  }
  const words = ['release', 'add', '--from', manifest, '--url-base', urlBase, '-C', repository];
  if (Number.parseInt(process.versions.node, 10) < NEEDS_NODE) {
    throw new Error(
      `phasegate: ${manifest} is written, but release add needs Node ${NEEDS_NODE} and this is ${process.version}. ` +
        `Run it there: phasegate ${words.join(' ')}`,
    );
  }
  const code = await run([...words, ...args]);
  if (code !== 0) {
    throw new Error(
      `phasegate: release add ended with ${code}, for the reason above; ${manifest} is written`,
    );
  }
}

/** The CLI beside this file, from sources in the repository and from dist where it is installed. */
function run(words: readonly string[]): Promise<number | null> {
  const here = fileURLToPath(import.meta.url);
  const program = fileURLToPath(new URL(`../main${extname(here)}`, import.meta.url));
  return new Promise((settle, fail) => {
    // What the CLI tells belongs into the build's log, and its stdout is not the build's document.
    const child = spawn(process.execPath, [...process.execArgv, program, ...words], {
      stdio: ['ignore', 2, 2],
    });
    child.on('error', fail).on('close', settle);
  });
}
