import { linkSync, renameSync, rmSync } from 'node:fs';
import { app, autoUpdater } from 'electron';
import { startInstaller } from './start-installer.ts';
import type { Updater } from './updater.ts';

/** Milliseconds after which an installer that neither starts nor fails counts as failed; Squirrel.Mac copies first. */
const GIVE_UP_AFTER = 120_000;

/**
 * Installs and quits; `restart`: the app comes up again by itself. Resolves when the app is about to quit, rejects with
 * what electron-updater reports.
 */
export async function quitAndInstall(
  { app: updater }: Updater,
  how: { readonly restart: boolean },
): Promise<void> {
  const keep = keepAppImage(process.env['APPIMAGE']);
  // The new process starts before this one has quit; with the lock still held it would quit at once.
  const locked = app.hasSingleInstanceLock();
  if (locked) {
    app.releaseSingleInstanceLock();
  }
  try {
    await leaving(updater, () => startInstaller(updater, how.restart));
    keep.drop();
  } catch (error) {
    keep.restore();
    if (locked) {
      app.requestSingleInstanceLock();
    }
    throw error;
  }
}

function leaving(updater: Updater['app'], start: () => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it did not start in time')), GIVE_UP_AFTER);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      updater.removeListener('error', fail);
      autoUpdater.removeListener('before-quit-for-update', leave);
      app.removeListener('before-quit', leave);
      end();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const leave = (): void => settle(resolve);
    updater.once('error', fail);
    autoUpdater.once('before-quit-for-update', leave);
    // Squirrel.Mac without a restart tells only this.
    app.once('before-quit', leave);
    start();
  });
}

/** electron-updater deletes the running AppImage before it moves the new one there: on a full disk the app would be gone. */
function keepAppImage(file: string | undefined): { restore: () => void; drop: () => void } {
  const nothing = { restore: () => undefined, drop: () => undefined };
  if (file === undefined || file === '') {
    return nothing;
  }
  const kept = `${file}.phasegate-kept`;
  try {
    rmSync(kept, { force: true });
    linkSync(file, kept);
  } catch {
    // A file system without hard links: as safe as electron-updater alone, and no less.
    return nothing;
  }
  return {
    restore: () => {
      renameSync(kept, file);
      // Renaming one of two links to the same file does nothing (POSIX rename), so the second one has to go.
      rmSync(kept, { force: true });
    },
    drop: () => rmSync(kept, { force: true }),
  };
}
