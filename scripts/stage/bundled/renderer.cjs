require('@phasegate/agent-electron/renderer');
