import { updateStore } from '@phasegate/agent-electron/renderer';

export async function record(recorder: () => Promise<void>): Promise<void> {
  const over = updateStore().busy('recording');
  await recorder().finally(over);
}
