const { createUpdateAgent } = require('@phasegate/agent-electron/main');
const settings = require('./update-settings.json');
// `updates/keys/N.root.json`, as `phasegate init` made it: the keys that feeds and packages are believed on.
const root = require('./1.root.json');

module.exports = { updates: createUpdateAgent({ ...settings, root }) };
