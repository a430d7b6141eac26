import type { FeedTrust } from '@phasegate/trust';

import type { Init, PlanFacts } from '../command.ts';
import { compose } from './compose.ts';
import type { Composed } from './compose.ts';
import { CONFIG_PATH, configText } from '../state/config.ts';
import type { Config } from '../state/config.ts';
import { entryOf } from './entry.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { firstRoot, ONE_ROOT_KEY } from '../keys/new-root.ts';
import type { Change, FileEdit, Planned } from './plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readChain, trustOf } from '../keys/root-chain.ts';
import type { RootFile } from '../keys/root-chain.ts';
import { signedBy, signingFor } from '../keys/signing.ts';
import type { Signing } from '../keys/signing.ts';
import { repositoryEdits } from '../state/repository-files.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';

/** The config and, for each platform that is new, its ledger and empty feeds. */
export function planInit(command: Init, snapshot: Snapshot, facts: PlanFacts): Planned {
  const changed = snapshot.config && incompatible(snapshot.config, command.config);
  if (changed !== undefined) {
    return refuse(
      'already-there',
      `${CONFIG_PATH} is there, and another ${changed} would leave its clients behind`,
      NEXT[changed] ?? `change ${CONFIG_PATH} by hand if you mean it`,
    );
  }
  const config = mergedConfig(command.config, snapshot.config);
  if (snapshot.config !== undefined && configText(snapshot.config) === configText(config)) {
    return planRepair(config, snapshot);
  }
  const occupied = snapshot.states.find(
    ({ ledgerText, feeds }) =>
      ledgerText === undefined && feeds.some((feed) => feed.text !== undefined),
  );
  if (occupied !== undefined) {
    return refuse(
      'already-there',
      `${config.updates}/${occupied.platform} holds feeds that Phasegate did not make`,
      'use rollback-release and manage-rollout with --appcast on them, or move them away',
    );
  }
  return planFeeds({ ...command, config }, snapshot, facts);
}

/** What `init` does not speak of stays as the config has it: how much is kept, where else it is published. */
function mergedConfig(fresh: Config, old: Config | undefined): Config {
  return old === undefined ? fresh : { ...old, ...fresh, feedBase: fresh.feedBase ?? old.feedBase };
}

/** Nothing is new but what git and GitHub Pages have to be told, which products of older versions lack. */
function planRepair(config: Config, snapshot: Snapshot): Planned {
  const edits = repositoryEdits(config, snapshot.repositoryTexts);
  const platforms = config.platforms.join(', ');
  const next = 'phasegate release add';
  if (edits.length === 0) {
    const headline = `${config.title} is set up here for ${platforms}`;
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next } };
  }
  const paths = edits.map(({ path }) => path).join(' and ');
  const headline = `Write ${paths}`;
  const trust = trustOf(config, snapshot.chain) ?? { kind: 'unsigned' };
  return {
    ok: true,
    plan: {
      kind: 'change',
      headline,
      edits,
      message: { subject: headline, body: ['Phasegate wrote this commit: init, no feed changed.'] },
      summary: [`${config.title} is set up here for ${platforms}; ${paths} is what it lacks`],
      affected: [],
      warnings: [],
      danger: 'none',
      confirm: '',
      versions: [],
      platforms: config.platforms,
      sequence: undefined,
      trust: signedBy(trust, []),
      next,
    },
  };
}

function planFeeds(command: Init, snapshot: Snapshot, facts: PlanFacts): Planned {
  const { config } = command;
  const trusted = trustFor(command, snapshot, facts);
  if (!trusted.ok) {
    return trusted;
  }
  const { signing, trust } = trusted.value;
  const fresh = snapshot.states.filter(({ ledgerText }) => ledgerText === undefined);
  const sequence = 1 + Math.max(0, ...snapshot.states.map(({ ledger }) => ledger.sequence));
  const all: Composed[] = [];
  for (const state of fresh) {
    const made = composeFresh(state, command, sequence, { ...facts, signing });
    if (!made.ok) {
      return made;
    }
    all.push(made.value);
  }
  const [breach] = all.flatMap(({ after }) =>
    breachesOf(after, { app: config.app, trust }, facts.now),
  );
  if (breach !== undefined) {
    return refuse('broken-invariant', breach.message, 'report this; nothing was changed');
  }
  return { ok: true, plan: changeOf(command, snapshot, { all, sequence, ...trusted.value }) };
}

function changeOf(
  command: Init,
  snapshot: Snapshot,
  made: Trusted & { readonly all: readonly Composed[]; readonly sequence: number },
): Change {
  const { config } = command;
  const { all, sequence, root, trust, signing } = made;
  const headline = `Set up ${config.title} for ${config.platforms.join(', ')}`;
  const edit = {
    path: CONFIG_PATH,
    before: snapshot.configText,
    after: configText(config, snapshot.configText),
    role: 'config',
  } as const;
  return {
    kind: 'change',
    headline,
    edits: [
      edit,
      ...repositoryEdits(config, snapshot.repositoryTexts),
      ...rootEdit(root),
      ...all.flatMap(({ edits }) => edits),
    ],
    message: {
      subject: headline,
      body: [`Phasegate wrote this commit: init, feed sequence ${sequence}.`],
    },
    summary: [
      ...all.map(
        ({ after: { platform, feeds } }) =>
          `${platform}: ${feeds.map(({ name }) => name).join(', ')}, all empty`,
      ),
      ...(root === undefined
        ? []
        : [`${root.path} names the keys: build it into the app, and take the root keys offline`]),
    ],
    affected: [],
    warnings: warningsFor(command),
    danger: 'none',
    confirm: '',
    versions: [],
    platforms: config.platforms,
    sequence,
    trust: signedBy(trust, signing?.signers ?? []),
    next: `phasegate release add 1.0.0 --platform ${config.platforms[0] ?? 'linux'} --file PATH --url URL`,
  };
}

function composeFresh(
  state: PlatformState,
  command: Init,
  sequence: number,
  facts: PlanFacts & { readonly signing: Signing | undefined },
): ReturnType<typeof compose> {
  const ledger = { ...state.ledger, sequence };
  const entry = entryOf(command, facts);
  return compose(state, ledger, entry, {
    ...facts,
    config: command.config,
    writesFeeds: true,
  });
}

const NEXT: Readonly<Record<string, string>> = {
  trust: 'phasegate keys init',
  'list of phases':
    'name the phases that it has with --phases, or change them: phasegate rollout phases',
};

/** What of a config clients rely on, and another one changes. */
export function incompatible(old: Config, config: Config): string | undefined {
  if (old.app !== config.app) {
    return 'app';
  }
  if (old.updates !== config.updates) {
    return 'updates folder';
  }
  if (old.trust !== config.trust) {
    return 'trust';
  }
  if (old.sparkleKey?.public !== config.sparkleKey?.public) {
    return 'Sparkle key';
  }
  return String(old.phases) === String(config.phases) ? undefined : 'list of phases';
}

interface Trusted {
  /** The first root, where this command makes it. */
  readonly root: RootFile | undefined;
  readonly signing: Signing | undefined;
  readonly trust: FeedTrust;
}

function trustFor(
  { config, rootThreshold }: Init,
  { chain }: Snapshot,
  facts: PlanFacts,
): Result<Trusted> {
  if (chain.problem !== undefined) {
    return refuse('bad-root', chain.problem.message, 'phasegate verify shows all');
  }
  const makes = config.trust === 'signed' && chain.newest === undefined;
  const root = makes ? firstRoot(config, rootThreshold ?? 1, facts) : accept(undefined);
  if (!root.ok) {
    return root;
  }
  const after = root.value === undefined ? chain : readChain([root.value]);
  const signing = signingFor(config, after, facts.keys);
  const trust = trustOf(config, after);
  if (!signing.ok) {
    return signing;
  }
  return trust === undefined
    ? refuse('bad-root', after.problem?.message ?? 'There is no root', 'phasegate verify')
    : accept({ root: root.value, signing: signing.value, trust });
}

function rootEdit(root: RootFile | undefined): readonly FileEdit[] {
  return root === undefined
    ? []
    : [{ path: root.path, before: undefined, after: root.text, role: 'root' }];
}

function warningsFor({ config, rootThreshold }: Init): readonly string[] {
  if (config.trust === 'unsigned') {
    return ['The feeds are unsigned: clients take them only where the app says so in code.'];
  }
  return rootThreshold === 1 ? [ONE_ROOT_KEY] : [];
}
