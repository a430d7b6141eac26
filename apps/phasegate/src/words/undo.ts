import {
  accept,
  oneLine,
  parseMoment,
  readPlatforms,
  readReason,
  refuse,
} from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

/** `phasegate undo`. */
export function undoCommand(typed: {
  readonly sequence?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly overrideHealth?: boolean;
  readonly platform: readonly string[];
}): Result<Command> {
  const { sequence, at, overrideHealth = false } = typed;
  const reason = overrideHealth ? readReason(typed.reason) : accept(typed.reason);
  if (!reason.ok) {
    return reason;
  }
  if (sequence !== undefined && !/^[1-9]\d{0,14}$/.test(sequence)) {
    return refuse(
      'bad-argument',
      `"${oneLine(sequence, 32)}" is no feed sequence`,
      'phasegate history names the sequence of each command',
    );
  }
  if (at !== undefined && parseMoment(at)?.kind !== 'at') {
    return refuse(
      'bad-argument',
      `"${oneLine(at, 32)}" is no time of a command`,
      'write it as the history has it: 2026-11-26T09:00:00Z',
    );
  }
  const platforms = readPlatforms(typed.platform);
  return platforms.ok
    ? accept({
        kind: 'undo',
        sequence: sequence === undefined ? undefined : Number(sequence),
        at,
        reason: reason.value,
        overrideHealth,
        platforms: platforms.value,
        past: [],
      })
    : platforms;
}
