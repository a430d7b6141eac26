import { MAX_ROOT_BYTES, updateRoot } from '@phasegate/trust';
import { takeRoot } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { problemOf } from '../error.ts';
import type { AgentPorts } from '../ports.ts';

/** Keeps the anchor, so that a root once taken stays taken whatever becomes of the check (TUF 1.0.34, 5.3.8). */
export interface AnchorStore {
  readonly read: () => Anchor;
  readonly write: (anchor: Anchor) => void;
}

/** Where a walk along the published roots has ended. */
export interface WalkEnd {
  /** Whether it came to the 404 behind the newest root. */
  readonly complete: boolean;
  /** Why it did not, in words. */
  readonly problem: string | undefined;
}

/** A host must not be able to keep an app walking; the rest is for the next look. */
const MOST_ROOTS = 64;

/** Asks for `N+1.root.json`, `N+2.root.json`, ... until one is missing, and keeps each that may be believed. */
export async function walkChain(
  fetchFeed: AgentPorts['fetchFeed'],
  feedBase: string,
  store: AnchorStore,
): Promise<WalkEnd> {
  for (let taken = 0; taken < MOST_ROOTS; taken += 1) {
    const anchor = store.read();
    const url = rootUrl(feedBase, anchor.root.version + 1);
    const answer = await fetchFeed(url, undefined, MAX_ROOT_BYTES).catch((thrown: unknown) =>
      problemOf(thrown, 'feed-unreachable'),
    );
    if ('message' in answer) {
      return { complete: false, problem: answer.message };
    }
    if (answer.kind !== 'body') {
      return { complete: true, problem: undefined };
    }
    const verdict = updateRoot(anchor.root, answer.bytes);
    if (!verdict.ok) {
      return { complete: false, problem: `${url} is refused: ${verdict.problem.message}` };
    }
    store.write(takeRoot(anchor, verdict.root));
  }
  return { complete: false, problem: `there are more than ${MOST_ROOTS} new roots` };
}

function rootUrl(base: string, version: number): string {
  return `${base.replace(/\/+$/, '')}/keys/${version}.root.json`;
}
