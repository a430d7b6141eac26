import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '@phasegate/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../target.ts';
import { bring, openDownloads, partSize, sha512Of, smallDisk } from './download.fixture.ts';
import type { Downloads } from './download.fixture.ts';

const MIB = 2 ** 20;
const SIZE = 3 * MIB;
const FILE = /\.AppImage$/;
// A real file system of four MiB; where this user may not mount one, there is nothing to see here.
const disk = await smallDisk(4);

describe.skipIf(disk === undefined)('a disk of four MiB', () => {
  const folder = disk?.folder ?? '';
  let here: Downloads;
  let target: Target;

  beforeEach(async () => {
    here = await openDownloads(path.join(folder, 'store'));
    target = await here.publish('1.1.0', SIZE);
  });
  afterEach(() => here.close());
  afterAll(() => disk?.close());

  const fill = (bytes: number): Promise<void> =>
    writeFile(path.join(folder, 'filling'), Buffer.alloc(bytes));

  it('is not begun to be filled: how much is needed, and how much is free, is said before', async () => {
    const large = { ...target, package: { ...target.package, length: 100 * MIB } };
    await expect(bring(here.open(), large)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /^1\.1\.0 needs 172\.0 MB of free disk, and 4\.2 MB are free/,
      ) as string,
    });
    expect(here.asked(large)).toEqual([]);
  });

  it('that is filled by others in the middle keeps what came, and the download goes on when there is room', async () => {
    here.pages.fail(FILE, { drip: { bytes: 256 * 1024, everyMs: 20 } });
    const store = here.open({ spareBytes: 0 });
    const outcome = bring(store, target).then(
      () => undefined,
      (error: unknown) => error,
    );
    await until(async () => (await partSize(here)) > MIB / 2, { what: 'half a MiB' });
    await fill(2 * MIB);
    expect(await outcome).toMatchObject({ code: 'disk-full' });
    const there = await partSize(here);
    expect(there).toBeGreaterThan(MIB);

    await rm(path.join(folder, 'filling'));
    here.pages.forget();
    const { installer } = await bring(store, target);
    expect(here.asked(target)[0]?.headers.range).toBe(`bytes=${there}-`);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('keeps no earlier installer, for want of room, and says so', async () => {
    const store = here.open({ spareBytes: 0 });
    const { installer } = await bring(store, target);
    await store.keep(target, installer);
    expect(await here.names('kept')).toEqual([]);
    expect(await here.names('downloads')).toEqual([]);
    const app = path.join(folder, 'Notes.AppImage');
    await writeFile(app, 'the running app');
    await store.keepRunning(app, '1.0.0');
    expect(await here.names('kept')).toEqual([]);
    expect(here.log.join('\n')).toContain('the installer of 1.0.0 is not kept');
  });
});
