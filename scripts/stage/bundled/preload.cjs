require('@phasegate/agent-electron/preload');
const { contextBridge } = require('electron');

contextBridge.exposeInMainWorld('own', {
  sandboxed: process.sandboxed,
  isolated: process.contextIsolated,
});
