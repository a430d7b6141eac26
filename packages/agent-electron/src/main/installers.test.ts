import { chmod, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, temporaryFolder, until } from '@phasegate/testkit';
import type { NsisUpdater } from 'electron-updater';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bring, openBench } from './installers.fixture.ts';
import type { Bench } from './installers.fixture.ts';
import {
  asUser,
  fakeProgram,
  recorded,
  recordingScript,
  standInElectron,
} from './updaters.fixture.ts';
import type { PlainApp } from './updaters.fixture.ts';

// electron-updater's own updaters up to the program that they start; only that program is ours, and writes down its call.
let bench: Bench;
let downloaded: Bench['downloaded'];

beforeAll(async () => {
  await standInElectron(await temporaryFolder('electron'));
});
beforeEach(async () => {
  bench = await openBench();
  ({ downloaded } = bench);
  vi.stubEnv('PATH', `${bench.bin}:/usr/bin:/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.close();
});

describe.skipIf(process.platform === 'win32')('electron-updater', () => {
  it('has nothing in its folder while a download waits, so that it cannot install it by itself', async () => {
    const { app, installers, names } = await downloaded('NsisUpdater');
    expect(await readdir(app.pending).catch(() => [])).toEqual([]);
    expect(await names('downloads')).toHaveLength(1);
    await installers.discard();
    expect(await names('downloads')).toEqual([]);
  });

  it('asks no host, neither for the feed nor for the file', async () => {
    const { app, install } = await downloaded('DebUpdater');
    asUser(app);
    await fakeProgram(path.join(bench.bin, 'dpkg'), bench.record);
    await fakeProgram(path.join(bench.bin, 'pkexec'), bench.record, 'shift; exec "$@"');
    bench.pages.forget();
    await install(true);
    expect(bench.pages.requests).toEqual([]);
  });

  it('gets no file that was changed on the disk after its download', async () => {
    const { install, installer, app } = await downloaded('NsisUpdater');
    await chmod(installer.path, 0o755);
    await writeFile(installer.path, recordingScript('evil', bench.record));
    await expect(install(true)).rejects.toMatchObject({ code: 'download-wrong-length' });
    await removeFolder(installer.path);
    await expect(install(true)).rejects.toMatchObject({ code: 'install-failed' });
    expect([app.told, await recorded(bench.record)]).toEqual([[], []]);
  });

  it('is tidied up after at the next start, and the installer is kept', async () => {
    const { app, installer, target, install, installers, names } = await downloaded('NsisUpdater');
    await chmod(installer.path, 0o755);
    await install(true);
    expect(await readdir(app.pending)).toContain('update-1.2.0.exe');
    await installers.retain([target.package.sha512]);
    expect(await readdir(app.pending)).toEqual([]);
    expect(await names('downloads')).toEqual([]);
    expect(await names('kept')).toEqual([path.basename(installer.path)]);
  });

  it('runs the installer also where it cannot be kept', async () => {
    const { app, installer, install } = await downloaded('NsisUpdater');
    await chmod(installer.path, 0o755);
    await writeFile(path.join(bench.folder, 'phasegate/kept'), 'a file where the folder should be');
    await install(true);
    expect(app.told).toEqual(['quit']);
  });
});

describe.skipIf(process.platform === 'win32')('an NSIS installer', () => {
  const config = 'publisherName:\n  - Example GmbH\n';
  const signed = (app: PlainApp, answer: string | null): readonly string[] => {
    const seen: string[] = [];
    (app.updater.app as NsisUpdater).verifyUpdateCodeSignature = (names, file) => {
      seen.push(`${names.join()} ${path.basename(file)}`);
      return Promise.resolve(answer);
    };
    return seen;
  };

  it.each([
    [true, 'installer-1.2.0 --updated /S --force-run'],
    [false, 'installer-1.2.0 --updated /S'],
  ])('is started silently once its signature was looked at; restart: %s', async (restart, call) => {
    const { app, installer, install } = await downloaded('NsisUpdater', { config });
    await chmod(installer.path, 0o755);
    const seen = signed(app, null);
    await install(restart);
    expect(seen).toEqual(['Example GmbH temp-update-1.2.0.exe']);
    await until(async () => (await recorded(bench.record)).length > 0, { what: 'the installer' });
    expect(await recorded(bench.record)).toEqual([call]);
    expect(app.told).toEqual(['quit']);
  });

  it('that somebody else has signed is not started, and the download stays for another try', async () => {
    const { app, installer, install, names } = await downloaded('NsisUpdater', { config });
    await chmod(installer.path, 0o755);
    signed(app, 'signed by Somebody Else');
    await expect(install(true)).rejects.toMatchObject({
      code: 'install-failed',
      message: expect.stringContaining('not signed by the application owner') as string,
    });
    expect([app.told, await recorded(bench.record), await readdir(app.pending)]).toEqual([
      [],
      [],
      [],
    ]);
    expect(await names('downloads')).toEqual([path.basename(installer.path)]);
  });

  it('of an older version is started on the way back, and only then', async () => {
    const { app, installer, install } = await downloaded('NsisUpdater', { direction: 'back' });
    await chmod(installer.path, 0o755);
    await install(true);
    await until(async () => (await recorded(bench.record)).length > 0, { what: 'the installer' });
    expect(await recorded(bench.record)).toEqual(['installer-1.0.0 --updated /S --force-run']);
    expect(app.updater.app.allowDowngrade).toBe(false);

    const { installers } = await downloaded('NsisUpdater');
    const forward = await bench.publish('forward', '1.0.0', 'nsis');
    await expect(bring(installers, forward)).rejects.toMatchObject({ code: 'bad-configuration' });
  });
});
