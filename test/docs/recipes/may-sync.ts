import type { Gate } from '@phasegate/agent-electron/main';

/** Whether this version may write to what users share: not where its publisher says that data are at risk. */
export function maySync({ standing }: Gate): boolean {
  const named = standing.code === 'withdrawn' || standing.code === 'blocked';
  return !(named && standing.data === 'at-risk');
}
