// As electron-updater's own pages say; nothing is fetched by itself, so that a check is a check.
let updater;

exports.load = () => require('electron-updater').autoUpdater;

exports.start = (autoUpdater, feedBase, run) => {
  updater = autoUpdater;
  updater.logger = null;
  updater.autoDownload = false;
  updater.setFeedURL({ provider: 'generic', url: feedBase });
  const events = ['checking-for-update', 'update-available', 'update-not-available', 'error'];
  for (const event of [...events, 'download-progress', 'update-downloaded']) {
    updater.on(event, () => undefined);
  }
  void run();
};

exports.check = async () => (await updater.checkForUpdates())?.updateInfo.version;
