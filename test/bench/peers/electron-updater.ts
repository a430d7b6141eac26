import { request } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { AppImageUpdater } from 'electron-updater';

/** electron-updater's own base of its http executors; typed by what is used of it, since it is no dependency of ours. */
interface HttpExecutor {
  createRequest: (
    options: RequestOptions,
    onResponse: (response: IncomingMessage) => void,
  ) => ClientRequest;
}

const theirs = createRequire(createRequire(import.meta.url).resolve('electron-updater'));
const { HttpExecutor: Executor } = theirs('builder-util-runtime') as {
  readonly HttpExecutor: new () => HttpExecutor;
};

/**
 * electron-updater with its generic provider, as it runs in an AppImage on Linux, in plain Node: an app adapter and
 * an http executor of our own stand in for Electron's, everything else is its own. It downloads nothing by itself.
 */
export function electronUpdater(
  feedBase: string,
  version: string,
  folder: string,
): AppImageUpdater {
  // Without it the updater takes itself for inactive.
  process.env['APPIMAGE'] ??= join(folder, 'notes.AppImage');
  const updater = new AppImageUpdater(null, {
    version,
    name: 'notes',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: join(folder, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  });
  updater.logger = null;
  updater.autoDownload = false;
  const executor = new Executor();
  // It leaves a timeout listener on the connection with every request; Node warns of more than ten.
  executor.createRequest = (options, onResponse) =>
    request(options, onResponse).once('socket', (socket) => socket.setMaxListeners(0));
  // The provider takes the executor when it is made, so this must come before the feed's address.
  Object.assign(updater, { httpExecutor: executor });
  updater.setFeedURL({ provider: 'generic', url: feedBase });
  return updater;
}
