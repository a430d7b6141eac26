import '@phasegate/agent-electron/preload';
