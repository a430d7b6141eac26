import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A release as the shell may name it. */
export interface LocalRelease {
  readonly version: string;
  readonly platform: string;
  readonly state: string;
  readonly phase: number | undefined;
}

/** What this clone knows of the feeds, without asking anybody. */
export interface LocalFeeds {
  readonly platforms: readonly string[];
  readonly phases: readonly number[];
  /** The newest first. */
  readonly releases: readonly LocalRelease[];
  readonly advisories: readonly { readonly id: string; readonly kind: string }[];
}

type ReadText = (path: string) => Promise<string | undefined>;

const ALL_PLATFORMS = ['macos', 'windows', 'linux'];
const REFS = ['refs/heads/gh-pages', 'refs/remotes/origin/gh-pages'];

/**
 * Reads config and ledgers as they lie in the work tree around a folder, else on a local feeds branch. Completion must
 * be quick and never in the way: what is odd is left out, and nothing is an error.
 */
export async function localFeeds(folder: string): Promise<LocalFeeds> {
  const read = await readerFor(folder);
  const config = objectIn(await read?.('phasegate.json'));
  const { updates = 'updates', platforms, phases } = config;
  const own = strings(platforms).filter((name) => ALL_PLATFORMS.includes(name));
  const ledgers = await Promise.all(
    own.map(async (platform) => ({
      platform,
      ledger: objectIn(await read?.(`${String(updates)}/${platform}/rollout.json`)),
    })),
  );
  const shares = list(phases).filter((share) => typeof share === 'number');
  return {
    platforms: own.length === 0 ? ALL_PLATFORMS : own,
    phases: shares.length === 0 ? [10, 50, 100] : shares,
    releases: ledgers.flatMap(({ platform, ledger }) => releasesIn(platform, ledger['releases'])),
    advisories: ledgers.flatMap(({ ledger }) => advisoriesIn(ledger['advisories'])),
  };
}

async function readerFor(folder: string): Promise<ReadText | undefined> {
  if ((await textAt(join(folder, 'phasegate.json'))) !== undefined) {
    return (path) => textAt(join(folder, path));
  }
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git'))
    ? branchReader(folder)
    : readerFor(above);
}

/** A clone that has another branch checked out may still hold the feeds. */
async function branchReader(root: string): Promise<ReadText | undefined> {
  for (const ref of REFS) {
    const read: ReadText = (path) => gitShow(root, `${ref}:${path}`);
    if ((await read('phasegate.json')) !== undefined) {
      return read;
    }
  }
  return undefined;
}

function textAt(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function gitShow(folder: string, name: string): Promise<string | undefined> {
  const options = { cwd: folder, timeout: 1000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((settle) => {
    execFile('git', ['cat-file', 'blob', name], options, (error, stdout) => {
      settle(error === null ? stdout : undefined);
    });
  });
}

function releasesIn(platform: string, releases: unknown): readonly LocalRelease[] {
  return objects(releases)
    .flatMap(({ version, state, phase }) => {
      // A version goes into the shell's line: what is none is not offered.
      const sound = typeof version === 'string' && /^\d[\w.+-]{0,255}$/.test(version);
      return sound && isWord(state)
        ? [{ version, platform, state, phase: typeof phase === 'number' ? phase : undefined }]
        : [];
    })
    .toReversed();
}

function advisoriesIn(advisories: unknown): LocalFeeds['advisories'] {
  return objects(advisories).flatMap(({ id, kind }) =>
    isWord(id) && isWord(kind) ? [{ id, kind }] : [],
  );
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^\w[\w.-]{0,127}$/.test(value);
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return list(value).filter((one) => typeof one === 'object' && one !== null) as never;
}

function objectIn(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text ?? '{}') as unknown;
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): readonly string[] {
  return list(value).filter((one) => typeof one === 'string');
}
