import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { git, gitVerbatim } from './git.ts';
import { hanging, refusing, setHook } from './remote-hooks.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** Files by their path in the repository; `undefined` removes one. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

/** How a remote begins. */
export interface RemoteOptions {
  /** The first commit's files, beside `.nojekyll`. */
  readonly files?: Files;
  /** True: no commit at all, so that the branch does not exist yet. */
  readonly empty?: boolean;
}

/** A bare repository in a temporary folder, as a host of gh-pages has it: no force pushes. */
export interface Remote {
  /** The bare repository's folder, which git takes as a URL. */
  readonly url: string;
  readonly branch: 'gh-pages';
  /** A new work tree on the branch, with an identity of its own; independent of the user's git configuration. */
  readonly clone: () => Promise<string>;
  /** Commits these files as somebody else and pushes them; returns the commit's hash. */
  readonly publish: (files: Files, message?: string) => Promise<string>;
  /** The branch's newest commit; `undefined` before the first. */
  readonly head: () => Promise<string | undefined>;
  /** A file's text on the branch; `undefined` where there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** The subjects of the branch's commits, newest first. */
  readonly log: () => Promise<readonly string[]>;
  /** From now on every push is refused with this sentence; returns the undo. */
  readonly refusePushes: (sentence?: string) => Promise<() => Promise<void>>;
  /** From now on every push hangs. */
  readonly hangPushes: () => Promise<HangingPushes>;
  /** Removes the repository and its clones. */
  readonly dispose: () => Promise<void>;
}

/** Pushes that wait at the remote. */
export interface HangingPushes {
  /** Settles once a push is waiting. */
  readonly arrived: () => Promise<void>;
  /** Lets the waiting pushes through, and those to come. */
  readonly letGo: () => Promise<void>;
}

const BRANCH = 'gh-pages';
const BARE_SETTINGS = { 'receive.denyNonFastForwards': 'true', 'gc.auto': '0' };
// A global `commit.gpgsign` or `core.autocrlf` must not reach the product's own git in this work tree.
const CLONE_SETTINGS = {
  'user.name': 'Test Operator',
  'user.email': 'operator@example.com',
  'commit.gpgsign': 'false',
  'core.autocrlf': 'false',
  'gc.auto': '0',
};

/** Makes a remote with its branch `gh-pages`. */
export async function createRemote({
  files = {},
  empty = false,
}: RemoteOptions = {}): Promise<Remote> {
  const home = await temporaryFolder('remote');
  const bare = join(home, 'remote.git');
  await git(home, ['init', '--quiet', '--bare', '-b', BRANCH, bare]);
  await configure(bare, { ...BARE_SETTINGS, 'core.hooksPath': join(bare, 'hooks') });
  await mkdir(join(bare, 'hooks'), { recursive: true });
  const remote = connect(home, bare);
  if (!empty) {
    await remote.publish({ '.nojekyll': '', ...files }, 'Begin');
  }
  return remote;
}

function connect(home: string, bare: string): Remote {
  let clones = 0;
  const clone = async (): Promise<string> => {
    clones += 1;
    return cloneInto(join(home, `clone-${clones}`), bare);
  };
  return {
    url: bare,
    branch: BRANCH,
    clone,
    publish: async (files, message = 'Publish') => publishFrom(await clone(), files, message),
    head: () => git(bare, ['rev-parse', '--verify', '--quiet', BRANCH]).catch(() => undefined),
    read: (path) =>
      gitVerbatim(bare, ['cat-file', 'blob', `${BRANCH}:${path}`]).catch(() => undefined),
    log: async () => lines(await git(bare, ['log', '--format=%s', BRANCH])),
    refusePushes: (sentence = 'this branch is protected') =>
      setHook(bare, 'pre-receive', refusing(sentence)),
    hangPushes: () => hangPushes(home, bare),
    dispose: () => removeFolder(home),
  };
}

async function cloneInto(folder: string, bare: string): Promise<string> {
  await git(dirname(folder), ['clone', '--quiet', bare, folder]);
  await configure(folder, CLONE_SETTINGS);
  // On an empty remote git may have picked another name for the branch that is not yet there.
  await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${BRANCH}`]);
  await configure(folder, {
    [`branch.${BRANCH}.remote`]: 'origin',
    [`branch.${BRANCH}.merge`]: `refs/heads/${BRANCH}`,
  });
  return folder;
}

async function publishFrom(folder: string, files: Files, message: string): Promise<string> {
  await writeFiles(folder, files);
  await git(folder, ['add', '--all']);
  await git(folder, ['commit', '--quiet', '--allow-empty', '-m', message]);
  await git(folder, ['push', '--quiet', 'origin', BRANCH]);
  const commit = await git(folder, ['rev-parse', 'HEAD']);
  await removeFolder(folder);
  return commit;
}

/** Writes files under a folder, making the folders between; `undefined` removes a file. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const at = join(folder, path);
    await mkdir(dirname(at), { recursive: true });
    await (content === undefined ? rm(at, { force: true }) : writeFile(at, content));
  }
}

async function hangPushes(home: string, bare: string): Promise<HangingPushes> {
  const gate = await mkdtemp(join(home, 'gate-'));
  const undo = await setHook(bare, 'pre-receive', hanging(gate));
  return {
    arrived: async () => {
      await until(() => existsSync(join(gate, 'arrived')), { what: 'a push at the remote' });
    },
    letGo: async () => {
      await undo();
      await writeFile(join(gate, 'go'), '');
    },
  };
}

async function configure(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await git(folder, ['config', name, value]);
  }
}

function lines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}
