import { accept, readPlatforms, readVersion } from '@phasegate/feed-ops';
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
