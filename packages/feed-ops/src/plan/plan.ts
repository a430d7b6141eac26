import type { Platform } from '@phasegate/rollout';

import type { FeedTrust } from '@phasegate/trust';

import { affectedBy, wrongOffers } from '../feeds/client-view.ts';
import type { Command, Init, PlanFacts, ReleaseCommand } from '../command.ts';
import { compose, touchesFeeds } from './compose.ts';
import type { Composed } from './compose.ts';
import { scopeOf } from '../state/config.ts';
import type { Config } from '../state/config.ts';
import { describe } from './describe.ts';
import { entryOf } from './entry.ts';
import { breachesOf } from '../feeds/invariants.ts';
import type { FeedsAbout } from '../feeds/invariants.ts';
import { platformsIn } from './commands/add-release.ts';
import { nearest, unknownVersion } from '../nearest.ts';
import { planConfig } from './plan-config.ts';
import { overseen } from './overseen.ts';
import { planInit } from './plan-init.ts';
import { planPhases } from './plan-phases.ts';
import { planKeys } from '../keys/plan-keys.ts';
import type { Planned } from './plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Refusal, Result } from '../refusal.ts';
import { rootsFolder, trustOf } from '../keys/root-chain.ts';
import { signedBy, signingFor } from '../keys/signing.ts';
import type { PlatformState, Snapshot } from '../state/snapshot.ts';
import type { RuleFacts } from './rule.ts';
import { isReleaseCommand, ruleOf } from './rules.ts';
import { stillOn } from './still-on.ts';
import { forEachPlatform, movedBetween, statesFor } from './transition.ts';
import type { Moved, Transitions } from './transition.ts';
import { withRoom } from './room.ts';
import { saidOnce } from './said-once.ts';
import { refreshed } from './withdrawal.ts';

/**
 * A command to a plan or a refusal, from facts alone: the ledgers are moved, what each feed should hold follows from
 * them, the feeds are edited to it, every invariant is checked, and the client's own `decide` reads the result.
 */
export function plan(command: Command, snapshot: Snapshot, facts: PlanFacts): Planned {
  return overseen(command, snapshot, facts, () => planAlone(command, snapshot, facts));
}

function planAlone(command: Command, snapshot: Snapshot, facts: PlanFacts): Planned {
  if (command.kind === 'init') {
    return planInit(command, snapshot, facts);
  }
  if (command.kind === 'config') {
    return planConfig(command, snapshot, facts);
  }
  const { config } = snapshot;
  if (config === undefined) {
    return refuse(
      'not-set-up',
      'There is no phasegate.json on this branch',
      'phasegate init --app com.example.app --title Name --platform linux',
    );
  }
  const scope = scopeOf(config, platformsOf(command));
  if (!scope.ok) {
    return scope;
  }
  const states = statesFor(snapshot, scope.value);
  const trust = trustIn(snapshot, config);
  if (!trust.ok) {
    return trust;
  }
  const sound = soundness(states, { app: config.app, trust: trust.value }, facts.now);
  if (sound !== undefined) {
    return { ok: false, refusal: sound };
  }
  const taken = snapshot.states.flatMap(({ ledger }) => ledger.advisories.map(({ id }) => id));
  if (command.kind === 'phases') {
    return planPhases(command, { snapshot, config, facts, trust: trust.value });
  }
  if (!isReleaseCommand(command)) {
    return planKeys(command, { snapshot, config, facts });
  }
  const moves = transitionsOf(command, states, { ...facts, config, chain: snapshot.chain, taken });
  return moves.ok
    ? planMoves(command, moves.value, { snapshot, states, config, facts, trust: trust.value })
    : moves;
}

interface Context {
  readonly snapshot: Snapshot;
  /** Of the platforms that the command is for. */
  readonly states: readonly PlatformState[];
  readonly config: Config;
  readonly facts: PlanFacts;
  readonly trust: FeedTrust;
}

/** A chain that is broken is mended first: what is signed under it would reach nobody. */
function trustIn({ chain }: Snapshot, config: Config): Result<FeedTrust> {
  const trust = trustOf(config, chain);
  return chain.problem !== undefined || trust === undefined
    ? refuse(
        'bad-root',
        chain.problem?.message ?? `${rootsFolder(config)} holds no root`,
        'phasegate verify shows all; bring the file back with: git log -p',
      )
    : accept(trust);
}

function platformsOf(command: Exclude<Command, Init>): readonly Platform[] | undefined {
  if (!isReleaseCommand(command)) {
    return undefined;
  }
  switch (command.kind) {
    case 'add':
      return platformsIn(command.packages);
    case 'import':
      return [command.platform];
    default:
      return command.platforms;
  }
}

/** Nothing is written on top of feeds that break an invariant already. */
function soundness(
  states: readonly PlatformState[],
  about: FeedsAbout,
  now: number,
): Refusal | undefined {
  const [first, ...more] = states.flatMap((state) => breachesOf(state, about, now));
  if (first === undefined) {
    return undefined;
  }
  const code = first.code === 'feed-unreadable' ? 'bad-feed' : 'broken-invariant';
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  const refused = refuse(
    code,
    `${first.message} [${first.code}]${others}`,
    `phasegate verify shows all; bring the file back with: git log -p -- ${first.path}`,
  );
  return refused.refusal;
}

function transitionsOf(
  command: ReleaseCommand,
  states: readonly PlatformState[],
  facts: RuleFacts,
): Result<Transitions> {
  const rule = ruleOf(command);
  const unknown = unknownOf(command, states) ?? rule.refuses?.(states, command, facts);
  if (unknown !== undefined) {
    return { ok: false, refusal: unknown };
  }
  const done = forEachPlatform(states, (state) => rule.transition(state, command, facts));
  return done.ok ? accept(done.all) : done;
}

/** A version that no platform of the command has ever heard of. */
function unknownOf(command: ReleaseCommand, states: readonly PlatformState[]): Refusal | undefined {
  const { enters, versions } = ruleOf(command);
  if (enters) {
    return undefined;
  }
  const known = states.flatMap(({ ledger }) => ledger.releases.map(({ version }) => version));
  const wanted = versions(command).find((version) => !known.includes(version));
  if (wanted === undefined) {
    return undefined;
  }
  const inFeeds = states.flatMap(({ ledger }) =>
    ledger.releases
      .filter(({ state }) => state === 'rolling' || state === 'complete')
      .map(({ version }) => version),
  );
  const where = `in no feed of ${states.map(({ platform }) => platform).join(', ')}`;
  return unknownVersion(wanted, nearest(wanted, inFeeds).length > 0 ? inFeeds : known, where);
}

function planMoves(command: ReleaseCommand, moves: Transitions, context: Context): Planned {
  const [waits] = moves.waiting;
  if (moves.moved.length === 0 && waits !== undefined) {
    return { ok: false, refusal: waits };
  }
  if (moves.moved.length === 0) {
    const headline = saidOnce(moves.same).join('; ');
    const next = ruleOf(command).nothing?.(context.states, command) ?? 'phasegate rollout status';
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next } };
  }
  const apart = ruleOf(command).together?.(command, moves.moved);
  if (apart !== undefined) {
    return { ok: false, refusal: apart };
  }
  const composed = composeAll(command, moves.moved, context);
  if (!composed.ok) {
    return composed;
  }
  const broken = brokenBy(composed.value, context);
  const described = describe(command, composed.value, moves, affectedOf(composed.value, context));
  const { versions, platforms } = described;
  return broken === undefined
    ? {
        ok: true,
        plan: {
          ...described,
          stillOn: stillOn(context.facts.health, versions, platforms),
          trust: signedBy(
            context.trust,
            changesFeeds(composed.value) ? (context.facts.keys?.feed ?? []) : [],
          ),
        },
      }
    : { ok: false, refusal: broken };
}

function composeAll(
  command: ReleaseCommand,
  moved: readonly Moved[],
  { snapshot, config, facts }: Context,
): Result<readonly Composed[]> {
  // One sequence for all feeds of a command, above every one before (feed-format, "Trust", 1).
  const last = Math.max(...snapshot.states.map(({ ledger }) => ledger.sequence));
  const all: Composed[] = [];
  for (const { state, ledger, entry: more } of moved) {
    const next = withRoom(refreshed(ledger), facts.now);
    const writesFeeds = touchesFeeds(state.ledger, next, { now: facts.now, keep: config.keep });
    const sequence = writesFeeds ? last + 1 : state.ledger.sequence;
    const moves = movedBetween(state.ledger, next);
    const entry = entryOf(command, facts, { ...more, moved: moves });
    const signing = writesFeeds
      ? signingFor(config, snapshot.chain, facts.keys)
      : accept(undefined);
    if (!signing.ok) {
      return signing;
    }
    const work = { ...facts, config, writesFeeds, signing: signing.value };
    const one = compose(state, { ...next, sequence }, entry, work);
    if (!one.ok) {
      return one;
    }
    all.push(one.value);
  }
  return accept(all);
}

/** A plan of ours that would break something is a fault of ours; it is refused all the same. */
function brokenBy(
  all: readonly Composed[],
  { config, facts, trust }: Context,
): Refusal | undefined {
  const breaches = all.flatMap(({ after }) =>
    breachesOf(after, { app: config.app, trust }, facts.now),
  );
  const offers = all.flatMap(({ after }) => wrongOffers(after, facts.now));
  const [breach] = breaches;
  const [offer] = offers;
  const what =
    breach?.message ??
    (offer && `${offer.path} would still offer ${offer.version} to machines on ${offer.installed}`);
  return what === undefined
    ? undefined
    : refuse(
        'broken-invariant',
        `The result would be wrong: ${what}`,
        'report this; nothing was changed',
      ).refusal;
}

function changesFeeds(all: readonly Composed[]): boolean {
  return all.some(({ edits }) => edits.some(({ role }) => role === 'feed'));
}

function affectedOf(all: readonly Composed[], { facts }: Context): ReturnType<typeof affectedBy> {
  return all.flatMap(({ before, after }) => affectedBy(before, after, facts.now));
}
