import { readAppcast } from '@phasegate/appcast';
import type { FeedProblemCode } from '@phasegate/appcast';
import { aliasOf, decide, feedNameOf, feedUrl, phasesFor } from '@phasegate/rollout';
import type { Decision, Feed, FeedName, Installed, Instant, Phases } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';
import type { FeedTrust } from '@phasegate/trust';
import { AgentError } from './error.ts';
import type { AgentErrorCode } from './error.ts';
import type { RememberedFeed } from './memory.ts';
import type { AgentPorts } from './ports.ts';

/** What a check has to know. */
export interface CheckQuestion {
  readonly installed: Installed;
  /** App id that the feed must name, where it names one; `undefined` asks for none. */
  readonly app: string | undefined;
  readonly feedBase: string;
  readonly phases: Phases;
  /** Read this feed, whatever the bucket says. */
  readonly forcedFeed: FeedName | undefined;
  readonly trust: FeedTrust;
  readonly allowLoopbackHttp: boolean;
  /** The feed that was accepted last, for a conditional request. */
  readonly remembered: RememberedFeed | undefined;
  /** What `remembered` reads as, where this process has read it before: a 304 then costs no parsing. */
  readonly reading?: { readonly source: RememberedFeed; readonly feed: Feed } | undefined;
  /** A feed that is at hand already; nothing is fetched. */
  readonly given?: Pick<RememberedFeed, 'url' | 'bytes'> | undefined;
}

/** A decision, and the feed it rests on. */
export interface CheckAnswer {
  readonly decision: Decision;
  readonly feed: Feed;
  readonly source: RememberedFeed;
}

/** One check: fetch, verify the bytes, read them, decide. Throws an `AgentError` with a `feed-*` code. */
export async function checkFeed(
  fetchFeed: AgentPorts['fetchFeed'],
  question: CheckQuestion,
  now: () => Instant,
): Promise<CheckAnswer> {
  const source = givenFeed(question) ?? (await fetchNarrowest(fetchFeed, question));
  try {
    const feed =
      question.reading?.source === source ? question.reading.feed : readFeed(source, question);
    return { decision: decide(question.installed, feed, now()), feed, source };
  } catch (error) {
    if (source !== question.remembered) {
      throw error;
    }
    // The copy on disk went bad; without this a 304 would confirm it for ever.
    return checkFeed(fetchFeed, { ...question, remembered: undefined }, now);
  }
}

const READING: Partial<Record<FeedProblemCode, AgentErrorCode>> = {
  'not-an-appcast': 'feed-not-a-feed',
  'too-large': 'feed-too-large',
};

/** Verifies and reads a feed's bytes, fetched or remembered. Throws `feed-refused`, `feed-not-a-feed` or `feed-too-large`. */
export function readFeed(
  source: RememberedFeed,
  question: Pick<CheckQuestion, 'installed' | 'app' | 'trust' | 'allowLoopbackHttp'>,
): Feed {
  const { installed, app, trust, allowLoopbackHttp } = question;
  const verdict = verifyFeed(source.bytes, trust);
  if (!verdict.ok) {
    throw new AgentError('feed-refused', `${source.url}: ${verdict.problem.message}`);
  }
  const { platform } = installed;
  const outcome = readAppcast(verdict.verified, { platform, allowLoopbackHttp });
  if (!outcome.ok) {
    const { code, message } = outcome.problem;
    throw new AgentError(READING[code] ?? 'feed-refused', `${source.url}: ${message}`);
  }
  const { identity } = outcome.feed;
  if (identity !== undefined && app !== undefined && identity.app !== app) {
    throw new AgentError(
      'feed-refused',
      `${source.url} is the feed of ${identity.app}, not ${app}`,
    );
  }
  return outcome.feed;
}

/**
 * The machine's own feed, or the next broader one where it does not exist. Any other failure ends the check: a
 * machine of the 10 % must not slip into `stable` because a server hiccups.
 */
async function fetchNarrowest(
  fetchFeed: AgentPorts['fetchFeed'],
  question: CheckQuestion,
): Promise<RememberedFeed> {
  const asked: string[] = [];
  for (const name of feedsToAsk(question)) {
    for (const folder of new Set([name, aliasOf(name)])) {
      const url = feedUrl(question.feedBase, question.installed.platform, folder);
      const found = await fetchOne(fetchFeed, question, { name, url });
      if (found !== undefined) {
        return found;
      }
      asked.push(url);
    }
  }
  throw new AgentError('feed-not-found', `there is no feed at ${asked.join(', ')}`);
}

function givenFeed(question: CheckQuestion): RememberedFeed | undefined {
  const [name] = feedsToAsk(question);
  return question.given === undefined || name === undefined
    ? undefined
    : { name, etag: undefined, ...question.given };
}

function feedsToAsk({ installed, phases, forcedFeed }: CheckQuestion): readonly FeedName[] {
  return forcedFeed === undefined
    ? phasesFor(installed.bucket, phases).map((phase) => feedNameOf(phase))
    : [forcedFeed];
}

async function fetchOne(
  fetchFeed: AgentPorts['fetchFeed'],
  question: CheckQuestion,
  { name, url }: { readonly name: FeedName; readonly url: string },
): Promise<RememberedFeed | undefined> {
  const known = question.remembered?.url === url ? question.remembered : undefined;
  const response = await fetchFeed(url, known?.etag);
  switch (response.kind) {
    case 'missing':
      return undefined;
    case 'body':
      return { name, url, etag: response.etag, bytes: response.bytes };
    case 'not-modified':
      if (known === undefined) {
        throw new AgentError('feed-bad-status', `${url} answered 304 to an unconditional request`);
      }
      return known;
  }
}
