import { bundleApp } from '@phasegate/scripts/stage/bundled-app';
import { layOutRuntime } from '@phasegate/scripts/stage/runtime-copy';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import type { Display } from '@phasegate/scripts/setup/virtual-display';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';

// The manual way to the preload, for apps that bundle everything: a real Electron, sandboxed and isolated windows. That
// the preload registers itself otherwise is shown by every other spec here.
let folder: string;
let display: Display;
let executable: string;
let appFolder: string;
let running: ElectronApplication | undefined;

test.beforeAll(async () => {
  await ensureSystemPackages(electronPackages);
  const { dist } = await findElectron();
  folder = await temporaryFolder('bundled');
  display = await startDisplay();
  ({ executable, app: appFolder } = await layOutRuntime(folder, dist));
});

test.afterEach(() => running?.close());

test.afterAll(async () => {
  await display.stop();
  await removeFolder(folder);
});

interface Line {
  readonly level: string;
  readonly line: string;
}

/** Starts the app, waits for its notice and tells what its windows and its log hold. */
async function start(
  isolation: 'on' | 'off' = 'on',
): Promise<{ readonly own: unknown; readonly log: readonly Line[] }> {
  running = await _electron.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu', `--user-data-dir=${await temporaryFolder('user')}`],
    env: {
      ...process.env,
      ...display.env,
      PHASEGATE_DEVELOPMENT: 'on',
      BUNDLED_ISOLATION: isolation,
    },
  });
  const page = await running.firstWindow();
  await expect(page.getByRole('alert')).toContainText('Served and read inside one Electron.');
  const own = await page.evaluate(() => ({
    ...(Reflect.get(window, 'own') as object),
    node: typeof Reflect.get(window, 'require'),
    bridge: Object.keys(Reflect.get(window, 'phasegate') as object).sort(),
  }));
  const log = await running.evaluate(
    () => (globalThis as unknown as { bundled: { log: Line[] } }).bundled.log,
  );
  return { own, log };
}

const EXPECTED = {
  sandboxed: true,
  isolated: true,
  node: 'undefined',
  bridge: expect.arrayContaining(['act', 'check', 'getSnapshot', 'noticeReady', 'onSnapshot']),
};
const NOT_REGISTERED = 'was not registered';

/** What a developer has to worry about: the four switches that the app itself has loosened are no news. */
const worries = (log: readonly Line[]): readonly Line[] =>
  log.filter(
    ({ level, line }) =>
      level !== 'info' && level !== 'debug' && !/^(?:loosened|overrides in force)/.test(line),
  );

test('an app in one bundle imports the preload in its own one, and its notice comes to a sandboxed window', async () => {
  await bundleApp(appFolder, false);
  const { own, log } = await start();
  expect(own).toMatchObject(EXPECTED);
  expect(log.some(({ line }) => line.includes(NOT_REGISTERED))).toBe(true);
  expect(worries(log)).toEqual([]);
});

test('a preload that lies beside the bundle is registered as well, and two of them get on', async () => {
  await bundleApp(appFolder, true);
  const { own, log } = await start();
  expect(own).toMatchObject(EXPECTED);
  expect(log.some(({ line }) => line.includes(NOT_REGISTERED))).toBe(false);
  expect(worries(log)).toEqual([]);
});

test('an old app without context isolation has its notices as well', async () => {
  await bundleApp(appFolder, true);
  const { own, log } = await start('off');
  expect(own).toMatchObject({ ...EXPECTED, isolated: false, sandboxed: undefined });
  expect(worries(log)).toEqual([]);
});
