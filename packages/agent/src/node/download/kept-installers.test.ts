import { chmod, copyFile, link, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFolder, seededBytes, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../target.ts';
import { bring, openDownloads, sha512Of, smallDisk } from './download.fixture.ts';
import type { Downloads } from './download.fixture.ts';

let here: Downloads;
let target: Target;

beforeEach(async () => {
  here = await openDownloads();
  target = await here.publish('1.0.0', 100_000);
});
afterEach(() => here.close());

/** 1.0.0 was downloaded and installed; its installer is kept. */
async function install(): Promise<void> {
  const store = here.open();
  const { installer } = await bring(store, target);
  await store.keep(target, installer);
}

describe('an installer that ran', () => {
  it('is kept, and its version is had again without the network', async () => {
    await install();
    expect(await here.names('downloads')).toEqual([]);
    await here.pages.close();
    const { installer, told } = await bring(here.open(), target);
    expect(path.dirname(installer.path)).toBe(path.join(here.folder, 'kept'));
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(told).toEqual([{ received: 100_000, total: 100_000 }]);
  });

  it('is not believed when it was changed on the disk: it is deleted, and fetched anew', async () => {
    await install();
    const [name = ''] = await here.names('kept');
    await writeFile(path.join(here.folder, 'kept', name), seededBytes(100_000, 9));
    const { installer } = await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(await here.names('kept')).toEqual([]);
  });

  it('goes back to its place when it did not run after all', async () => {
    const store = here.open();
    const { installer } = await bring(store, target);
    const putBack = await store.keep(target, installer);
    await putBack();
    expect(await here.names('kept')).toEqual([]);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('stays when a download is thrown away, and when it is itself installed again', async () => {
    await install();
    const store = here.open();
    await store.discard();
    const { installer } = await bring(store, target);
    await (
      await store.keep(target, installer)
    )();
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
  });

  it('is deleted when its digest is not named any more, half a copy always', async () => {
    await install();
    const next = await here.publish('1.1.0', 5000);
    const store = here.open();
    await store.keep(next, (await bring(store, next)).installer);
    const [first = ''] = await here.names('kept');
    await writeFile(path.join(here.folder, 'kept', `${first}.tmp`), 'half');
    await store.retain([target.package.sha512]);
    expect((await here.names('kept')).join(' ')).toMatch(/^1\.0\.0-\w+\.installer$/);
    await store.retain([]);
    expect(await here.names('kept')).toEqual([]);
  });
});

describe('the file that runs', () => {
  let app: string;
  beforeEach(async () => {
    app = path.join(await temporaryFolder('app'), 'Notes.AppImage');
    await copyFile(path.join(here.site, 'files/notes-1.0.0-x64.AppImage'), app);
    await chmod(app, 0o755);
  });
  afterEach(() => removeFolder(path.dirname(app)));

  it('is kept before it is replaced, so that the first way back is there offline', async () => {
    await here.open().keepRunning(app, '1.0.0');
    await here.open().keepRunning(app, '1.0.0');
    await writeFile(`${app}.new`, 'version 1.1.0');
    await removeFolder(app);
    await copyFile(`${app}.new`, app);
    await here.pages.close();
    const { installer } = await bring(here.open(), target);
    expect(await sha512Of(installer.path)).toBe(target.package.sha512);
    expect(await here.names('kept')).toHaveLength(1);
  });

  it('takes no room on the same disk until it is replaced, and is copied onto another one', async () => {
    await here.open().keepRunning(app, '1.0.0');
    const [name = ''] = await here.names('kept');
    const kept = await stat(path.join(here.folder, 'kept', name));
    expect(kept.ino).toBe((await stat(app)).ino);

    const disk = await smallDisk(1100);
    if (disk === undefined) {
      return;
    }
    const other = await openDownloads(path.join(disk.folder, 'store'));
    try {
      await other.open().keepRunning(app, '1.0.0');
      const copied = path.join(other.folder, 'kept', name);
      expect(await readFile(copied)).toEqual(await readFile(app));
      await expect(link(app, `${copied}.link`)).rejects.toMatchObject({ code: 'EXDEV' });
    } finally {
      await other.close();
      disk.close();
    }
  });

  it('that is gone is passed over', async () => {
    await here.open().keepRunning(`${app}.gone`, '1.0.0');
    expect(await here.names('kept')).toEqual([]);
  });
});
