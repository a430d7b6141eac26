import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createInstallers } from './installers.ts';
import type { InstallerOptions } from './installers.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('installers-order');
});
afterEach(() => removeFolder(folder));

it('tidying up is over before anything is installed or thrown away, also where it fails', async () => {
  const done: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const tidied = new Promise<void>((_, reject) => {
    fail = reject;
  });
  const nothing = (): void => undefined;
  const store = {
    retain: async () => {
      done.push('tidying up');
      await tidied;
    },
    discard: async () => void done.push('thrown away'),
  };
  const options: Omit<InstallerOptions, 'store'> = {
    folder,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    load: () => Promise.reject(new Error('not needed')),
    running: { file: undefined, version: '1.1.0' },
    versionForced: false,
    quitAndInstall: () => Promise.resolve(),
  };
  const installers = createInstallers({
    ...options,
    store: store as unknown as InstallerOptions['store'],
  });
  const retained = installers.retain([]);
  const discarded = installers.discard();
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['tidying up']);
  fail(new Error('a disk that is full'));
  await expect(retained).rejects.toThrow('a disk that is full');
  await discarded;
  expect(done).toEqual(['tidying up', 'thrown away']);
});
