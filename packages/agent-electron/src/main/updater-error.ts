import { AgentError } from '@phasegate/agent';

/** What went wrong while the installer ran; the message stays electron-updater's own first line. */
export function installError(thrown: unknown): AgentError {
  return thrown instanceof AgentError
    ? thrown
    : new AgentError('install-failed', `the installer did not run: ${messageOf(thrown)}`, {
        cause: thrown,
      });
}

function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
