import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  feedXml,
  removeFolder,
  sampleRelease,
  startPages,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';

/** The real program in a process of its own, against a real static host. */
export interface CheckSite {
  readonly pages: Pages;
  /** The arguments that lead to it. */
  readonly base: readonly string[];
  readonly check: (...args: readonly string[]) => Promise<Ending>;
  readonly json: <T = Row>(...args: readonly string[]) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** What a run of the program left. */
export interface Ending {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A row of the JSON, as far as tests look at it. */
export interface Row {
  readonly bucket: number;
  readonly feed: string;
  readonly feedUrl: string;
  readonly decision: {
    readonly kind: string;
    readonly version?: string;
    readonly reason: { code: string };
  };
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

export const program: string = fileURLToPath(new URL('main.ts', import.meta.url));

export async function openCheckSite(): Promise<CheckSite> {
  const root = await temporaryFolder('check');
  const pages = await startPages({ root });
  await writeFeeds(root, pages);
  const check: CheckSite['check'] = (...args) => run(root, args);
  return {
    pages,
    base: ['--feed-base', `${pages.url}/updates`, '--platform', 'linux', '--arch', 'x64'],
    check,
    json: async <T>(...args: readonly string[]): Promise<T> =>
      JSON.parse((await check(...args, '--json')).out) as T,
    close: async () => {
      await pages.close();
      await removeFolder(root);
    },
  };
}

async function run(root: string, args: readonly string[]): Promise<Ending> {
  const child = spawn(process.execPath, ['--conditions=source', program, ...args], {
    env: { ...process.env, INIT_CWD: root, NO_COLOR: '1' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number>((resolve) =>
    child.once('close', (exit) => resolve(exit ?? -1)),
  );
  return { code, out, err };
}

async function writeFeeds(root: string, pages: Pages): Promise<void> {
  const sample = (version: string): ReturnType<typeof sampleRelease> =>
    sampleRelease({ version, folder: root, url: pages.url });
  const [old, young] = [(await sample('1.0.0')).item, (await sample('1.1.0')).item];
  const advisory = {
    id: 'a1',
    kind: 'withdrawn',
    versions: '0.9.0',
    severity: 'high',
    issue: '0.9.0 is broken',
  };
  await writeFiles(root, {
    'updates/linux/stable/appcast.xml': feedXml({ items: [old], advisories: [advisory] }),
    'updates/linux/stable-rollout-50%/appcast.xml': feedXml({ items: [old] }),
    'updates/linux/stable-rollout-10%/appcast.xml': feedXml({
      items: [young, old, { version: '1.x' }],
    }),
    'remarked.xml': feedXml({
      items: [young],
      advisories: [{ id: 'odd', kind: 'panic', versions: '1.0.0', issue: 'unreadable' }],
    }),
    'refused.xml': '<!DOCTYPE rss><rss><channel/></rss>',
  });
}
