import { explainChoice, explainOutcome, isCondemned, parseBucket } from '@phasegate/rollout';
import type { Decision, Installed, Instant } from '@phasegate/rollout';
import type { FeedCounters } from '@phasegate/trust';
import { anchorAt } from './check/anchor.ts';
import { answerTo, askedByUser } from './answer.ts';
import { checkFeed } from './check/check.ts';
import type { CheckAnswer } from './check/check.ts';
import type { Core, News } from './core.ts';
import { AgentError, problemOf } from './error.ts';
import type { AgentProblem } from './error.ts';
import { installedNow } from './facts.ts';
import { keepMemory } from './memory/keep-memory.ts';
import type { World } from './memory/keep-memory.ts';
import { planIn, targetIn } from './known.ts';
import type { AnchorStore } from './check/root-walk.ts';
import { restraintOf } from './restraint.ts';
import { notBeforeOf } from './schedule.ts';
import type { Ending } from './schedule.ts';
import { scheduleClockOf } from './schedule-clock.ts';
import { atTime } from './memory/seen-clock.ts';
import type { Target } from './target.ts';
import type { TrustMemory } from './memory/trust-memory.ts';
import { distrustOf } from './check/vouched.ts';
import { lagOf } from './check/lagging-host.ts';
import { wordWhileOffline } from './check/last-word.ts';
import { keepWaysBack } from './check/ways-back.ts';

/** Asks the feed, decides, and tells the state machine; the answer says how the next check is to be timed. */
export async function check(world: World, about: Target | undefined): Promise<Ending> {
  const { core, ports } = world;
  const { memory } = core.known();
  const ending = await ask(world, about);
  const { lastFeed, trust, plan, notBefore } = core.known().memory;
  const same =
    lastFeed === memory.lastFeed &&
    trust === memory.trust &&
    plan === memory.plan &&
    notBefore === memory.notBefore;
  if (!same) {
    await keepMemory({ core, ports });
  }
  return ending;
}

async function ask(world: World, about: Target | undefined): Promise<Ending> {
  const { core, ports, facts } = world;
  const { memory, reading, startedWell } = core.known();
  const installed = { ...installedNow(facts, memory, startedWell), floor: facts.installed.floor };
  const now = (): Instant => ports.clock.now();
  try {
    const anchors = anchorsIn(core);
    const remembered = memory.lastFeed;
    const inPhaseOf = (machine: Installed): Promise<CheckAnswer> =>
      checkFeed(
        ports.fetchFeed,
        { ...facts, installed: machine, anchors, remembered, reading },
        now,
      );
    const wide = bypassesPhase(world) ? await inPhaseOf(inEveryPhase(installed)) : undefined;
    const bypasses = wide !== undefined && mayBypass(core, wide.decision);
    const answer = bypasses ? wide : await inPhaseOf(installed);
    const restraint = await restraintOn(world, answer.decision);
    const condemned = about !== undefined && isOver(about, { ...world, installed }, answer, now());
    accept(world, answer, { condemned, restrained: restraint !== undefined, bypasses });
    return { failures: 0, retryAfter: undefined };
  } catch (thrown) {
    const retryAfter = thrown instanceof AgentError ? thrown.retryAfter : undefined;
    return refuse(world, problemOf(thrown, 'feed-unreachable'), retryAfter);
  }
}

/**
 * A user who asks may be shown what is only in a phase that is not theirs, where the app allows it; what came of that
 * is judged by the same feed from then on. What is withdrawn is withdrawn in every feed.
 */
function bypassesPhase({ core, facts }: World): boolean {
  const { state, bypassed } = core.known();
  const held = targetIn(state)?.release.version;
  const goesOn = bypassed !== undefined && held === bypassed;
  return facts.manualBypassesPhase === true && (askedByUser(state) || goesOn);
}

/** Unasked, only what its user has looked up; the next release of that phase is not this machine's. */
function mayBypass(core: Core, decision: Decision): boolean {
  const { state, bypassed } = core.known();
  return askedByUser(state) || decision.kind !== 'offer' || decision.release.version === bypassed;
}

function inEveryPhase(installed: Installed): Installed {
  return { ...installed, bucket: parseBucket('0') ?? installed.bucket };
}

/** Only a release that would be fetched unasked costs bytes worth saving, and a question to the system. */
async function restraintOn(
  { ports, facts }: World,
  decision: Decision,
): Promise<'metered' | 'battery-saver' | undefined> {
  const unasked = decision.kind === 'offer' && decision.automatic && facts.autoDownload !== false;
  const restraint = unasked ? await restraintOf(ports) : undefined;
  if (restraint !== undefined) {
    ports.log.info(`nothing is fetched unasked: this machine is on ${restraint}`);
  }
  return restraint;
}

/** The root believed now, as the agent knows it; nothing where the app asks for no signatures. */
function anchorsIn(core: Core): AnchorStore | undefined {
  const { root } = core.known();
  if (root === undefined) {
    return undefined;
  }
  return {
    read: () => {
      const { root: newest = root, memory } = core.known();
      return anchorAt(newest, memory.trust);
    },
    write: ({ root: newest, trust }) =>
      core.learn({ root: newest, memory: { ...core.known().memory, trust } }),
  };
}

/** Whether a target at hand is withdrawn or blocked, or is not signed by a release key of today's root. */
function isOver(
  { release, package: file }: Target,
  { facts, installed }: Pick<World, 'facts'> & { readonly installed: Installed },
  { feed, root }: CheckAnswer,
  now: Instant,
): boolean {
  const { version } = release;
  const about = { app: facts.app, platform: installed.platform, version };
  const disowned = root !== undefined && distrustOf(file, about, root) !== undefined;
  return disowned || isCondemned(version, installed, feed, now);
}

/** A check that brought nothing. */
function refuse(world: World, problem: AgentProblem, retryAfter: number | undefined): Ending {
  const { core, ports } = world;
  const { state, memory, timing } = core.known();
  const now = ports.clock.now();
  const { quiet, trust } = lagOf(memory.trust, problem.code, now);
  ports.log[quiet ? 'info' : 'warn'](`the check failed: ${problem.message}`);
  const outcome = quiet ? 'ignored' : 'failed';
  const { code, message: reason } = problem;
  const answer = askedByUser(state) ? ({ kind: 'could-not-check', problem } as const) : undefined;
  const news: News = {
    lastCheck: { at: iso(now), outcome, code, reason, items: [] },
    answer,
    memory: {
      ...atTime(memory, scheduleClockOf(ports).now()),
      notBefore: notBeforeOf(retryAfter, now),
      trust,
    },
  };
  const lastWord = code === 'feed-unreachable' ? wordWhileOffline(world) : undefined;
  core.dispatch({ kind: 'check-failed', problem, quiet, lastWord }, news);
  return { failures: timing.failures + 1, retryAfter };
}

interface Found {
  readonly condemned: boolean;
  readonly restrained: boolean;
  readonly bypasses: boolean;
}

/** All that a check brings is known at once, so that no notice is drawn from half of it. */
function accept(
  { core, ports, facts }: World,
  { decision, counters, ...read }: CheckAnswer,
  { condemned, restrained, bypasses }: Found,
): void {
  const { source } = read;
  const reason = explainChoice(decision);
  const now = ports.clock.now();
  ports.log.info(`${source.name}: ${reason}`);
  const items = decision.items.map((item) => ({ ...item, why: explainOutcome(item.outcome) }));
  const { state, memory, bypassed } = core.known();
  const offered = decision.kind === 'offer' ? decision.release.version : undefined;
  const mayFetch = !restrained && facts.autoDownload !== false && memory.declined !== offered;
  core.dispatch(
    { kind: 'decided', decision, condemned, mayFetch },
    {
      reading: { ...read, decision },
      lastCheck: { at: iso(now), outcome: decision.kind, reason, items },
      answer: answerTo(state, decision, condemned),
      bypassed: bypasses ? offered : bypassed,
      memory: {
        ...atTime(memory, scheduleClockOf(ports).now()),
        lastFeed: source,
        trust: acceptedTrust(memory.trust, counters),
        notBefore: undefined,
      },
    },
  );
  dropStalePlan(core);
  if (source !== memory.lastFeed) {
    core.track(keepWaysBack({ ports, facts }, read.feed));
  }
}

/**
 * A plan is about one release: it is over when that is no more what this machine is on its way to, and when it was
 * paused, since what is paused is installed by nobody but a user who knows of it.
 */
function dropStalePlan(core: Core): void {
  const { memory, state } = core.known();
  const plan = state.phase === 'ready' && state.paused ? undefined : planIn(core.known());
  if (plan !== memory.plan) {
    core.learn({ memory: { ...memory, plan } });
  }
}

/** The same object where nothing changed, so that nothing is written. */
function acceptedTrust(trust: TrustMemory, counters: FeedCounters | undefined): TrustMemory {
  const same = JSON.stringify(counters) === JSON.stringify(trust.counters);
  return counters === undefined || (same && trust.lowerSince === undefined)
    ? trust
    : { ...trust, counters, lowerSince: undefined };
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}
