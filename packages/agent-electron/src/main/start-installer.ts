import { insideOf } from './updater.ts';
import type { Updater } from './updater.ts';

/** Starts what electron-updater was given; `restart` in each platform's own way. Quitting is the caller's to await. */
export function startInstaller(app: Updater['app'], restart: boolean): void {
  const inside = insideOf(app);
  // Squirrel.Mac may hold an update whose install was called off: it has to fetch the one that is meant now.
  if (inside.squirrelDownloadedUpdate === true) {
    inside.squirrelDownloadedUpdate = false;
  }
  app.autoRunAppAfterInstall = restart;
  if (restart || !isAppImage(app)) {
    app.quitAndInstall(true, restart);
    return;
  }
  // Asked not to restart, an AppImage's updater runs the new version and waits for its end, which is not every AppImage's.
  inside.spawnLog = () => Promise.resolve(true);
  try {
    app.quitAndInstall(true, true);
  } finally {
    delete inside.spawnLog;
  }
}

/** An app that runs from an AppImage, and whose updater does not use the system's package tool. */
function isAppImage(app: Updater['app']): boolean {
  const runs = process.platform === 'linux' && (process.env['APPIMAGE'] ?? '') !== '';
  return runs && insideOf(app).runCommandWithSudoIfNeeded === undefined;
}
