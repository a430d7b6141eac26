import {
  accept,
  DEFAULT_CONFIG,
  packagesFrom,
  packagesFromUpdateFile,
  readFeedBase,
  readPhase,
  readPlatforms,
  readReason,
  readVersion,
  readVersions,
  readSparklePublic,
  readWords,
  refuse,
  rfc822,
} from '@phasegate/feed-ops';
import type { Command, Config, MoveRollout, Result, WordsTyped } from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** Options of `init`, as typed. */
export interface InitTyped {
  readonly app: string;
  readonly title: string;
  readonly platform: readonly string[];
  readonly feedBase?: string;
  readonly branch?: string;
  readonly remote?: string;
  readonly unsigned?: boolean;
  readonly sparklePublic?: string;
  readonly rootKeys: number;
  readonly rootThreshold: number;
}

/** Options of `release add`, as typed. */
export interface AddTyped {
  readonly platform: string;
  readonly file: readonly string[];
  readonly url: readonly string[];
  readonly arch: readonly string[];
  readonly from?: string;
  readonly urlBase?: string;
  readonly title?: string;
  readonly notes?: string;
  readonly minSystem?: string;
  readonly critical?: boolean;
  readonly floor?: string;
}

/** Options of `rollback`, as typed. */
export interface RollbackTyped extends Omit<WordsTyped, 'links'> {
  readonly reason?: string;
  readonly method: string;
  readonly link: readonly string[];
  readonly platform: readonly string[];
}

/** `phasegate init`. */
export function initCommand(typed: InitTyped): Result<Command> {
  const platforms = readPlatforms(typed.platform);
  const feedBase = readFeedBase(typed.feedBase);
  if (!platforms.ok) {
    return platforms;
  }
  if (!feedBase.ok) {
    return feedBase;
  }
  const threshold = readThreshold(typed);
  if (!threshold.ok) {
    return threshold;
  }
  const { app, title, branch = 'gh-pages', remote = 'origin', unsigned = false } = typed;
  const sparkleKey = readSparklePublic(typed.sparklePublic);
  if (!sparkleKey.ok) {
    return sparkleKey;
  }
  if (unsigned && sparkleKey.value !== undefined) {
    return refuse('bad-argument', 'Only signed feeds carry a Sparkle key', 'leave --unsigned out');
  }
  const config: Config = {
    ...DEFAULT_CONFIG,
    app,
    title,
    branch,
    remote,
    platforms: platforms.value ?? [],
    feedBase: feedBase.value,
    trust: unsigned ? 'unsigned' : 'signed',
    sparkleKey: sparkleKey.value,
  };
  return accept({ kind: 'init', config, rootThreshold: unsigned ? undefined : threshold.value });
}

/** How many of how many root keys. */
export interface RootTyped {
  readonly rootKeys: number;
  readonly rootThreshold: number;
}

function readThreshold({ rootKeys, rootThreshold }: RootTyped): Result<number> {
  return rootThreshold >= 1 && rootThreshold <= rootKeys && rootKeys <= 9
    ? accept(rootThreshold)
    : refuse(
        'bad-argument',
        `${rootThreshold} of ${rootKeys} root keys cannot be`,
        'write --root-keys 3 --root-threshold 2, or 1 and 1',
      );
}

/** `phasegate keys init`. */
export function keysInitCommand(typed: RootTyped): Result<Command> {
  const threshold = readThreshold(typed);
  return threshold.ok ? accept({ kind: 'keys-init', rootThreshold: threshold.value }) : threshold;
}

/** `phasegate release add`; measures the files. */
export async function addCommand(text: string, typed: AddTyped): Promise<Result<Command>> {
  const version = readVersion(text);
  const platforms = readPlatforms([typed.platform]);
  if (!version.ok) {
    return version;
  }
  if (!platforms.ok) {
    return platforms;
  }
  const [platform = 'linux'] = platforms.value ?? [];
  const { from, urlBase } = typed;
  if (
    (from === undefined) !== (urlBase === undefined) ||
    (from !== undefined && typed.file.length > 0)
  ) {
    return refuse(
      'bad-argument',
      '--from goes with --url-base, and not with --file',
      'give one or the other',
    );
  }
  const files = { platform, files: typed.file.map(fromHere), urls: typed.url, archs: typed.arch };
  const packages =
    from !== undefined && urlBase !== undefined
      ? await packagesFromUpdateFile(fromHere(from), { platform, urlBase, version: version.value })
      : await packagesFrom(files);
  if (!packages.ok) {
    return packages;
  }
  const release = {
    version: version.value,
    title: typed.title,
    pubDate: rfc822(Date.now()),
    notes: typed.notes,
    minimumSystemVersion: typed.minSystem,
    critical: typed.critical,
    packages: packages.value,
  };
  const floor = typed.floor === undefined ? accept(undefined) : readVersion(typed.floor);
  return floor.ok ? accept({ kind: 'add', platform, release, floor: floor.value }) : floor;
}

/** `phasegate rollout start`. */
export function startCommand(
  text: string,
  typed: { readonly phase?: string; readonly platform: readonly string[] },
): Result<Command> {
  const read = readMove(text, typed);
  return read.ok ? accept({ kind: 'start', ...read.value }) : read;
}

/** `phasegate rollout pause|resume|escalate`. */
export function moveCommand(
  kind: MoveRollout['kind'],
  text: string,
  typed: {
    readonly phase?: string;
    readonly reason?: string;
    readonly platform: readonly string[];
  },
): Result<Command> {
  const read = readMove(text, typed);
  return read.ok ? accept({ kind, ...read.value, reason: typed.reason }) : read;
}

/** `phasegate rollback`. */
export function rollbackCommand(texts: readonly string[], typed: RollbackTyped): Result<Command> {
  const versions = readVersions(texts);
  const reason = readReason(typed.reason);
  const words = readWords({ ...typed, links: typed.link });
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

type Moved = Pick<MoveRollout, 'version' | 'phase' | 'platforms'>;

function readMove(
  text: string,
  typed: { readonly phase?: string; readonly platform: readonly string[] },
): Result<Moved> {
  const version = readVersion(text);
  const phase = readPhase(typed.phase);
  const platforms = readPlatforms(typed.platform);
  if (!version.ok) {
    return version;
  }
  if (!phase.ok) {
    return phase;
  }
  return platforms.ok
    ? accept({ version: version.value, phase: phase.value, platforms: platforms.value })
    : platforms;
}
