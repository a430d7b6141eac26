import { openRoot, updateRoot } from '@phasegate/trust';
import type { FeedTrust, Root, RoleName } from '@phasegate/trust';

import type { Config } from '../state/config.ts';

/** One published root, byte by byte as it lies in the repository. */
export interface RootFile {
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/** The published roots of a product. */
export interface RootChain {
  /** In the order of their versions. */
  readonly files: readonly RootFile[];
  /** The last root that the chain from the first leads to; `undefined` where there is none to believe. */
  readonly newest: Root | undefined;
  /** What breaks the chain: a gap, a wrong number, a root that the one before does not lead to. */
  readonly problem: { readonly path: string; readonly message: string } | undefined;
}

/** The words for the roles that operators hold keys of. */
export type KeyRole = 'root' | 'release' | 'feed';

/** Every key that a command may ask for; the Sparkle key is in no root. */
export type HandKey = KeyRole | 'sparkle';

/** What each of them is called in a root. */
export const ROLE_NAMES: Readonly<Record<KeyRole, RoleName>> = {
  root: 'root',
  release: 'targets',
  feed: 'timestamp',
};

/** The folder of the published roots. */
export function rootsFolder({ updates }: Pick<Config, 'updates'>): string {
  return `${updates}/keys`;
}

/** Where a root lies in the repository. */
export function rootPath(config: Pick<Config, 'updates'>, version: number): string {
  return `${rootsFolder(config)}/${version}.root.json`;
}

/** The version that a path names, where it is one of a published root. */
export function rootVersionIn(path: string): number | undefined {
  const [, version] = /(?:^|\/)keys\/([1-9]\d{0,8})\.root\.json$/.exec(path) ?? [];
  return version === undefined ? undefined : Number(version);
}

/**
 * Walks the published roots from the first, each by the rules of the one before. None may be missing: a client walks
 * from whatever root it was built with (feed-format, "Trust", 3).
 */
export function readChain(files: readonly RootFile[]): RootChain {
  const sorted = [...files].sort((a, b) => a.version - b.version);
  let newest: Root | undefined;
  for (const [at, { path, version, text }] of sorted.entries()) {
    const bytes = Buffer.from(text, 'utf8');
    const verdict = newest === undefined ? openRoot(bytes) : updateRoot(newest, bytes);
    const fault = faultOf(version, at, verdict);
    if (!verdict.ok || fault !== undefined) {
      const message = `${path}: ${fault ?? 'it cannot be read'}`;
      return { files: sorted, newest, problem: { path, message } };
    }
    newest = verdict.root;
  }
  return { files: sorted, newest, problem: undefined };
}

function faultOf(
  version: number,
  at: number,
  verdict: ReturnType<typeof openRoot>,
): string | undefined {
  if (version !== at + 1) {
    return `${at + 1}.root.json is missing, and clients that begin before it get no further`;
  }
  if (!verdict.ok) {
    return verdict.problem.message;
  }
  return verdict.root.version === version ? undefined : `it is root ${verdict.root.version}`;
}

/** On what the feeds of a product are believed; a signed product without a root is believed on nothing. */
export function trustOf(
  config: Pick<Config, 'trust'> | undefined,
  chain: RootChain,
): FeedTrust | undefined {
  if (config?.trust !== 'signed') {
    return { kind: 'unsigned' };
  }
  return chain.newest === undefined ? undefined : { kind: 'signed', root: chain.newest };
}
