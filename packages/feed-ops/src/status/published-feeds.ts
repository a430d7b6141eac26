import type { Platform } from '@phasegate/rollout';

import { clientFeed } from '../feeds/client-view.ts';
import { publishedUrl } from '../publishing/published.ts';
import type { Site, SiteAnswer } from '../publishing/site.ts';
import type { FeedFile, Snapshot } from '../state/snapshot.ts';

/** What a host serves in the place of one feed. */
export type PublishedFeed =
  | { readonly kind: 'as-in-git' }
  /** It lags behind, or is ahead of what was fetched here. */
  | { readonly kind: 'older' | 'newer'; readonly sequence: number }
  /** Other bytes under the same sequence, or none: nobody of ours wrote that. */
  | { readonly kind: 'different' }
  | { readonly kind: 'unreachable'; readonly why: string };

/** Looks at all published feeds at once, for no longer than the time given; by their paths. */
export async function publishedFeeds(
  site: Site,
  { states }: Snapshot,
  { feedBase, limitMs, signal }: Looking,
): Promise<ReadonlyMap<string, PublishedFeed>> {
  const limit = AbortSignal.timeout(limitMs);
  const both = AbortSignal.any([signal, limit]);
  const files = states.flatMap(({ platform, feeds, ledger }) =>
    feeds.map((file) => ({ file, platform, sequence: ledger.sequence })),
  );
  const looked = files.map(async ({ file, platform, sequence }) => {
    const answer = await site.fetch(publishedUrl(file.path, feedBase), both);
    const said =
      answer.kind === 'problem' && limit.aborted
        ? ({ kind: 'problem', message: `no answer within ${limitMs / 1000} s` } as const)
        : answer;
    return [file.path, comparedWith(file, said, { platform, sequence })] as const;
  });
  return new Map(await Promise.all(looked));
}

interface Looking {
  readonly feedBase: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

function comparedWith(
  { text }: FeedFile,
  answer: SiteAnswer,
  { platform, sequence }: { readonly platform: Platform; readonly sequence: number },
): PublishedFeed {
  if (answer.kind === 'problem') {
    return { kind: 'unreachable', why: answer.message };
  }
  if (Buffer.from(text ?? '').equals(answer.bytes)) {
    return { kind: 'as-in-git' };
  }
  const served = clientFeed(Buffer.from(answer.bytes).toString('utf8'), platform)?.identity
    ?.sequence;
  return served === undefined || served === sequence
    ? { kind: 'different' }
    : { kind: served < sequence ? 'older' : 'newer', sequence: served };
}
