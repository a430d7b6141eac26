import { safeUrl } from '@phasegate/appcast';
import { parsePhase, parsePlatform, parseSystemVersion, parseVersion } from '@phasegate/rollout';
import type { DataSafety, Phase, Platform, Severity, Version } from '@phasegate/rollout';

import type { AdvisoryWords } from './command.ts';
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
    ? refuse('bad-argument', 'There is no reason', 'say why, for the history: --reason "..."')
    : accept(text);
}

/** What users are told, as an operator types it. */
export interface WordsTyped {
  readonly severity?: string | undefined;
  readonly data?: string | undefined;
  readonly issue?: string | undefined;
  readonly impact?: string | undefined;
  readonly instruction?: string | undefined;
  readonly timeline?: string | undefined;
  readonly links: readonly string[];
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const DATA: readonly DataSafety[] = ['safe', 'back-up-first', 'at-risk'];
const MOST_CHARACTERS = 280;

/** Reads what users are told: known words, texts that fit (280 characters), https links. */
export function readWords(typed: WordsTyped): Result<AdvisoryWords> {
  const severity = oneOf('--severity', typed.severity ?? 'high', SEVERITIES);
  const data = typed.data === undefined ? accept(undefined) : oneOf('--data', typed.data, DATA);
  const links = readAll(typed.links, readLink);
  const { issue, impact, instruction, timeline } = typed;
  const texts = { issue, impact, instruction, timeline };
  const long = Object.entries(texts).find(
    ([, text]) => Array.from(text ?? '').length > MOST_CHARACTERS,
  );
  if (long !== undefined) {
    const length = Array.from(long[1] ?? '').length;
    const said = `--${long[0]} has ${length} characters, and notices show ${MOST_CHARACTERS} at most`;
    return refuse('bad-argument', said, 'say it shorter');
  }
  if (!severity.ok) {
    return severity;
  }
  if (!data.ok) {
    return data;
  }
  return links.ok
    ? accept({ ...texts, severity: severity.value, data: data.value, links: links.value })
    : links;
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

function readLink(text: string): Result<AdvisoryWords['links'][number]> {
  const href = safeUrl(text);
  return href === undefined
    ? refuse('bad-argument', `"${oneLine(text, 120)}" is no https address`, 'write https://...')
    : accept({ rel: 'details', href });
}

function oneOf<T extends string>(option: string, text: string, words: readonly T[]): Result<T> {
  const word = words.find((one) => one === text);
  return word === undefined
    ? refuse(
        'bad-argument',
        `${option} "${oneLine(text, 32)}" is not known`,
        `write one of ${words.join(', ')}`,
      )
    : accept(word);
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
