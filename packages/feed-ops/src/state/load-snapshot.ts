import { decodeAppcast } from '@phasegate/appcast';
import type { Platform } from '@phasegate/rollout';

import { CONFIG_PATH, parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { pathsOf, placesOf } from '../feeds/feed-paths.ts';
import type { PlatformPlaces } from '../feeds/feed-paths.ts';
import type { Base, FeedRepository } from '../git/feed-repository.ts';
import { hasOnlySemver, parseLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readChain, rootsFolder, rootVersionIn } from '../keys/root-chain.ts';
import type { RootChain } from '../keys/root-chain.ts';
import { REPOSITORY_PATHS } from './repository-files.ts';
import type { FeedFile, PlatformState, Snapshot } from './snapshot.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** Everything of one commit that planning needs; `fresh` is the config that a command is about to write. */
export async function loadSnapshot(
  repository: FeedRepository,
  base: Base,
  fresh?: Config,
): Promise<Result<Snapshot>> {
  const atRoot = await repository.read(base, [CONFIG_PATH, ...REPOSITORY_PATHS]);
  const configBytes = atRoot.get(CONFIG_PATH);
  const configText = configBytes && Buffer.from(configBytes).toString('utf8');
  const repositoryTexts = textsOf(atRoot, REPOSITORY_PATHS);
  const parsed = configText === undefined ? accept(undefined) : parseConfig(configText);
  if (!parsed.ok) {
    return parsed;
  }
  const config = parsed.value;
  // Feeds of former phases go on, whatever a new config says.
  const { formerPhases } = config ?? {};
  const layout = fresh === undefined ? config : { ...fresh, formerPhases };
  if (layout === undefined) {
    return accept({ config, configText, repositoryTexts, states: [], chain: readChain([]) });
  }
  const places = layout.platforms.map((platform) => ({ platform, of: placesOf(layout, platform) }));
  const files = await repository.read(
    base,
    places.flatMap(({ of }) => pathsOf(of)),
  );
  const states: PlatformState[] = [];
  for (const { platform, of } of places) {
    const state = stateOf(layout, { platform, places: of, mustExist: fresh === undefined }, files);
    if (!state.ok) {
      return state;
    }
    states.push(state.value);
  }
  const chain = await loadChain(repository, base, layout);
  return accept({ config, configText, repositoryTexts, states, chain });
}

async function loadChain(
  repository: FeedRepository,
  base: Base,
  config: Config,
): Promise<RootChain> {
  const folder = rootsFolder(config);
  const paths = (await repository.list(base, folder)).filter((path) =>
    path.startsWith(`${folder}/`),
  );
  const named = paths.filter((path) => rootVersionIn(path) !== undefined);
  const files = await repository.read(base, named);
  return readChain(
    named.map((path) => {
      const text = Buffer.from(files.get(path) ?? '').toString('utf8');
      return { path, version: rootVersionIn(path) ?? 0, text };
    }),
  );
}

function stateOf(
  config: Config,
  at: { readonly platform: Platform; readonly places: PlatformPlaces; readonly mustExist: boolean },
  files: Files,
): Result<PlatformState> {
  const { platform, places } = at;
  const feeds = feedsOf(places, files);
  if (!feeds.ok) {
    return feeds;
  }
  const text = textOf(files, places.ledger);
  if (text === undefined && at.mustExist) {
    return refuse(
      'bad-ledger',
      `${places.ledger} is not there, though phasegate.json names ${platform}`,
      'phasegate init with all platforms makes what is missing',
    );
  }
  const ledger =
    text === undefined ? accept(emptyLedger(config, platform)) : readLedger(text, places.ledger);
  if (!ledger.ok) {
    return ledger;
  }
  const history = textOf(files, places.history);
  return accept({
    platform,
    places,
    ledger: ledger.value,
    ledgerText: text,
    history,
    feeds: feeds.value,
  });
}

function readLedger(text: string, path: string): Result<Ledger> {
  const ledger = parseLedger(text, path);
  return !ledger.ok || hasOnlySemver(ledger.value)
    ? ledger
    : refuse(
        'bad-ledger',
        `${path} holds a version that is not full semver`,
        `git log -p -- ${path}`,
      );
}

function feedsOf(places: PlatformPlaces, files: Files): Result<readonly FeedFile[]> {
  const feeds: FeedFile[] = [];
  for (const place of places.feeds) {
    const bytes = files.get(place.path);
    const decoded = bytes && decodeAppcast(bytes);
    if (decoded?.ok === false) {
      return refuse(
        'bad-feed',
        `${place.path}: ${decoded.problem.message}`,
        `bring the file back with: git log -p -- ${place.path}`,
      );
    }
    const aliasText = place.aliasPath === undefined ? undefined : textOf(files, place.aliasPath);
    feeds.push({ ...place, text: decoded?.text, aliasText });
  }
  return accept(feeds);
}

function textsOf(files: Files, paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    paths.flatMap((path) => {
      const text = textOf(files, path);
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** As bytes came; a BOM stays. */
function textOf(files: Files, path: string): string | undefined {
  const bytes = files.get(path);
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function emptyLedger(config: Config, platform: Platform): Ledger {
  const { app, phases } = config;
  return { app, platform, sequence: 0, phases, releases: [], advisories: [] };
}
