import type { Decision, Feed, FeedName, Installed, Instant, Phases } from '@phasegate/rollout';
import type { FeedCounters, FeedTrust } from '@phasegate/trust';
import { atEndOfChain, openAnchor } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { AgentError } from '../error.ts';
import type { AgentErrorCode } from '../error.ts';
import { higher } from '../facts.ts';
import { fetchNarrowest, givenFeed } from './fetch-narrowest.ts';
import type { RememberedFeed } from '../memory/memory.ts';
import type { AgentPorts } from '../ports.ts';
import { acceptFeed, decideOn, readFeed } from './read-feed.ts';
import type { ReadFeed } from './read-feed.ts';
import { walkChain } from './root-walk.ts';
import type { AnchorStore } from './root-walk.ts';
import { EMPTY_TRUST } from '../memory/trust-memory.ts';

/** What a check has to know. */
export interface CheckQuestion {
  /** The machine; under signatures the remembered floor is added. */
  readonly installed: Installed;
  /** App id that the feed must name; `undefined` asks for none. */
  readonly app: string | undefined;
  readonly feedBase: string;
  readonly phases: Phases;
  /** Read this feed, whatever the bucket says. */
  readonly forcedFeed: FeedName | undefined;
  /** The root embedded in the app, or the app's word that it asks for no signatures. */
  readonly trust: FeedTrust;
  /** Where the root believed now is kept; without one a check begins at the embedded root. */
  readonly anchors?: AnchorStore | undefined;
  readonly allowLoopbackHttp: boolean;
  /** The feed that was accepted last, for a conditional request. */
  readonly remembered: RememberedFeed | undefined;
  /** What `remembered` reads as, where this process has read it before: a 304 then costs no parsing. */
  readonly reading?: ReadFeed | undefined;
  /** A feed that is at hand already; nothing is fetched. */
  readonly given?: Pick<RememberedFeed, 'url' | 'bytes'> | undefined;
}

/** A decision, and the feed it rests on. */
export interface CheckAnswer extends ReadFeed {
  readonly decision: Decision;
  /** What to remember; `undefined` without signatures. */
  readonly counters: FeedCounters | undefined;
}

/**
 * One check: fetch, verify the bytes, read them, hold them against what is remembered, decide. Throws an
 * `AgentError` with a `feed-*` code.
 */
export async function checkFeed(
  fetchFeed: AgentPorts['fetchFeed'],
  question: CheckQuestion,
  now: () => Instant,
): Promise<CheckAnswer> {
  const roots = rootsOf(fetchFeed, question, now);
  if (roots !== undefined && isRootDue(roots.read(), now())) {
    await roots.look();
  }
  const source = givenFeed(question) ?? (await fetchNarrowest(fetchFeed, question));
  try {
    const { counters, ...read } = await believe(source, question, roots, now);
    // Only now: a root that was taken on the way may have let the floor down.
    const floor = higher(question.installed.floor, roots?.read().trust.floor);
    const installed = { ...question.installed, floor };
    const decision = decideOn(read, { installed, app: question.app }, now());
    return { ...read, decision, counters };
  } catch (error) {
    if (source !== question.remembered || !mayBeDamage(error)) {
      throw error;
    }
    // The copy on disk went bad, or its key was taken away; without this a 304 would confirm it for ever.
    return checkFeed(fetchFeed, { ...question, remembered: undefined }, now);
  }
}

type Believed = ReadFeed & Pick<CheckAnswer, 'counters'>;

/** The roots of one check; `look` goes to the end of the published chain, once. */
interface Roots {
  readonly read: () => Anchor;
  /** Why the end of the chain was not reached, in words. */
  readonly look: () => Promise<string | undefined>;
}

/** Reads a feed under the root that is believed, and once more where a newer root can be had. */
async function believe(
  source: RememberedFeed,
  question: CheckQuestion,
  roots: Roots | undefined,
  now: () => Instant,
): Promise<Believed> {
  if (roots === undefined) {
    return { ...readAgain(source, question, { kind: 'unsigned' }), counters: undefined };
  }
  const anchor = roots.read();
  const first = attempt(source, question, anchor, now());
  if (!wantsRoot(first, anchor)) {
    return settle(first, undefined);
  }
  const problem = await roots.look();
  const after = roots.read();
  const { root, trust } = anchor;
  const moved = after.root.version > root.version || after.trust.counters !== trust.counters;
  return settle(moved ? attempt(source, question, after, now()) : first, problem);
}

interface Attempt {
  readonly feed: Feed | undefined;
  readonly outcome: Believed | AgentError;
}

function attempt(
  source: RememberedFeed,
  question: CheckQuestion,
  anchor: Anchor,
  now: Instant,
): Attempt {
  let feed: Feed | undefined;
  try {
    const read = readAgain(source, question, { kind: 'signed', root: anchor.root });
    ({ feed } = read);
    return { feed, outcome: { ...read, counters: acceptFeed(read, question, anchor, now) } };
  } catch (error) {
    if (error instanceof AgentError) {
      return { feed, outcome: error };
    }
    throw error;
  }
}

function readAgain(source: RememberedFeed, question: CheckQuestion, trust: FeedTrust): ReadFeed {
  const { reading } = question;
  const root = trust.kind === 'signed' ? trust.root : undefined;
  return reading?.source === source && reading.root === root
    ? reading
    : readFeed(source, question, trust);
}

/** A refusal may come from a root that is out of date (wire-format, "Signatures"), and a feed can say so itself. */
function wantsRoot({ feed, outcome }: Attempt, { root }: Anchor): boolean {
  const hint = feed?.identity?.root ?? 0;
  const refused = outcome instanceof AgentError && CURABLE.includes(outcome.code);
  return refused || hint > root.version;
}

const CURABLE: readonly AgentErrorCode[] = ['feed-untrusted', 'feed-stale'];
const DAMAGE: readonly AgentErrorCode[] = ['feed-untrusted', 'feed-refused', 'feed-not-a-feed'];

function mayBeDamage(error: unknown): boolean {
  return !(error instanceof AgentError) || DAMAGE.includes(error.code);
}

function settle({ outcome }: Attempt, problem: string | undefined): Believed {
  if (!(outcome instanceof AgentError)) {
    return outcome;
  }
  const { code, message, cause } = outcome;
  throw problem === undefined ? outcome : new AgentError(code, `${message}; ${problem}`, { cause });
}

const DAY = 86_400_000;

function isRootDue({ trust }: Anchor, now: Instant): boolean {
  const { rootAskedAt } = trust;
  return rootAskedAt === undefined || Math.abs(now - rootAskedAt) >= DAY;
}

function rootsOf(
  fetchFeed: AgentPorts['fetchFeed'],
  question: CheckQuestion,
  now: () => Instant,
): Roots | undefined {
  const { trust, feedBase, given } = question;
  if (trust.kind === 'unsigned') {
    return undefined;
  }
  const store = question.anchors ?? anchorStore(openAnchor(trust.root, EMPTY_TRUST));
  let looked = given !== undefined;
  return {
    read: store.read,
    look: async () => {
      if (looked) {
        return undefined;
      }
      const { complete, problem } = await walkChain(fetchFeed, feedBase, store);
      if (complete) {
        store.write(atEndOfChain(store.read(), now()));
        looked = true;
      }
      return problem;
    },
  };
}

/** Keeps an anchor for one check. */
function anchorStore(first: Anchor): AnchorStore {
  let anchor = first;
  return {
    read: () => anchor,
    write: (next) => {
      anchor = next;
    },
  };
}
