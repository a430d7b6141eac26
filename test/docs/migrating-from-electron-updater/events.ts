import type { UpdateAgent } from '@phasegate/agent-electron/main';

/** For a surface of your own; `<phasegate-notice>` needs none of it. */
export function followUpdates(updates: UpdateAgent, show: (text: string) => void): () => void {
  return updates.on('changed', ({ phase, target = '', progress }) => {
    if (phase === 'available') {
      show(`${target} can be fetched`);
    } else if (phase === 'downloading' && progress !== undefined) {
      show(`${target}: ${Math.floor((progress.received * 100) / progress.total)} %`);
    } else if (phase === 'ready') {
      show(`${target} is downloaded`);
    }
  });
}
