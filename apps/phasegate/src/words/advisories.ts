import { accept, readPlatforms, readRange, readReason } from '@phasegate/feed-ops';
import type { AdvisoryWords, Command, Result } from '@phasegate/feed-ops';

import { readAdvisoryWords } from './advisory.ts';
import type { AdvisoryTyped } from './advisory.ts';

/** Options of commands about an advisory that is there, as typed. */
export interface NamedTyped {
  readonly reason?: string;
  readonly platform: readonly string[];
}

/** Options of commands that write one, as typed. */
export interface SpokenTyped extends AdvisoryTyped, NamedTyped {
  readonly versions?: string;
}

/** `phasegate block`. */
export async function blockCommand(text: string, typed: SpokenTyped): Promise<Result<Command>> {
  const range = readRange(text);
  const reason = readReason(typed.reason);
  const spoken = await readSpoken(typed);
  if (!range.ok) {
    return range;
  }
  if (!reason.ok) {
    return reason;
  }
  return spoken.ok
    ? accept({ kind: 'block', range: range.value, ...spoken.value, reason: reason.value })
    : spoken;
}

/** `phasegate unblock`. */
export function unblockCommand(what: string, typed: NamedTyped): Result<Command> {
  const platforms = readPlatforms(typed.platform);
  return platforms.ok
    ? accept({ kind: 'unblock', what, reason: typed.reason, platforms: platforms.value })
    : platforms;
}

/** `phasegate notice`. */
export async function noticeCommand(typed: SpokenTyped): Promise<Result<Command>> {
  const range = typed.versions === undefined ? accept(undefined) : readRange(typed.versions);
  const spoken = await readSpoken(typed);
  if (!range.ok) {
    return range;
  }
  return spoken.ok
    ? accept({ kind: 'notice', range: range.value, reason: typed.reason, ...spoken.value })
    : spoken;
}

/** `phasegate notice end`. */
export function endNoticeCommand(id: string, typed: NamedTyped): Result<Command> {
  const platforms = readPlatforms(typed.platform);
  return platforms.ok
    ? accept({ kind: 'notice-end', id, reason: typed.reason, platforms: platforms.value })
    : platforms;
}

/** `phasegate advisory correct`. */
export async function correctCommand(id: string, typed: SpokenTyped): Promise<Result<Command>> {
  const spoken = await readSpoken(typed);
  return spoken.ok
    ? accept({ kind: 'advisory-correct', id, reason: typed.reason, ...spoken.value })
    : spoken;
}

async function readSpoken(
  typed: SpokenTyped,
): Promise<
  Result<{ readonly words: AdvisoryWords } & Pick<Command & { kind: 'notice' }, 'platforms'>>
> {
  const words = await readAdvisoryWords(typed);
  const platforms = readPlatforms(typed.platform);
  if (!words.ok) {
    return words;
  }
  return platforms.ok ? accept({ words: words.value, platforms: platforms.value }) : platforms;
}
