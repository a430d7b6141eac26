import type { UpdateAgent } from '@phasegate/agent-electron/main';

export async function exportNotebook(
  updates: Pick<UpdateAgent, 'busy'>,
  write: () => Promise<void>,
): Promise<void> {
  const over = updates.busy('exporting');
  try {
    await write();
  } finally {
    over();
  }
}
