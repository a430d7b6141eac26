import type { Init, PlanFacts } from './command.ts';
import { compose } from './compose.ts';
import type { Composed } from './compose.ts';
import { CONFIG_PATH, configText } from './config.ts';
import type { Config } from './config.ts';
import { entryOf } from './entry.ts';
import { breachesOf } from './invariants.ts';
import type { Planned } from './plan-types.ts';
import { refuse } from './refusal.ts';
import type { PlatformState, Snapshot } from './snapshot.ts';

/** The config and, for each platform that is new, its ledger and empty feeds. */
export function planInit(command: Init, snapshot: Snapshot, facts: PlanFacts): Planned {
  const { config } = command;
  const text = configText(config);
  if (snapshot.configText === text) {
    const headline = `${config.title} is set up here for ${config.platforms.join(', ')}`;
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next: 'phasegate release add' } };
  }
  const changed = snapshot.config && incompatible(snapshot.config, config);
  if (changed !== undefined) {
    return refuse(
      'already-there',
      `${CONFIG_PATH} is there, and another ${changed} would leave its clients behind`,
      `change ${CONFIG_PATH} by hand if you mean it`,
    );
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
  return planFeeds(command, snapshot, facts);
}

function planFeeds(command: Init, snapshot: Snapshot, facts: PlanFacts): Planned {
  const { config } = command;
  const fresh = snapshot.states.filter(({ ledgerText }) => ledgerText === undefined);
  const sequence = 1 + Math.max(0, ...snapshot.states.map(({ ledger }) => ledger.sequence));
  const all: Composed[] = [];
  for (const state of fresh) {
    const made = composeFresh(state, command, sequence, facts);
    if (!made.ok) {
      return made;
    }
    all.push(made.value);
  }
  const [breach] = all.flatMap(({ after }) => breachesOf(after, config.app, facts.now));
  if (breach !== undefined) {
    return refuse('broken-invariant', breach.message, 'report this; nothing was changed');
  }
  const edit = {
    path: CONFIG_PATH,
    before: snapshot.configText,
    after: configText(config),
    role: 'config',
  } as const;
  const headline = `Set up ${config.title} for ${config.platforms.join(', ')}`;
  return {
    ok: true,
    plan: {
      kind: 'change',
      headline,
      edits: [edit, ...all.flatMap(({ edits }) => edits)],
      message: {
        subject: headline,
        body: [`Phasegate wrote this commit: init, feed sequence ${sequence}.`],
      },
      summary: fresh.map(
        ({ platform, feeds }) =>
          `${platform}: ${feeds.map(({ name }) => name).join(', ')}, all empty`,
      ),
      affected: [],
      warnings: ['The feeds are unsigned: clients take them only where the app says so in code.'],
      danger: 'none',
      confirm: '',
      versions: [],
      platforms: config.platforms,
      sequence,
      next: `phasegate release add 1.0.0 --platform ${config.platforms[0] ?? 'linux'} --file PATH --url URL`,
    },
  };
}

function composeFresh(
  state: PlatformState,
  command: Init,
  sequence: number,
  facts: PlanFacts,
): ReturnType<typeof compose> {
  const ledger = { ...state.ledger, sequence };
  const entry = entryOf(command, facts);
  return compose(state, ledger, entry, {
    ...facts,
    config: command.config,
    writesFeeds: true,
  });
}

function incompatible(old: Config, config: Config): string | undefined {
  if (old.app !== config.app) {
    return 'app';
  }
  if (old.updates !== config.updates) {
    return 'updates folder';
  }
  return String(old.phases) === String(config.phases) ? undefined : 'list of phases';
}
