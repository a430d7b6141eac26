// As our README says: signed, guarded; no check by itself during the measurement, and nothing fetched by it.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const NEVER = 86_400_000;
const silent = () => undefined;
let updates;

exports.load = () => require('@phasegate/agent-electron/main');

exports.start = ({ createUpdateAgent }, feedBase, run) => {
  updates = createUpdateAgent({
    appId: 'com.example.notes',
    feedBase,
    root: readFileSync(path.join(__dirname, 'root.json'), 'utf8'),
    allowLoopbackHttp: true,
    autoDownload: false,
    schedule: { firstAfter: NEVER, every: NEVER },
    // The app is gone long before it would count as started well by itself.
    startGuard: { confirmAfter: 'app' },
    logger: { debug: silent, info: silent, warn: silent, error: console.error },
  });
  const started = updates.start();
  void updates.guard(run);
  return started;
};

exports.check = async () => {
  updates.startedWell();
  await updates.check();
  return updates.snapshot()?.target;
};
