import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { git } from './git.ts';
import { listen, startPages, stop } from './pages.ts';
import type { Pages, PagesOptions } from './pages.ts';
import { posting, setHook } from './remote-hooks.ts';
import type { Remote } from './remote.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

/** How what is pushed comes to be served. */
export interface PublishedOptions extends Omit<PagesOptions, 'root'> {
  /** True (default): every push is deployed. Without a delay that is done when `git push` returns. */
  readonly deployOnPush?: boolean;
  /** Milliseconds between a push and its deployment; 0 by default. */
  readonly delayMs?: number;
}

/** A host that serves what is on a remote's branch. */
export interface PublishedPages extends Pages {
  /** Checks the branch out and serves it from the next request on; returns the commit, `undefined` before the first. */
  readonly deploy: () => Promise<string | undefined>;
  /** The commit served. */
  readonly deployed: () => string | undefined;
  /** True: every second request is answered from the deployment before, as by a CDN edge that lags behind. */
  readonly lagEverySecondRequest: (on: boolean) => void;
}

interface Deployment {
  readonly commit: string | undefined;
  readonly folder: string;
}

interface Site {
  readonly remote: Remote;
  readonly home: string;
  now: Deployment;
  before: Deployment;
  made: number;
  lagging: boolean;
  served: number;
}

/** Serves the remote's branch as GitHub Pages does: each deployment is a folder of its own, swapped in at once. */
export async function servePublished(
  remote: Remote,
  { deployOnPush = true, delayMs = 0, ...options }: PublishedOptions = {},
): Promise<PublishedPages> {
  const site = await openSite(remote);
  const inTurn = queue();
  const deploy = (): Promise<string | undefined> => inTurn(() => deployTo(site));
  await deploy();
  const pages = await startPages({ ...options, root: () => folderToServe(site) });
  const unwatch = deployOnPush ? await watchPushes(remote, deploy, delayMs) : undefined;
  return {
    ...pages,
    deploy,
    deployed: () => site.now.commit,
    lagEverySecondRequest: (on) => {
      site.lagging = on;
      site.served = 0;
    },
    close: async () => {
      await unwatch?.();
      await pages.close();
      await inTurn(() => removeFolder(site.home));
    },
  };
}

async function openSite(remote: Remote): Promise<Site> {
  const home = await temporaryFolder('published');
  const folder = join(home, '0');
  await mkdir(folder);
  const nothing = { commit: undefined, folder };
  return { remote, home, now: nothing, before: nothing, made: 0, lagging: false, served: 0 };
}

function folderToServe(site: Site): string {
  site.served += 1;
  return (site.lagging && site.served % 2 === 0 ? site.before : site.now).folder;
}

async function deployTo(site: Site): Promise<string | undefined> {
  const { remote, home } = site;
  const commit = await remote.head();
  if (commit === undefined || commit === site.now.commit) {
    return commit;
  }
  site.made += 1;
  const folder = join(home, `${site.made}`);
  await mkdir(folder);
  // An index of its own, so that the bare repository gets none.
  const environment = { GIT_INDEX_FILE: join(home, `${site.made}.index`) };
  const tree = [`--git-dir=${remote.url}`, `--work-tree=${folder}`];
  await git(folder, [...tree, 'read-tree', '--reset', '-u', commit], environment);
  [site.before, site.now] = [site.now, { commit, folder }];
  return commit;
}

/** One after the other, whatever became of the one before. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

/** The remote's post-receive hook knocks at a port of ours; without a delay it waits for the deployment. */
async function watchPushes(
  remote: Remote,
  deploy: () => Promise<unknown>,
  delayMs: number,
): Promise<() => Promise<void>> {
  const closed = new AbortController();
  const later = async (): Promise<void> => {
    await pause(delayMs, undefined, { signal: closed.signal });
    await deploy();
  };
  const knock = createServer((_request, response) => {
    const done = later();
    const answered = delayMs > 0 ? Promise.resolve() : done;
    done.catch(() => undefined);
    answered
      .catch(() => undefined)
      .finally(() => response.end())
      .catch(() => undefined);
  });
  const port = await listen(knock);
  const unhook = await setHook(remote.url, 'post-receive', posting(`http://127.0.0.1:${port}/`));
  return async () => {
    closed.abort();
    await unhook();
    await stop(knock);
  };
}
