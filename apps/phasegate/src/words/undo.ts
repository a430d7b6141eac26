import { accept, oneLine, readPlatforms, refuse } from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

/** `phasegate undo`. */
export function undoCommand(typed: {
  readonly sequence?: string;
  readonly reason?: string;
  readonly platform: readonly string[];
}): Result<Command> {
  const { sequence, reason } = typed;
  if (sequence !== undefined && !/^[1-9]\d{0,14}$/.test(sequence)) {
    return refuse(
      'bad-argument',
      `"${oneLine(sequence, 32)}" is no feed sequence`,
      'phasegate history names the sequence of each command',
    );
  }
  const platforms = readPlatforms(typed.platform);
  return platforms.ok
    ? accept({
        kind: 'undo',
        sequence: sequence === undefined ? undefined : Number(sequence),
        reason,
        platforms: platforms.value,
        past: [],
      })
    : platforms;
}
