import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';

import { decodeAppcast } from '@phasegate/appcast';
import { aliasOf, DEFAULT_PHASES, feedNameOf, FULL_PHASE, nextPhase } from '@phasegate/rollout';
import type { Phase, Platform } from '@phasegate/rollout';

import type { Planner } from '../carry-out.ts';
import type { PlanFacts } from '../command.ts';
import { platformInPath } from '../state/config.ts';
import type { Base, FeedRepository } from '../git/feed-repository.ts';
import { phaseIn } from './foreign.ts';
import type { ForeignCommand, ForeignFeed, ForeignSnapshot } from './foreign.ts';
import { runGit } from '../git/git.ts';
import type { Recovered } from '../git/recover.ts';
import { gitRepository } from '../git/git-repository.ts';
import { parseLedger } from '../state/ledger.ts';
import type { Ledger } from '../state/ledger.ts';
import { configIn } from '../state/config-in.ts';
import type { OpenOptions } from '../open.ts';
import { actorOf } from '../roles/actor.ts';
import { planForeign } from './plan-foreign.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { findWorkTree, unfit } from '../git/work-tree.ts';
import type { WorkTree } from '../git/work-tree.ts';

/** A feed's file in its work tree. */
export interface OpenedFeed {
  readonly repository: FeedRepository;
  readonly recovered: Recovered | undefined;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly actor: string;
}

/** Whose feed a path names: one that Phasegate keeps (then the command is for all feeds of its platform), or not. */
export async function keeperOf(
  path: string,
): Promise<Result<{ readonly managed: Platform | undefined; readonly root: string }>> {
  const tree = await findWorkTree(path);
  if (!tree.ok) {
    return tree;
  }
  const { root } = tree.value;
  const config = await configIn(root);
  if (!config.ok) {
    return config;
  }
  const inside = await pathIn(root, path);
  const managed = config.value?.platforms.find((platform) =>
    `${inside}/`.startsWith(`${config.value?.updates ?? ''}/${platform}/`),
  );
  return accept({ managed, root });
}

/** Opens a feed that Phasegate did not make, on whatever branch is checked out. */
export async function openFeed(options: OpenOptions): Promise<Result<OpenedFeed>> {
  const { path, pushes, timeoutMs, signal } = options;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    return refuse('no-such-file', `${path} is no file`, 'check the path of the appcast');
  }
  const tree = await findWorkTree(path);
  if (!tree.ok) {
    return tree;
  }
  const { branch, root } = tree.value;
  if (branch === undefined) {
    return refuse(
      'detached-head',
      `${root} has no branch checked out (detached HEAD)`,
      'git switch the branch that holds the feed',
    );
  }
  const upstream = await upstreamOf(tree.value, branch);
  const { progress } = options;
  const git = { branch, ...upstream, pushes, timeoutMs, signal, checkedOut: true, progress };
  const repository = gitRepository(tree.value, git);
  const recovered = await repository.recover();
  if (!recovered.ok) {
    return recovered;
  }
  const wrong = await unfit(tree.value, true);
  return wrong !== undefined
    ? { ok: false, refusal: wrong }
    : accept({
        repository,
        recovered: recovered.value,
        path: await pathIn(tree.value.root, path),
        actor: actorOf(options.actor, tree.value.identity),
      });
}

/** A command on a foreign feed that plans itself on any commit. */
export function foreignPlanner(
  command: ForeignCommand,
  { repository, path, actor }: OpenedFeed,
  now: () => number,
): Planner {
  return async (base) => {
    const snapshot = await loadForeign(repository, base, path);
    const facts: PlanFacts = { now: now(), actor };
    return snapshot.ok ? planForeign(command, snapshot.value, facts) : snapshot;
  };
}

/** Everything that a command on one foreign feed needs, from one commit. */
export async function loadForeign(
  repository: FeedRepository,
  base: Base,
  path: string,
): Promise<Result<ForeignSnapshot>> {
  const places = placesFor(path);
  const others =
    places.folder === undefined ? [] : await siblingPaths(repository, base, places.folder);
  const next = broaderPlaces(places, others);
  const wanted = [path, places.ledger, places.history, ...others];
  const files = await repository.read(base, wanted);
  const feed = textOf(files, path);
  if (!feed.ok || feed.value === undefined) {
    return feed.ok ? notTracked(path) : feed;
  }
  const ledgerText = plainText(files, places.ledger);
  const ledger =
    ledgerText === undefined
      ? accept(newLedger(places.platform))
      : parseLedger(ledgerText, places.ledger);
  if (!ledger.ok) {
    return ledger;
  }
  const siblings = others
    .filter((other) => other !== path)
    .flatMap((other) => feedAt(files, other));
  return accept({
    feed: { path, text: feed.value },
    platform: places.platform,
    phase: places.phase,
    siblings,
    broader: next && { ...next, text: siblings.find((one) => one.path === next.path)?.text },
    ledgerPath: places.ledger,
    ledger: ledger.value,
    ledgerText,
    historyPath: places.history,
    history: plainText(files, places.history),
  });
}

type Files = ReadonlyMap<string, Uint8Array>;

interface Places {
  /** The platform's folder, where the path has the layout `<platform>/<feed>/<file>`. */
  readonly folder: string | undefined;
  readonly platform: Platform;
  readonly phase: Phase;
  readonly ledger: string;
  readonly history: string;
}

function placesFor(path: string): Places {
  const parts = path.split('/');
  const platform = platformInPath(path);
  const depth = platform === undefined ? 1 : 2;
  const folder = parts.slice(0, -depth).join('/');
  const at = folder === '' ? '' : `${folder}/`;
  const phase = platform === undefined ? undefined : phaseIn(parts.at(-2) ?? '');
  return {
    folder: platform === undefined ? undefined : folder,
    // The specification's own examples are of macOS, and what a reader passes over for its system does not matter here.
    platform: platform ?? 'macos',
    phase: phase ?? FULL_PHASE,
    ledger: `${at}rollout.json`,
    history: `${at}history.jsonl`,
  };
}

async function siblingPaths(
  repository: FeedRepository,
  base: Base,
  folder: string,
): Promise<readonly string[]> {
  const paths = await repository.list(base, folder);
  return paths.filter((path) => /^[^/]+\/appcast\.xml$/.test(path.slice(folder.length + 1)));
}

/** The next phase's feed, under the name that is there; else the one that should be. */
function broaderPlaces(
  { folder, phase }: Places,
  paths: readonly string[],
): { readonly phase: Phase; readonly path: string } | undefined {
  const next = nextPhase(phase, DEFAULT_PHASES);
  if (next === undefined || folder === undefined) {
    return undefined;
  }
  const name = feedNameOf(next);
  const [raw, alias] = [name, aliasOf(name)].map((one) => `${folder}/${one}/appcast.xml`);
  const path = [raw, alias].find((one) => paths.includes(one ?? '')) ?? raw ?? '';
  return { phase: next, path };
}

function feedAt(files: Files, path: string): readonly ForeignFeed[] {
  const text = textOf(files, path);
  return text.ok && text.value !== undefined ? [{ path, text: text.value }] : [];
}

function textOf(files: Files, path: string): Result<string | undefined> {
  const bytes = files.get(path);
  const decoded = bytes && decodeAppcast(bytes);
  return decoded?.ok === false
    ? refuse(
        'bad-feed',
        `${path} cannot be read: ${decoded.problem.message}`,
        `bring it back to a state that could be read: git log -- ${path}`,
      )
    : accept(decoded?.text);
}

function plainText(files: Files, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes && Buffer.from(bytes).toString('utf8');
}

function newLedger(platform: Platform): Ledger {
  return { app: '', platform, sequence: 0, phases: DEFAULT_PHASES, releases: [], advisories: [] };
}

function notTracked(path: string): ReturnType<typeof refuse> {
  return refuse(
    'not-tracked',
    `git does not know ${path} on this branch`,
    `git add -- "${path}" and git commit it first`,
  );
}

async function upstreamOf(
  { root }: WorkTree,
  branch: string,
): Promise<{ readonly remote: string | undefined; readonly remoteBranch: string }> {
  const ask = async (...args: readonly string[]): Promise<string> => {
    const answer = await runGit(args, { cwd: root });
    return answer.exitCode === 0 ? Buffer.from(answer.stdout).toString('utf8').trim() : '';
  };
  const [named, merge, remotes] = await Promise.all([
    ask('config', '--get', `branch.${branch}.remote`),
    ask('config', '--get', `branch.${branch}.merge`),
    ask('remote'),
  ]);
  const all = remotes.split('\n').filter((one) => one !== '');
  const remote = all.find((one) => one === named) ?? all.find((one) => one === 'origin') ?? all[0];
  const follows = remote === named && merge.startsWith('refs/heads/');
  return { remote, remoteBranch: follows ? merge.slice('refs/heads/'.length) : branch };
}

/** A path below the root with `/`, by its real name: the work tree is the one that holds the file. */
async function pathIn(root: string, path: string): Promise<string> {
  const real = await realpath(path).catch(() => path);
  return relative(root, real).split(sep).join('/');
}
