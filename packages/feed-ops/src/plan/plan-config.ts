import type { ApplyConfig, PlanFacts } from '../command.ts';
import { CONFIG_PATH, configText } from '../state/config.ts';
import type { Config } from '../state/config.ts';
import { entryOf } from './entry.ts';
import { appendHistory } from '../state/history.ts';
import { incompatible, planInit } from './plan-init.ts';
import type { Change, FileEdit, Planned } from './plan-types.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { signedBy } from '../keys/signing.ts';
import { trustOf } from '../keys/root-chain.ts';
import type { Snapshot } from '../state/snapshot.ts';

/** Another config in the place of the published one; feeds of new platforms are made as `init` makes them. */
export function planConfig(command: ApplyConfig, snapshot: Snapshot, facts: PlanFacts): Planned {
  const before = snapshot.config;
  const config = { ...command.config, ...formerPhasesOf(before) };
  if (before === undefined) {
    return refuse(
      'not-set-up',
      `There is no ${CONFIG_PATH} on this branch to be changed`,
      `phasegate init --app ${config.app} --title "${config.title}" --platform ${config.platforms.join(' ')}`,
    );
  }
  const changed = changesBetween(before, config);
  if (changed.length === 0) {
    const headline = `${CONFIG_PATH} says what this config says`;
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next: 'phasegate config show' } };
  }
  const harm = leftBehind(before, config);
  return harm === undefined
    ? changeOf({ kind: 'config', config }, { snapshot, facts, changed })
    : { ok: false, refusal: harm };
}

/** They are no wish but what happened: their feeds go on for the apps that were built with them. */
function formerPhasesOf(before: Config | undefined): Pick<Config, 'formerPhases'> {
  const { formerPhases } = before ?? {};
  return formerPhases === undefined ? {} : { formerPhases };
}

interface Work {
  readonly snapshot: Snapshot;
  readonly facts: PlanFacts;
  readonly changed: readonly string[];
}

function changeOf(command: ApplyConfig, { snapshot, facts, changed }: Work): Planned {
  const { config } = command;
  const init = { kind: 'init', config, rootThreshold: undefined } as const;
  const fresh = snapshot.states.some(({ ledgerText }) => ledgerText === undefined);
  const made = fresh ? planInit(init, snapshot, facts) : undefined;
  if (made !== undefined && (!made.ok || made.plan.kind !== 'change')) {
    return made;
  }
  const base = made?.plan.kind === 'change' ? made.plan : emptyChange(config, snapshot);
  const headline = `Change ${CONFIG_PATH}: ${changed.map((line) => line.split(':')[0]).join(', ')}`;
  const own: FileEdit = {
    path: CONFIG_PATH,
    before: snapshot.configText,
    after: configText(config, snapshot.configText),
    role: 'config',
  };
  const others = base.edits.filter(({ path }) => path !== CONFIG_PATH);
  const plan: Change = {
    ...base,
    headline,
    edits: [own, ...others, ...historyEdits(command, { snapshot, facts, changed })],
    message: { subject: headline, body: ['Phasegate wrote this commit: config.'] },
    summary: [...changed, ...base.summary],
    warnings: warningsFor(snapshot.config, config),
    danger: 'ask',
  };
  return { ok: true, plan };
}

function emptyChange(config: Config, { chain }: Snapshot): Change {
  return {
    kind: 'change',
    headline: '',
    edits: [],
    message: { subject: '', body: [] },
    summary: [],
    affected: [],
    warnings: [],
    danger: 'ask',
    confirm: '',
    versions: [],
    platforms: config.platforms,
    sequence: undefined,
    trust: signedBy(trustOf(config, chain) ?? { kind: 'unsigned' }, []),
    next: 'phasegate verify',
  };
}

/** The history of platforms that were there before says so too. */
function historyEdits(command: ApplyConfig, { snapshot, facts }: Work): readonly FileEdit[] {
  return snapshot.states
    .filter(({ ledgerText }) => ledgerText !== undefined)
    .map(({ places, history, ledger }) => {
      const entry = { ...entryOf(command, facts), sequence: ledger.sequence };
      return {
        path: places.history,
        before: history,
        after: appendHistory(history, entry),
        role: 'history',
      };
    });
}

/** `key: before -> after`, for every key that differs. */
function changesBetween(before: Config, after: Config): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Config)[];
  const said = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
  return keys
    .filter((key) => said(before[key]) !== said(after[key]))
    .map((key) => `${key}: ${spaced(before[key])} -> ${spaced(after[key])}`);
}

/** JSON with blanks, so that a screen can break it between words. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1)?.replaceAll(/\n\s*/g, ' ') ?? 'nothing';
}

/** Clients have some of it built in, and find nothing any more where it changes under them. */
function leftBehind(before: Config, after: Config): Refusal | undefined {
  const gone = before.platforms.find((platform) => !after.platforms.includes(platform));
  const what =
    gone !== undefined
      ? `list of platforms without ${gone}`
      : before.branch === after.branch
        ? incompatible(before, after)
        : 'branch';
  if (what === undefined) {
    return undefined;
  }
  const steps: Readonly<Record<string, string>> = {
    trust: 'phasegate keys init signs feeds that are unsigned',
    'list of phases': 'phasegate rollout phases changes them, and keeps the feeds of before',
    branch: `push the feeds to the new branch first, then change ${CONFIG_PATH} there by hand`,
  };
  return refuse(
    'already-there',
    `Another ${what} would leave clients behind that have the old one built in`,
    steps[what] ?? 'take that change out of the config',
  ).refusal;
}

function warningsFor(before: Config | undefined, after: Config): readonly string[] {
  const moved = before?.feedBase !== undefined && before.feedBase !== after.feedBase;
  const off = before?.health !== undefined && after.health === undefined;
  const free = before?.roles !== undefined && after.roles === undefined;
  return [
    ...(moved
      ? ['Clients look where their build says; the old address has to go on serving the feeds.']
      : []),
    ...(off ? ['The health gate is off from then on: nothing asks before a rollout widens.'] : []),
    ...(free ? ['The roles go: whoever can push may do everything from then on.'] : []),
  ];
}
