import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AppUpdater } from 'electron-updater';
import electronUpdater from 'electron-updater';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf } from './updater.ts';

// electron-updater itself, on an app that is not Electron's: what is read behind its types has to be there.
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'phasegate-updater-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function windowsUpdater(): AppUpdater {
  const app = { version: '1.0.0', appUpdateConfigPath: path.join(folder, 'app-update.yml') };
  type App = ConstructorParameters<typeof electronUpdater.NsisUpdater>[1];
  const made = new electronUpdater.NsisUpdater(null, app as App);
  // Outside Electron it makes no requests.
  return Object.assign(made, {
    httpExecutor: { createRequest: () => undefined, download: () => undefined },
  });
}

const write = (text: string): Promise<void> => writeFile(path.join(folder, 'app-update.yml'), text);

describe("electron-updater's app-update.yml", () => {
  it('is read as its own check of the signature reads it', async () => {
    await write('provider: generic\npublisherName:\n  - Example GmbH\n');
    expect(await configOf(windowsUpdater())).toEqual({
      provider: 'generic',
      publisherName: ['Example GmbH'],
    });
  });

  it('that is missing is a bad configuration', async () => {
    await expect(configOf(windowsUpdater())).rejects.toMatchObject({ code: 'bad-configuration' });
  });

  it('that is no YAML is a bad configuration', async () => {
    await write('publisherName: [');
    await expect(configOf(windowsUpdater())).rejects.toMatchObject({ code: 'bad-configuration' });
  });
});
