import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startFeedServer } from '@phasegate/agent/testing';
import type { FeedServer } from '@phasegate/agent/testing';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import type { ElectronRuntime } from '@phasegate/scripts/setup/electron-runtime';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import type { Display } from '@phasegate/scripts/setup/virtual-display';
import { connectToApp } from '@phasegate/scripts/stage/desktop';
import { buildExample } from '@phasegate/scripts/stage/example';
import type { BuiltExample, ExampleName } from '@phasegate/scripts/stage/example';
import { packTarballs, succeeded } from '@phasegate/scripts/stage/tarballs';
import type { Tarball } from '@phasegate/scripts/stage/tarballs';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';

// The examples as a developer takes them: copied out of the repository, the SDK installed from its tarball, packaged by
// their own tool, fuses and all, and started.
// Two installs and two packagings: long on a machine that is busy with other things.
test.describe.configure({ timeout: 300_000 });

let folder: string;
let runtime: ElectronRuntime;
let display: Display;
let sdk: Tarball;
let server: FeedServer;

test.beforeAll(async () => {
  await ensureSystemPackages(electronPackages);
  runtime = await findElectron();
  display = await startDisplay();
  folder = await temporaryFolder('examples');
  const tarballs = await packTarballs(folder);
  sdk = tarballs.find(({ name }) => name === '@phasegate/agent-electron') as Tarball;
});

test.beforeEach(async () => {
  server = await startFeedServer({ app: 'com.example.notes' });
  server.publish({ version: '1.0.0' });
});

test.afterEach(() => server.close());

test.afterAll(async () => {
  await display.stop();
  await removeFolder(folder);
});

/** The example's own settings, for a feed on this machine that is asked at once. */
async function settingsOf(name: ExampleName): Promise<Readonly<Record<string, unknown>>> {
  const file = path.join(import.meta.dirname, '../../examples', name, 'src/update-settings.json');
  const own = JSON.parse(await readFile(file, 'utf8')) as object;
  const { feedBase } = server;
  return { ...own, feedBase, allowLoopbackHttp: true, schedule: { firstAfter: 0 } };
}

/** Starts a packaged app with a home of its own; what it wrote, its page, and how to end it. */
async function start(
  { executable }: BuiltExample,
  home: string,
): Promise<Awaited<ReturnType<typeof connectToApp>> & { readonly stop: () => Promise<void> }> {
  await mkdir(home);
  let log = '';
  const args = ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
  const config = path.join(home, 'config');
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: config, ...display.env };
  const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  try {
    const portFile = path.join(config, 'Notes/DevToolsActivePort');
    return { ...(await connectToApp(portFile, () => log)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

for (const name of ['electron-builder', 'electron-forge'] as const) {
  test(`the ${name} example is built from the packed SDK, reads its signed feed and shows the notice`, async () => {
    const app = await buildExample(name, {
      folder: path.join(folder, name),
      sdk,
      runtime,
      settings: await settingsOf(name),
      root: server.root ?? '',
    });
    // Without it electron-updater downloads nothing.
    const config = await readFile(path.join(app.dir, 'resources/app-update.yml'), 'utf8');
    expect(config).toMatch(/^url: https:/m);
    expect(config).toMatch(/^updaterCacheDirName: /m);
    const fuses = ['electron-fuses', 'read', '--app', app.executable];
    const { stdout } = await succeeded('npx', fuses, { cwd: path.join(folder, name) });
    const flipped = stripVTControlCharacters(stdout);
    expect(flipped).toContain('RunAsNode is Disabled');
    expect(flipped).toContain('OnlyLoadAppFromAsar is Enabled');

    server.withdraw('1.0.0', { issue: 'It forgets the last line.' });
    const { page, browser, stop } = await start(app, path.join(folder, `${name}-home`));
    try {
      const notice = page.getByRole('alert');
      await expect(notice).toContainText('Notes 1.0.0 was withdrawn', { timeout: 20_000 });
      await expect(notice).toContainText('It forgets the last line.');
      await notice.getByRole('button', { name: 'Later' }).click();
      await expect(notice).toBeHidden();
      const feeds = server.requests.filter(({ path: file }) => file.endsWith('/appcast.xml'));
      expect(feeds.map(({ status }) => status)).toContain(200);
    } finally {
      await stop();
      await browser.close().catch(() => undefined);
    }
  });
}
