import { setTimeout as pause } from 'node:timers/promises';

import { feedUrl, parsePlatform } from '@phasegate/rollout';

import type { FileEdit } from '../plan/plan-types.ts';
import { rootVersionIn } from '../keys/root-chain.ts';
import type { Site, SiteAnswer } from './site.ts';

/** A feed that should be at an address. */
export interface Expected {
  readonly path: string;
  readonly url: string;
  readonly text: string;
}

/** Whether the published feeds are what was meant, and if not, what stands there instead. */
export type Published =
  | { readonly kind: 'confirmed'; readonly seconds: number }
  | { readonly kind: 'pending'; readonly problems: readonly string[] }
  | { readonly kind: 'interrupted' };

/** How long to look, and how to say so. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/** The addresses of the feeds that a plan writes; aliases hold the same bytes and are asked as well. */
export function expectedFeeds(edits: readonly FileEdit[], feedBase: string): readonly Expected[] {
  return edits
    .filter(({ role }) => role === 'feed' || role === 'alias' || role === 'root')
    .map(({ path, after }) => ({ path, url: publishedUrl(path, feedBase), text: after }));
}

/** Where a feed of the repository is published; a path of another layout keeps only its file's name. */
export function publishedUrl(path: string, feedBase: string): string {
  const parts = path.split('/');
  const [platform = '', folder = ''] = parts.slice(-3);
  const known = parsePlatform(platform);
  if (rootVersionIn(path) !== undefined) {
    return `${feedBase.replace(/\/+$/, '')}/keys/${parts.at(-1) ?? ''}`;
  }
  return known === undefined
    ? `${feedBase.replace(/\/+$/, '')}/${encodeURIComponent(parts.at(-1) ?? '')}`
    : feedUrl(feedBase, known, folder);
}

/** Fetches the published feeds until each is byte for byte what was meant, with longer and longer pauses. */
export async function awaitPublished(
  site: Site,
  expected: readonly Expected[],
  { waitMs, signal, progress }: Patience,
): Promise<Published> {
  const began = performance.now();
  let left = expected;
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    const looked = await Promise.all(left.map((one) => look(site, one, signal)));
    if (signal.aborted) {
      return { kind: 'interrupted' };
    }
    left = left.filter((_, at) => looked[at] !== undefined);
    const elapsed = performance.now() - began;
    if (left.length === 0) {
      return { kind: 'confirmed', seconds: Math.round(elapsed / 100) / 10 };
    }
    const problems = looked.filter((one) => one !== undefined);
    if (elapsed + wait > waitMs) {
      return { kind: 'pending', problems };
    }
    const seconds = Math.round(elapsed / 1000);
    progress(
      `Waiting for the host, ${seconds} s: ${left.length} of ${expected.length} feeds to go; ${problems[0] ?? ''}`,
    );
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** What is wrong with one published feed, or nothing. */
export async function look(
  site: Site,
  { url, text }: Expected,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await site.fetch(url, signal);
  const problem = problemWith(answer, text);
  return problem === undefined ? undefined : `${url}: ${problem}`;
}

function problemWith(answer: SiteAnswer, text: string): string | undefined {
  if (answer.kind === 'problem') {
    return answer.message;
  }
  return Buffer.from(text).equals(answer.bytes) ? undefined : 'the host still serves other bytes';
}
