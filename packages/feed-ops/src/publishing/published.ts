import { setTimeout as pause } from 'node:timers/promises';

import { feedUrl, parsePlatform } from '@phasegate/rollout';

import type { FileEdit } from '../plan/plan-types.ts';
import { rootVersionIn } from '../keys/root-chain.ts';
import { sequenceAfter } from './overtaken.ts';
import { ONE_FETCH_MS } from './site.ts';
import type { Site, SiteAnswer } from './site.ts';

/** A feed that should be at an address. */
export interface Expected {
  readonly path: string;
  readonly url: string;
  readonly text: string;
}

/** Whether the published feeds are what was meant, and if not, what stands there instead. */
export type Published =
  | { readonly kind: 'confirmed'; readonly seconds: number; readonly notes: readonly string[] }
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
/** The last look of all is given this long, even where the time is up. */
const SHORTEST_LOOK_MS = 2000;

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

/**
 * Fetches the published feeds until each is byte for byte what was meant, with longer and longer pauses. Where caches
 * may answer, one edge can have the new file while another still has the old one: there a feed has to be right twice
 * in a row.
 */
export async function awaitPublished(
  site: Site,
  expected: readonly Expected[],
  patience: Patience,
): Promise<Published> {
  const { waitMs, signal, progress } = patience;
  const began = performance.now();
  const watch = startWatch(expected, 2);
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    const left = Math.max(0, waitMs - (performance.now() - began));
    await lookOnce(site, watch, { signal, limitMs: Math.max(left, SHORTEST_LOOK_MS) });
    if (signal.aborted) {
      return { kind: 'interrupted' };
    }
    const elapsed = performance.now() - began;
    const problems = problemsIn(watch);
    const [first] = problems;
    if (first === undefined) {
      return {
        kind: 'confirmed',
        seconds: Math.round(elapsed / 100) / 10,
        notes: [...new Set(watch.notes)],
      };
    }
    if (elapsed + wait > waitMs) {
      return { kind: 'pending', problems };
    }
    const time = `${Math.round(elapsed / 1000)} s of ${Math.round(waitMs / 1000)}`;
    progress(
      `Waiting for the host, ${time}: ${problems.length} of ${expected.length} files to go; ${first}`,
    );
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** Looks once, as `verify --live` does; what is wrong with each feed that is not as it should be. */
export async function lookAt(
  site: Site,
  expected: readonly Expected[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const watch = startWatch(expected, 1);
  await lookOnce(site, watch, { signal, limitMs: ONE_FETCH_MS });
  return watch.left.map(({ seen }) => seen.problem);
}

type Seen =
  | {
      readonly right: true;
      readonly surely: boolean;
      readonly problem: string;
      /** What there is to say of it though it is right. */
      readonly note?: string;
    }
  | { readonly right: false; readonly absent: boolean; readonly problem: string };

interface Watched {
  readonly expected: Expected;
  seen: Seen;
}

/** What is still looked at, and what has been seen right. */
interface Watch {
  /** How often in a row a file must be right where caches may answer. */
  readonly times: 1 | 2;
  left: readonly Watched[];
  readonly done: Set<string>;
  readonly notes: string[];
}

function startWatch(expected: readonly Expected[], times: Watch['times']): Watch {
  const seen = { right: false, absent: false, problem: 'not looked at yet' } as const;
  const left = expected.map((one) => ({ expected: one, seen }));
  return { times, left, done: new Set(), notes: [] };
}

async function lookOnce(
  site: Site,
  watch: Watch,
  { signal, limitMs }: { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<void> {
  await Promise.all(
    watch.left.map(async (one) => {
      const answer = await site.fetch(one.expected.url, signal, limitMs);
      const now = seenIn(answer, one.expected, watch);
      const again = now.right && (watch.times === 1 || one.seen.right);
      one.seen = again ? { ...now, surely: true } : now;
    }),
  );
  for (const { expected, seen } of watch.left) {
    if (seen.right && seen.surely) {
      watch.done.add(expected.path);
      watch.notes.push(...(seen.note === undefined ? [] : [seen.note]));
    }
  }
  watch.left = watch.left.filter(({ expected: { path, url }, seen }) => {
    const alias = aliasPathOf(path);
    // Clients fall through to the alias on exactly these answers, so they read the right feed.
    if (!seen.right && seen.absent && alias !== undefined && watch.done.has(alias)) {
      watch.notes.push(`${url}: the host does not take the % in the path; clients read the alias`);
      return false;
    }
    return !watch.done.has(path);
  });
}

function seenIn(answer: SiteAnswer, { url, text, path }: Expected, { times }: Watch): Seen {
  if (answer.kind === 'problem') {
    const absent = [400, 404, 410].includes(answer.status ?? 0);
    return { right: false, absent, problem: `${url}: ${answer.message}` };
  }
  const problem = `${url}: right, and looked at once more`;
  const found = { right: true, surely: !answer.cached, problem } as const;
  if (Buffer.from(text).equals(answer.bytes)) {
    return found;
  }
  // Whoever waits for a push is content with what was pushed on top of it; whoever only looks wants what git has.
  const later = times === 1 ? undefined : sequenceAfter(text, answer.bytes, path);
  return later === undefined
    ? { right: false, absent: false, problem: `${url}: the host still serves other bytes` }
    : { ...found, note: `The host serves sequence ${later}, which somebody pushed on top of this` };
}

/** What is plainly wrong comes before what is only not sure yet. */
function problemsIn({ left }: Watch): readonly string[] {
  return [...left]
    .sort((a, b) => Number(a.seen.right) - Number(b.seen.right))
    .map(({ seen }) => seen.problem);
}

function aliasPathOf(path: string): string | undefined {
  const alias = path.replace(/%(?=\/[^/]+$)/, '');
  return alias === path ? undefined : alias;
}
