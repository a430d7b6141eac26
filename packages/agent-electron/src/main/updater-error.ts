import { AgentError } from '@phasegate/agent';
import type { AgentErrorCode } from '@phasegate/agent';
import { diskError } from '@phasegate/agent/node';

const DISK_CODES: readonly string[] = [
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'EIO',
  'EMFILE',
];

/** What electron-updater threw while it fetched, as one of our codes; the message stays its own first line. */
export function downloadError(thrown: unknown): AgentError {
  if (thrown instanceof AgentError) {
    return thrown;
  }
  const code = codeOf(thrown);
  if (DISK_CODES.includes(code)) {
    return diskError(thrown, 'the download could not be written');
  }
  return new AgentError(downloadCode(code, messageOf(thrown)), sentenceOf(code, thrown), {
    cause: thrown,
  });
}

/** What went wrong while the installer ran. */
export function installError(thrown: unknown): AgentError {
  return thrown instanceof AgentError
    ? thrown
    : new AgentError('install-failed', `the installer did not run: ${messageOf(thrown)}`, {
        cause: thrown,
      });
}

function downloadCode(code: string, message: string): AgentErrorCode {
  if (code === 'ERR_CHECKSUM_MISMATCH' || /checksum mismatch/i.test(message)) {
    return 'download-wrong-digest';
  }
  if (code.startsWith('HTTP_ERROR_') || /, status \d{3}:/.test(message)) {
    return 'download-bad-status';
  }
  return message === 'cancelled' ? 'download-cancelled' : 'download-unreachable';
}

function sentenceOf(code: string, thrown: unknown): string {
  const message = messageOf(thrown);
  const status = /, status (\d{3}):/.exec(message)?.[1];
  if (status !== undefined) {
    return `the server answered ${status} when asked for the file`;
  }
  if (downloadCode(code, message) === 'download-wrong-digest') {
    return 'the file is not the one that the feed describes (its sha512 differs)';
  }
  return message === 'cancelled'
    ? 'the download was called off'
    : `the file could not be fetched (${message})`;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
