import { aliasOf, feedNameOf, feedUrl, phasesFor } from '@phasegate/rollout';
import type { FeedName } from '@phasegate/rollout';
import type { CheckQuestion } from './check.ts';
import { AgentError } from '../error.ts';
import type { RememberedFeed } from '../memory/memory.ts';
import type { AgentPorts } from '../ports.ts';

/**
 * The machine's own feed, or the next broader one where it does not exist. Any other failure ends the check: a
 * machine of the 10 % must not slip into `stable` because a server hiccups.
 */
export async function fetchNarrowest(
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

/** The feed that is at hand already, as if it had been fetched under the machine's own feed's name. */
export function givenFeed(question: CheckQuestion): RememberedFeed | undefined {
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
