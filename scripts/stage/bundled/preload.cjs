require('@phasegate/agent-electron/preload');
const { contextBridge } = require('electron');

const { sandboxed, contextIsolated: isolated } = process;
const own = { sandboxed, isolated };
if (process.contextIsolated) {
  contextBridge.exposeInMainWorld('own', own);
} else {
  globalThis.own = own;
}
