import { safeUrl } from '@phasegate/appcast';
import {
  parseInstant,
  parsePhase,
  parsePhases,
  parsePlatform,
  parseSystemVersion,
  parseVersion,
  parseVersionRange,
} from '@phasegate/rollout';
import type { Phase, Phases, Platform, Version, VersionRange } from '@phasegate/rollout';

import { oneLine } from './one-line.ts';
import { accept, refuse } from './refusal.ts';
import type { Result } from './refusal.ts';

/** Reads a version as an operator types it; nothing is coerced. */
export function readVersion(text: string): Result<Version> {
  const version = parseVersion(text);
  return version === undefined
    ? refuse(
        'bad-version',
        `"${oneLine(text, 64)}" is no full semver 2.0.0 version`,
        'write all three numbers, as in 1.2.3 or 1.2.3-beta.1',
      )
    : accept(version);
}

/** Reads several versions; the same one twice counts once. */
export function readVersions(texts: readonly string[]): Result<readonly Version[]> {
  return readAll([...new Set(texts)], readVersion);
}

/** Reads a phase, `10` or `10%`. */
export function readPhase(text: string | undefined): Result<Phase | undefined> {
  const phase = text === undefined ? undefined : parsePhase(text);
  return text !== undefined && phase === undefined
    ? refuse(
        'bad-argument',
        `"${oneLine(text, 32)}" is no phase`,
        'write a whole percentage from 1 to 100, as in 10 or 10%',
      )
    : accept(phase);
}

/** Reads a list of phases, `5,25,100`. */
export function readPhases(text: string): Result<Phases> {
  const shares = text.split(',').map((part) => parsePhase(part.trim()));
  const known = shares.filter((share) => share !== undefined);
  const phases = known.length === shares.length ? parsePhases(known) : undefined;
  return phases === undefined
    ? refuse(
        'bad-argument',
        `"${oneLine(text, 64)}" is no list of phases`,
        'write percentages that rise and end in 100, as in 5,25,100',
      )
    : accept(phases);
}

/** Reads a time, RFC 3339 in UTC, as milliseconds since 1970. */
export function readInstant(text: string): Result<number> {
  const instant = parseInstant(text);
  return instant === undefined
    ? refuse(
        'bad-argument',
        `"${oneLine(text, 40)}" is no time`,
        'write it in UTC, as in 2026-11-27T09:00:00Z',
      )
    : accept(instant);
}

/** Reads platforms; none named means all. */
export function readPlatforms(texts: readonly string[]): Result<readonly Platform[] | undefined> {
  const platforms = readAll(texts, (text) => {
    const platform = parsePlatform(text);
    return platform === undefined
      ? refuse(
          'unknown-platform',
          `"${oneLine(text, 32)}" is no platform`,
          'write macos, windows or linux',
        )
      : accept(platform);
  });
  return platforms.ok && platforms.value.length === 0 ? accept(undefined) : platforms;
}

/** Reads the reason that rollback asks for. Any text will do, as long as there is one. */
export function readReason(text: string | undefined): Result<string> {
  return text === undefined || text.trim() === ''
    ? refuse('bad-argument', 'No --reason was given', 'say why, for the history: --reason "..."')
    : accept(text);
}

/** Reads a range of versions as npm writes them; each platform's releases are held against it. */
export function readRange(text: string): Result<VersionRange> {
  const range = parseVersionRange(text);
  return range === undefined
    ? refuse(
        'bad-argument',
        `"${oneLine(text, 64)}" is no range of versions`,
        'write it in quotes, as in "1.1.x" or ">=1.1.0 <1.1.3"',
      )
    : accept(range);
}

/** An address of a package: https, or http on this machine for development. */
export function readPackageUrl(text: string): Result<string> {
  const url = safeUrl(text, { allowLoopbackHttp: true });
  return url === undefined
    ? refuse('bad-argument', `"${oneLine(text, 120)}" is no https address`, 'write https://...')
    : accept(url);
}

/** Reads each of several texts, up to the first that is refused. */
export function readAll<T>(
  texts: readonly string[],
  read: (text: string) => Result<T>,
): Result<readonly T[]> {
  const values: T[] = [];
  for (const text of texts) {
    const one = read(text);
    if (!one.ok) {
      return one;
    }
    values.push(one.value);
  }
  return accept(values);
}

/** Sparkle's rule for names of channels. */
const CHANNEL = /^[A-Za-z\d._-]{1,64}$/;

/** Reads the channel of a release. Sparkle drops a value that it cannot read, and the item would go to everybody. */
export function readChannel(text: string | undefined): Result<string | undefined> {
  return text === undefined || CHANNEL.test(text)
    ? accept(text)
    : refuse(
        'bad-argument',
        `"${oneLine(text, 64)}" is no name of a channel`,
        'write letters, digits, dots and dashes, as in beta',
      );
}

/** Reads a version of an operating system. */
export function readSystemVersion(
  option: string,
  text: string | undefined,
): Result<string | undefined> {
  return text === undefined || parseSystemVersion(text) !== undefined
    ? accept(text)
    : refuse(
        'bad-argument',
        `${option} "${oneLine(text, 32)}" is no version of a system`,
        'write one to four numbers, as in 10.15 or 14.2.1',
      );
}
