import { accept, readPlatforms, readReason, readVersions } from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

import { readAdvisoryWords } from './advisory.ts';
import type { AdvisoryTyped } from './advisory.ts';

/** Options of `rollback`, as typed. */
export interface RollbackTyped extends AdvisoryTyped {
  readonly reason?: string;
  readonly method: string;
  readonly platform: readonly string[];
}

/** `phasegate rollback`. */
export async function rollbackCommand(
  texts: readonly string[],
  typed: RollbackTyped,
): Promise<Result<Command>> {
  const versions = readVersions(texts);
  const reason = readReason(typed.reason);
  const words = await readAdvisoryWords(typed);
  const platforms = readPlatforms(typed.platform);
  if (!versions.ok) {
    return versions;
  }
  if (!reason.ok) {
    return reason;
  }
  if (!words.ok) {
    return words;
  }
  if (!platforms.ok) {
    return platforms;
  }
  const method = typed.method === 'mark' ? 'mark' : 'remove';
  return accept({
    kind: 'rollback',
    versions: versions.value,
    reason: reason.value,
    method,
    words: words.value,
    platforms: platforms.value,
  });
}
