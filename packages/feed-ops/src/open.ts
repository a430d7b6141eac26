import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { PrivateKey, RootDocument } from '@phasegate/trust';

import type { Planner } from './carry-out.ts';
import type { Command, PlanFacts } from './command.ts';
import { CONFIG_PATH, parseConfig } from './state/config.ts';
import type { Config } from './state/config.ts';
import type { FeedRepository } from './git/feed-repository.ts';
import { gitRepository } from './git/git-repository.ts';
import { loadSnapshot } from './state/load-snapshot.ts';
import { plan } from './plan/plan.ts';
import { readDraft } from './keys/plan-publish.ts';
import { accept, refuse } from './refusal.ts';
import type { RefusalCode, Result } from './refusal.ts';
import type { HandKey, RootChain } from './keys/root-chain.ts';
import { findWorkTree, unfit } from './git/work-tree.ts';
import type { WorkTree } from './git/work-tree.ts';

/** Where the feeds are and how to reach their remote. */
export interface OpenOptions {
  /** A folder in the work tree, or a file in it. */
  readonly path: string;
  readonly pushes: boolean;
  /** Milliseconds for one fetch or push. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Who does it, where it is not git's own `user.name`. */
  readonly actor?: string | undefined;
}

/** Feeds that Phasegate keeps, ready for commands. */
export interface Opened {
  readonly repository: FeedRepository;
  readonly tree: WorkTree;
  /** As it lies in the work tree; `undefined` before `init`. */
  readonly config: Config | undefined;
  /** `Name <mail>`. */
  readonly actor: string;
}

/** Opens the work tree of a managed product; `fresh` is the config that `init` brings. */
export async function openManaged(options: OpenOptions, fresh?: Config): Promise<Result<Opened>> {
  const tree = await findWorkTree(options.path);
  if (!tree.ok) {
    return tree;
  }
  const config = await configIn(tree.value.root);
  if (!config.ok) {
    return config;
  }
  const settings = config.value ?? fresh;
  const wrong = await unfit(tree.value, settings?.branch);
  if (wrong !== undefined) {
    return settings === undefined ? notSetUp(tree.value) : { ok: false, refusal: wrong };
  }
  if (settings === undefined) {
    return notSetUp(tree.value);
  }
  const { branch, remote } = settings;
  const { pushes, timeoutMs, signal } = options;
  const git = { branch, remote, remoteBranch: branch, pushes, timeoutMs, signal };
  const actor = options.actor ?? tree.value.identity ?? 'unknown';
  return accept({
    repository: gitRepository(tree.value, git),
    tree: tree.value,
    config: config.value,
    actor,
  });
}

/** A command that plans itself on any state of the feeds. */
export function plannerFor(
  command: Command,
  repository: FeedRepository,
  facts: () => PlanFacts,
  source?: KeySource,
): Planner {
  const fresh = 'config' in command ? command.config : undefined;
  const loaded = new Map<HandKey, readonly PrivateKey[]>();
  return async (base) => {
    const snapshot = await loadSnapshot(repository, base, fresh);
    if (!snapshot.ok) {
      return snapshot;
    }
    for (;;) {
      const given = facts();
      const keys = { ...given.keys, ...Object.fromEntries(loaded) };
      const planned = plan(command, snapshot.value, { ...given, keys });
      const role = planned.ok ? undefined : ROLE_ASKED[planned.refusal.code];
      if (role === undefined || source === undefined || loaded.has(role)) {
        return planned;
      }
      const found = await source(role, rootsOf(command, snapshot.value.chain));
      if (!found.ok) {
        return found;
      }
      loaded.set(role, found.value);
    }
  };
}

/** Where the keys of a role come from: files, the environment. Asked only when a plan cannot do without. */
export type KeySource = (
  role: HandKey,
  roots: readonly RootDocument[],
) => Promise<Result<readonly PrivateKey[]>>;

/** The roots that name the keys of a command: the newest, and one that is to be published. */
function rootsOf(command: Command, { newest }: RootChain): readonly RootDocument[] {
  const draft = command.kind === 'keys-publish' ? readDraft(command) : undefined;
  return [...(newest === undefined ? [] : [newest]), ...(draft?.ok === true ? [draft.value] : [])];
}

const ROLE_ASKED: Partial<Record<RefusalCode, HandKey>> = {
  'no-feed-key': 'feed',
  'no-release-key': 'release',
  'no-root-key': 'root',
  'no-sparkle-key': 'sparkle',
};

/** The config as it lies at the root; none is no error. */
export async function configIn(root: string): Promise<Result<Config | undefined>> {
  const text = await readFile(join(root, CONFIG_PATH), 'utf8').catch(() => undefined);
  return text === undefined ? accept(undefined) : parseConfig(text);
}

function notSetUp({ root, branch }: WorkTree): ReturnType<typeof refuse> {
  return refuse(
    'not-set-up',
    `There is no ${CONFIG_PATH} in ${root} (branch ${branch ?? 'none'})`,
    'git switch gh-pages, name the folder with -C, or: phasegate init --app com.example.app --title Name --platform linux',
  );
}
