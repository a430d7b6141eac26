import { feedNameOf, FULL_PHASE } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';
import type { FeedTrust } from '@phasegate/trust';

import type { ChangePhases, PlanFacts } from '../command.ts';
import { wrongOffers } from '../feeds/client-view.ts';
import { placesOf } from '../feeds/feed-paths.ts';
import { breachesOf } from '../feeds/invariants.ts';
import { commitSubject } from '../git/commit-message.ts';
import { signedBy, signingFor } from '../keys/signing.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { CONFIG_PATH, configText, readJson } from '../state/config.ts';
import type { Config } from '../state/config.ts';
import { fedPhases } from '../state/config-phases.ts';
import type { LedgerRelease } from '../state/ledger.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';
import { compose } from './compose.ts';
import type { Composed } from './compose.ts';
import { entryOf } from './entry.ts';
import type { Change, FileEdit, Planned } from './plan-types.ts';
import { on } from './transition.ts';

interface Context {
  readonly snapshot: Snapshot;
  readonly config: Config;
  readonly facts: PlanFacts;
  readonly trust: FeedTrust;
}

/** Other phases: new feeds on every platform, and those of before go on for the apps that were built with them. */
export function planPhases(command: ChangePhases, context: Context): Planned {
  const { snapshot, config, facts, trust } = context;
  const { phases } = command;
  if (String(config.phases) === String(phases)) {
    const headline = `the phases are ${phases.join(', ')}`;
    return {
      ok: true,
      plan: { kind: 'nothing-to-do', headline, next: 'phasegate rollout status' },
    };
  }
  const stuck = snapshot.states.flatMap((state) => stuckIn(state, phases))[0];
  if (stuck !== undefined) {
    return refuse('wrong-phase', stuck.message, stuck.next);
  }
  const former = fedPhases(config).filter((phase) => !phases.includes(phase));
  const { formerPhases: _before, ...rest } = config;
  const next: Config = {
    ...rest,
    phases,
    ...(former.length === 0 ? {} : { formerPhases: former }),
  };
  const all = composeAll(command, next, context);
  if (!all.ok) {
    return all;
  }
  const about = { app: config.app, trust };
  const [breach] = all.value.flatMap(({ after }) => breachesOf(after, about, facts.now));
  const [offer] = all.value.flatMap(({ after }) => wrongOffers(after, facts.now));
  const broken = breach?.message ?? (offer && `${offer.path} would offer ${offer.version}`);
  return broken === undefined
    ? { ok: true, plan: changeOf(command, { ...context, next, all: all.value }) }
    : refuse(
        'broken-invariant',
        `The result would be wrong: ${broken}`,
        'report this; nothing was changed',
      );
}

/** Releases that stand, or are about to go, where there would be no phase any more. */
function stuckIn(
  state: PlatformState,
  phases: readonly Phase[],
): readonly { readonly message: string; readonly next: string }[] {
  const gone = (phase: Phase | undefined): boolean =>
    phase !== undefined && !phases.includes(phase);
  return state.ledger.releases.flatMap((release) => {
    const { version, phase = FULL_PHASE, schedule = [] } = release;
    const step = schedule.find((one) => gone(one.phase));
    if (comesBack(release) && gone(phase)) {
      const first = release.state === 'rolling' ? 'escalate' : 'resume';
      const message = `${on(version, state)} is ${release.state} at ${phase} %, which would be no phase any more`;
      return [
        {
          message,
          next: `leave ${phase} in the list, or first: phasegate rollout ${first} ${version}`,
        },
      ];
    }
    return step === undefined
      ? []
      : [
          {
            message: `${on(version, state)} is scheduled to go to ${step.phase} %, which would be no phase any more`,
            next: `phasegate rollout schedule ${version} --clear`,
          },
        ];
  });
}

function comesBack({ state, overtakenBy }: LedgerRelease): boolean {
  return state === 'rolling' || (state === 'paused' && overtakenBy === undefined);
}

function composeAll(
  command: ChangePhases,
  config: Config,
  { snapshot, config: before, facts }: Context,
): Result<readonly Composed[]> {
  const signing = signingFor(config, snapshot.chain, facts.keys);
  if (!signing.ok) {
    return signing;
  }
  const sequence = 1 + Math.max(...snapshot.states.map(({ ledger }) => ledger.sequence));
  const evidence = `phases ${before.phases.join(', ')} to ${command.phases.join(', ')}`;
  const entry = entryOf(command, facts, { evidence });
  const all: Composed[] = [];
  for (const state of snapshot.states) {
    const ledger = { ...state.ledger, phases: command.phases, sequence };
    const work = { ...facts, config, writesFeeds: true, signing: signing.value };
    const one = compose(withFeeds(state, config), ledger, entry, work);
    if (!one.ok) {
      return one;
    }
    all.push(one.value);
  }
  return accept(all);
}

/** The platform with a place for every feed that it will have; a new one has no text yet. */
function withFeeds(state: PlatformState, config: Config): PlatformState {
  const places = placesOf(config, state.platform);
  const none = { text: undefined, aliasText: undefined };
  const feeds = places.feeds.map(
    (place) => state.feeds.find(({ path }) => path === place.path) ?? { ...place, ...none },
  );
  return { ...state, places, feeds };
}

interface Made extends Context {
  readonly next: Config;
  readonly all: readonly Composed[];
}

function changeOf(command: ChangePhases, made: Made): Change {
  const { snapshot, config, next, all, facts, trust } = made;
  const headline = `Change the phases of ${config.title} to ${command.phases.join(', ')}`;
  const sequence = Math.max(...all.map(({ after }) => after.ledger.sequence));
  return {
    kind: 'change',
    headline,
    edits: [configEdit(snapshot, next), ...all.flatMap(({ edits }) => edits)],
    message: {
      subject: commitSubject(headline, command.reason),
      body: [`Phasegate wrote this commit: phases, feed sequence ${sequence}.`],
    },
    summary: summaryOf(config, next),
    affected: [],
    warnings: [
      `Apps know the phases that they were built with: write ${JSON.stringify(command.phases)} into the next build. Until machines have it, they take part by the phases they know, never in more than a release is open to.`,
    ],
    danger: 'ask',
    confirm: '',
    versions: [],
    platforms: config.platforms,
    sequence,
    trust: signedBy(trust, facts.keys?.feed ?? []),
    next: `build the app with phases: [${command.phases.join(', ')}]`,
  };
}

function summaryOf(config: Config, next: Config): readonly string[] {
  const had = fedPhases(config);
  const names = (phases: readonly Phase[]): string =>
    phases.map((one) => feedNameOf(one)).join(', ');
  const fresh = next.phases.filter((phase) => !had.includes(phase));
  const former = next.formerPhases ?? [];
  return [
    ...(fresh.length === 0 ? [] : [`${names(fresh)}: new, on ${config.platforms.join(', ')}`]),
    ...(former.length === 0
      ? []
      : [`${names(former)}: for apps that were built before, as long as there are any`]),
  ];
}

/** Only the two lists change; whatever else stands in the file stays. */
function configEdit({ configText: before }: Snapshot, next: Config): FileEdit {
  const { phases, formerPhases } = next;
  const json = readJson(before ?? '') as Record<string, unknown> | undefined;
  const after =
    json === undefined
      ? configText(next)
      : `${JSON.stringify({ ...json, phases, formerPhases }, null, 2)}\n`;
  return { path: CONFIG_PATH, before, after, role: 'config' };
}
