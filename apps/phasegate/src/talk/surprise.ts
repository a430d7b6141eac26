import { EXIT, GitError, refusal } from '@phasegate/feed-ops';
import type { Refusal } from '@phasegate/feed-ops';

import { endRefused } from './ending.ts';
import { openVoice } from './voice.ts';

/** Says an error that was thrown, and returns the exit code. */
export function endSurprised(error: unknown, json: boolean): number {
  return endRefused(refusalFor(error), openVoice(json));
}

/** The document of a line that commander could not read. */
export function usageDocument(message: string): void {
  openVoice(true).document({
    ok: false,
    outcome: 'refused',
    exit: EXIT.usage,
    code: 'bad-argument',
    message,
    next: 'phasegate --help',
  });
}

function refusalFor(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof GitError && error.code === 'git-missing') {
    return refusal('git-missing', message, 'install git, and run the same command again');
  }
  if (error instanceof GitError) {
    return refusal(
      'git-failed',
      `${message}; nothing was changed`,
      'git status, then run the same command again',
    );
  }
  return refusal(
    'git-failed',
    `${message}; nothing was changed`,
    'run the same command again with --dry-run',
  );
}
