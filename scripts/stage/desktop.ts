import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';

/** A person's machine with the demo app on it: its own home, its own bucket, one file that updates replace. */
export interface Desktop {
  readonly bucket: number;
  /** The installed file. */
  readonly app: string;
  /** What it is started in. */
  readonly env: NodeJS.ProcessEnv;
  /** Starts the installed file and waits for its window. */
  readonly start: () => Promise<Page>;
  /** The window that is open now. */
  readonly page: () => Page;
  /** Does something that ends in a restart, and waits for the new window. */
  readonly throughRestart: (action: () => Promise<void>) => Promise<Page>;
  /** What the app's own agent says, read in the window. */
  readonly see: () => Promise<AgentSnapshot>;
  /** Waits until the agent says so. */
  readonly sees: (
    what: string,
    holds: (snapshot: AgentSnapshot) => boolean,
  ) => Promise<AgentSnapshot>;
  /** The user asks for updates. */
  readonly check: () => Promise<void>;
  /** What the app wrote to its log so far. */
  readonly log: () => string;
  /** Waits until the app has ended by itself, and nothing has started it again. */
  readonly ended: () => Promise<void>;
  /** Ends every process of this machine. */
  readonly stop: () => Promise<void>;
}

/** How a desktop is set up. */
export interface DesktopFacts {
  /** Where the machine's files go. */
  readonly folder: string;
  readonly bucket: number;
  readonly feedBase: string;
  /** The file to install at first. */
  readonly install: string;
  readonly display: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A running app's window, reached by its debugging port. */
export interface Session {
  readonly browser: Browser;
  readonly page: Page;
}

/** Sets a machine up; nothing runs until `start`. */
export async function createDesktop(facts: DesktopFacts): Promise<Desktop> {
  const app = path.join(facts.folder, 'Notes.AppImage');
  const portFile = path.join(facts.folder, 'config', 'Notes', 'DevToolsActivePort');
  await mkdir(facts.folder, { recursive: true });
  await copyFile(facts.install, app);
  await chmod(app, 0o755);
  const mark = randomUUID();
  const running: Running = { session: undefined, log: '' };
  const env = environment(facts, mark);
  const page = (): Page => pageOf(running, facts);
  const see = (): Promise<AgentSnapshot> => readSnapshot(page());
  return {
    bucket: facts.bucket,
    app,
    env,
    page,
    see,
    start: async () => {
      await rm(portFile, { force: true });
      launch(app, env, running);
      return attach(running, portFile);
    },
    throughRestart: async (action) => {
      await rm(portFile, { force: true });
      const before = running.session?.browser;
      await action();
      const after = await attach(running, portFile);
      // Not waited for: the app behind it is gone, and Playwright looks for it for half a minute.
      void before?.close().catch(() => undefined);
      return after;
    },
    sees: (what, holds) => seeUntil(see, `bucket ${facts.bucket}: ${what}`, holds),
    check: () => page().evaluate(() => (globalThis as unknown as Bridged).phasegate.check()),
    log: () => running.log,
    ended: async () => {
      const gone = async (): Promise<boolean> =>
        (await processesOf({ folder: facts.folder, mark })).length === 0;
      await until(gone, { what: 'the app to end by itself', withinMs: 30_000 });
    },
    stop: async () => {
      await running.session?.browser.close().catch(() => undefined);
      await endProcesses({ folder: facts.folder, mark });
    },
  };
}

interface Running {
  session: Session | undefined;
  log: string;
}

function pageOf({ session }: Running, { bucket }: DesktopFacts): Page {
  if (session === undefined) {
    throw new Error(`the app of bucket ${bucket} is not running`);
  }
  return session.page;
}

function launch(app: string, env: NodeJS.ProcessEnv, running: Running): void {
  const child = spawn(app, [], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      running.log += chunk.toString('utf8');
    });
  }
}

async function attach(running: Running, portFile: string): Promise<Page> {
  running.session = await connectToApp(portFile, () => running.log);
  return running.session.page;
}

function seeUntil(
  see: () => Promise<AgentSnapshot>,
  what: string,
  holds: (snapshot: AgentSnapshot) => boolean,
): Promise<AgentSnapshot> {
  const look = async (): Promise<AgentSnapshot | undefined> => {
    const snapshot = await see().catch(() => undefined);
    return snapshot !== undefined && holds(snapshot) ? snapshot : undefined;
  };
  return until(look, { what, withinMs: 30_000, everyMs: 50 });
}

interface Bridged {
  readonly phasegate: {
    readonly getSnapshot: () => Promise<AgentSnapshot>;
    readonly check: () => Promise<void>;
  };
}

function readSnapshot(page: Page): Promise<AgentSnapshot> {
  return page.evaluate(() => (globalThis as unknown as Bridged).phasegate.getSnapshot());
}

function environment(
  { folder, bucket, feedBase, display, env }: DesktopFacts,
  mark: string,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'C.UTF-8',
    TMPDIR: process.env['TMPDIR'],
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    DISPLAY: display,
    XAUTHORITY: process.env['XAUTHORITY'],
    PHASEGATE_BUCKET: String(bucket),
    PHASEGATE_FEED_BASE: feedBase,
    PHASEGATE_DESKTOP: mark,
    ...env,
  };
}

/** Waits for the port that Chromium writes down, and for a page that shows the app. Throws with the end of the app's log. */
export async function connectToApp(portFile: string, log: () => string): Promise<Session> {
  const browser = await until(() => attachOnce(portFile), {
    what: 'the app to open its window',
    withinMs: 30_000,
  }).catch((error: unknown) => {
    throw new Error(`the app did not start:\n${log().slice(-2000)}`, { cause: error });
  });
  const page = await until(() => browser.contexts()[0]?.pages()[0], { what: 'a window' });
  await page.waitForLoadState('load');
  return { browser, page };
}

/** `undefined` while no app listens: one that has just ended may have left its port behind. */
async function attachOnce(portFile: string): Promise<Browser | undefined> {
  const port = /^\d+/.exec(await readFile(portFile, 'utf8').catch(() => ''))?.[0];
  if (port === undefined) {
    return undefined;
  }
  // Electron has no browser contexts to set defaults on.
  const options = { noDefaults: true, timeout: 5_000 };
  return chromium
    .connectOverCDP(`http://127.0.0.1:${port}`, options)
    .catch((): undefined => undefined);
}

/** Ends every process of a machine. */
async function endProcesses(traces: Traces): Promise<void> {
  await until(
    async () => {
      const ids = await processesOf(traces);
      for (const id of ids) {
        kill(id);
      }
      return ids.length === 0;
    },
    { what: 'the app to end' },
  );
}

/**
 * The processes of a machine (Linux). A restarted app is no child of ours, and Chromium writes its title over the
 * environment that it was started with, so a process is known by its arguments and by the files it holds open as well.
 */
async function processesOf(traces: Traces): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    ids.map(async (id) => ((await belongs(id, traces)) ? id : undefined)),
  );
  return found.filter((id) => id !== undefined && id !== process.pid) as number[];
}

interface Traces {
  readonly folder: string;
  /** In the environment of whatever the app starts. */
  readonly mark: string;
}

async function belongs(id: number, { folder, mark }: Traces): Promise<boolean> {
  const read = (name: string): Promise<string> =>
    readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '');
  if ((await read('environ')).includes(mark) || (await read('cmdline')).includes(`${folder}/`)) {
    return true;
  }
  const open = await readdir(`/proc/${id}/fd`).catch(() => []);
  const files = await Promise.all(
    open.map((fd) => readlink(`/proc/${id}/fd/${fd}`).catch(() => '')),
  );
  return files.some((file) => file.startsWith(`${folder}/`));
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
