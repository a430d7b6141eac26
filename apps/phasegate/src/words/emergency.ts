import { accept, readPlatforms, readReason, readVersion } from '@phasegate/feed-ops';
import type { Command, Result } from '@phasegate/feed-ops';

/** `phasegate emergency stop`. */
export function stopCommand(
  text: string | undefined,
  typed: { readonly reason?: string; readonly platform: readonly string[] },
): Result<Command> {
  const version = text === undefined ? accept(undefined) : readVersion(text);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  return platforms.ok
    ? accept({
        kind: 'emergency-stop',
        version: version.value,
        reason: typed.reason,
        platforms: platforms.value,
      })
    : platforms;
}

/** `phasegate emergency lift`. */
export function liftCommand(
  text: string,
  typed: { readonly reason?: string; readonly platform: readonly string[] },
): Result<Command> {
  const version = readVersion(text);
  const reason = readReason(typed.reason);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  if (!reason.ok) {
    return reason;
  }
  return platforms.ok
    ? accept({
        kind: 'emergency-lift',
        version: version.value,
        reason: reason.value,
        platforms: platforms.value,
      })
    : platforms;
}
