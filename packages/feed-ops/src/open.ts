import type { PrivateKey, RootDocument } from '@phasegate/trust';

import type { Planner } from './carry-out.ts';
import type { Command, PlanFacts } from './command.ts';
import { CONFIG_PATH } from './state/config.ts';
import type { Config } from './state/config.ts';
import type { FeedRepository } from './git/feed-repository.ts';
import { feedsIn } from './git/feeds-branch.ts';
import type { Queued } from './git/queue.ts';
import type { Recovered } from './git/recover.ts';
import { readHealth } from './health/read-health.ts';
import { withPast } from './state/load-past.ts';
import { loadSnapshot } from './state/load-snapshot.ts';
import { plan } from './plan/plan.ts';
import { readDraft } from './keys/plan-publish.ts';
import { sparkleSigning } from './releases/sparkle-signing.ts';
import { accept, refuse } from './refusal.ts';
import type { Refusal, RefusalCode, Result } from './refusal.ts';
import { actorOf } from './roles/actor.ts';
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
  /** The branch of the feeds, where it is named; else the config says it. */
  readonly branch?: string | undefined;
  /** Whether the command writes: then what a killed one left is put in order, and the work tree must be fit. */
  readonly writes?: boolean | undefined;
  /** What stops harm goes on where others are refused: over changed files, and past commits of this clone. */
  readonly urgent?: boolean | undefined;
  /** One line about what is waited for, for people. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** Feeds that Phasegate keeps, ready for commands. */
export interface Opened {
  readonly repository: FeedRepository;
  readonly tree: WorkTree;
  /** As it lies on the branch of the feeds; `undefined` before `init`. */
  readonly config: Config | undefined;
  /** What became of a command before that did not come to its end. */
  readonly recovered: Recovered | undefined;
  /** A stop that is still to be sent. */
  readonly queued: Queued | undefined;
  /** Who does it, for the history. */
  readonly actor: string;
}

/** Opens the feeds of a managed product, whatever is checked out; `fresh` is the config that `init` brings. */
export async function openManaged(options: OpenOptions, fresh?: Config): Promise<Result<Opened>> {
  const tree = await findWorkTree(options.path);
  if (!tree.ok) {
    return tree;
  }
  const place = await feedsIn(tree.value, { ...options, fresh });
  if (!place.ok) {
    return place;
  }
  const { repository, config, checkedOut } = place.value;
  if (config === undefined && fresh === undefined) {
    return notSetUp(tree.value, repository.branch);
  }
  const recovered = options.writes === true ? await repository.recover() : accept(undefined);
  if (!recovered.ok) {
    return recovered;
  }
  const wrong =
    options.writes === true ? await unfitFor(tree.value, checkedOut, options) : undefined;
  const actor = actorOf(options.actor, tree.value.identity);
  const queued = await repository.queue.read();
  return wrong === undefined
    ? accept({ repository, tree: tree.value, config, actor, recovered: recovered.value, queued })
    : { ok: false, refusal: wrong };
}

async function unfitFor(
  tree: WorkTree,
  checkedOut: boolean,
  { urgent, pushes }: OpenOptions,
): Promise<Refusal | undefined> {
  return unfit(tree, checkedOut && (urgent !== true || !pushes));
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
  const forSparkle = sparkleSigning();
  return async (base) => {
    const snapshot = await loadSnapshot(repository, base, fresh);
    if (!snapshot.ok) {
      return snapshot;
    }
    const asked = await withPast(command, repository, base, snapshot.value);
    if (!asked.ok) {
      return asked;
    }
    // Read again whenever planning starts again: what it says may have changed, as the feeds have.
    const limitMs = HEALTH_ASKED[command.kind];
    const health =
      limitMs === undefined
        ? undefined
        : await readHealth(snapshot.value.config, repository.root, { limitMs });
    for (;;) {
      const signed = await forSparkle(asked.value, snapshot.value, loaded.get('sparkle'));
      if (!signed.ok) {
        return signed;
      }
      const given = { health, ...facts() };
      const keys = { ...given.keys, ...Object.fromEntries(loaded) };
      const planned = plan(signed.value, snapshot.value, { ...given, keys });
      const role = planned.ok ? undefined : ROLE_ASKED[planned.refusal.code];
      if (role === undefined || source === undefined || loaded.has(role)) {
        return planned;
      }
      const found = await source(role, rootsOf(command, snapshot.value.chain));
      if (!found.ok) {
        // Of the ways to a signature on a file the key is only one.
        const isMissing = found.refusal.code === 'no-sparkle-key' && command.kind === 'add';
        return isMissing ? planned : found;
      }
      loaded.set(role, found.value);
    }
  };
}

/** Which commands ask for the health report, and how long they wait: a withdrawal only counts, and does not wait long. */
const HEALTH_ASKED: Partial<Record<Command['kind'], number>> = {
  escalate: 10_000,
  advance: 10_000,
  undo: 10_000,
  rollback: 2000,
};

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

function notSetUp({ root }: WorkTree, branch: string): ReturnType<typeof refuse> {
  return refuse(
    'not-set-up',
    `There is no ${CONFIG_PATH} on the branch ${branch} of ${root}`,
    'name the folder with -C or the branch with --branch, or: phasegate init --app com.example.app --title Name --platform linux',
  );
}
