import { AgentError } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { installError } from './updater-error.ts';

describe("electron-updater's errors", () => {
  it('are install-failed, with the first line of what was said', () => {
    const thrown = new Error('spawn EACCES\n    at ChildProcess');
    const error = installError(thrown);
    expect(error.code).toBe('install-failed');
    expect(error.cause).toBe(thrown);
    expect(error.message).toBe('the installer did not run: spawn EACCES');
    expect(installError('a text').message).toContain('a text');
  });

  it('stay what they are when they are ours', () => {
    const ours = new AgentError('download-wrong-length', 'too long');
    expect(installError(ours)).toBe(ours);
  });
});
