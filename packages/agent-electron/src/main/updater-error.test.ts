import { AgentError } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { downloadError, installError } from './updater-error.ts';

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe("electron-updater's errors", () => {
  it.each([
    [
      failure('sha512 checksum mismatch, expected A, got B', 'ERR_CHECKSUM_MISMATCH'),
      'download-wrong-digest',
    ],
    [failure('ENOSPC: no space left on device, write', 'ENOSPC'), 'disk-full'],
    [failure('EROFS: read-only file system', 'EROFS'), 'disk-read-only'],
    [failure("EACCES: permission denied, mkdir '/x'", 'EACCES'), 'disk-read-only'],
    [failure('Cannot download "https://example.com/a", status 503: '), 'download-bad-status'],
    [failure('404 Not Found\nHeaders: {}', 'HTTP_ERROR_404'), 'download-bad-status'],
    [failure('net::ERR_INTERNET_DISCONNECTED'), 'download-unreachable'],
    [failure('net::ERR_NAME_NOT_RESOLVED'), 'download-unreachable'],
    [failure('cancelled'), 'download-cancelled'],
    ['a text', 'download-unreachable'],
  ])('%s is %s', (thrown, code) => {
    const error = downloadError(thrown);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(thrown);
    expect(error.message).not.toContain('\n');
  });

  it('leaves an error of ours as it is', () => {
    const ours = new AgentError('download-wrong-length', 'too long');
    expect(downloadError(ours)).toBe(ours);
    expect(installError(ours)).toBe(ours);
  });

  it('names the status that a server answered', () => {
    expect(downloadError(failure('Cannot download "x", status 503: Busy')).message).toContain(
      '503',
    );
  });

  it('calls a failed installer install-failed', () => {
    expect(installError(failure('spawn EACCES', 'EACCES')).code).toBe('install-failed');
  });
});
