import path from 'node:path';
import { bundleDemo } from '@phasegate/demo';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { findElectron } from '../setup/electron-runtime.ts';
import { electronPackages, ensureSystemPackages } from '../setup/system-packages.ts';
import { startDisplay } from '../setup/virtual-display.ts';
import { layOutRuntime } from './runtime-copy.ts';
import type { RuntimeCopy } from './runtime-copy.ts';

/** The demo app whole, its agent real, run as a developer runs it: not packaged, with nothing to replace. */
export interface Unpackaged {
  readonly app: ElectronApplication;
  /** Its first window. */
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Starts version 1.0.0 of the app in bucket 7, on the feeds of this address; `env` adds to its environment. */
export async function startUnpackaged(
  feedBase: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Unpackaged> {
  await ensureSystemPackages(electronPackages);
  const { dist } = await findElectron();
  const folder = await temporaryFolder('unpackaged');
  const { executable } = await layOutApp(folder, dist);
  const display = await startDisplay();
  const app = await _electron.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu', `--user-data-dir=${path.join(folder, 'user')}`],
    env: {
      ...process.env,
      ...display.env,
      HOME: folder,
      LANG: 'C.UTF-8',
      PHASEGATE_DEVELOPMENT: 'on',
      PHASEGATE_VERSION: '1.0.0',
      PHASEGATE_BUCKET: '7',
      PHASEGATE_FEED_BASE: feedBase,
      ...env,
    },
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  return {
    app,
    page,
    close: async () => {
      await app.close().catch(() => undefined);
      await display.stop();
      await removeFolder(folder);
    },
  };
}

/** The demo app beside a runtime of its own, not packaged. */
export async function layOutApp(folder: string, dist: string): Promise<RuntimeCopy> {
  const copy = await layOutRuntime(folder, dist);
  await bundleDemo(copy.app);
  return copy;
}
