import { readFile } from 'node:fs/promises';
import { temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bring, openBench } from './installers.fixture.ts';
import type { Bench } from './installers.fixture.ts';
import { recordingScript, standInElectron } from './updaters.fixture.ts';
import type { PlainApp } from './updaters.fixture.ts';

// electron-updater's updater of macOS with a Squirrel that only fetches: there is no other outside a Mac.
let squirrel: Awaited<ReturnType<typeof standInElectron>>;
let bench: Bench;
let downloaded: Bench['downloaded'];

beforeAll(async () => {
  squirrel = await standInElectron(await temporaryFolder('electron'));
});
beforeEach(async () => {
  bench = await openBench();
  ({ downloaded } = bench);
  vi.stubEnv('PATH', `${bench.bin}:/usr/bin:/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  squirrel.removeAllListeners();
  await bench.close();
});

describe.skipIf(process.platform === 'win32')('a zip for macOS', () => {
  /** As Squirrel.Mac does: fetches what it was told, and says so. */
  function squirrelMac(): Buffer[] {
    const fetched: Buffer[] = [];
    let feed: { readonly url: string; readonly headers: Record<string, string> };
    Object.assign(squirrel, {
      setFeedURL: (given: typeof feed) => {
        feed = given;
      },
      checkForUpdates: async () => {
        const { url } = (await (await fetch(feed.url, feed)).json()) as { readonly url: string };
        fetched.push(Buffer.from(await (await fetch(url, feed)).arrayBuffer()));
        squirrel.emit('update-downloaded');
      },
      quitAndInstall: () => squirrel.emit('quit-and-install'),
    });
    return fetched;
  }

  it('is handed to Squirrel at the moment of installing, and not before', async () => {
    const fetched = squirrelMac();
    const { app, install, installer } = await downloaded('MacUpdater');
    expect(fetched).toEqual([]);
    const bytes = await readFile(installer.path);
    squirrel.once('quit-and-install', () => app.told.length === 0 && quitBy(app));
    await install(true);
    expect(fetched).toEqual([bytes]);
  });

  it('is installed without a restart by quitting alone', async () => {
    const fetched = squirrelMac();
    const { app, install } = await downloaded('MacUpdater');
    await install(false);
    expect(fetched).toHaveLength(1);
    expect(app.told).toEqual(['quit']);
  });

  it('whose install was called off is not installed in place of a later one', async () => {
    const fetched = squirrelMac();
    const { app, installers, install } = await downloaded('MacUpdater');
    await install(false);
    const later = await bench.publish('forward', '1.3.0', 'zip');
    const bytes = Buffer.from(recordingScript('installer-1.3.0', bench.record));
    await installers.install(later, await bring(installers, later), { restart: false });
    expect(fetched.at(-1)).toEqual(bytes);
    expect(app.told.length).toBeGreaterThan(1);
  });
});

/** What Squirrel does to the app in the end. */
function quitBy({ updater }: PlainApp): void {
  (updater.app as unknown as { readonly app: { readonly quit: () => void } }).app.quit();
}
