import type { Feed, Platform } from '@phasegate/rollout';
import type { VerifiedFeedBytes } from '@phasegate/trust';
import { decodeAppcast } from './decode.ts';
import { CLIENT_LIMITS } from './limits.ts';
import type { FeedLimits } from './limits.ts';
import { PHASEGATE } from './namespaces.ts';
import type { FeedProblem } from './problem.ts';
import { readAdvisories } from './read-advisory.ts';
import { readIdentity } from './read-identity.ts';
import { readItem, readReleases } from './read-release.ts';
import type { ReadItem } from './read-release.ts';
import { scan } from './scan.ts';
import { childrenOf, childText, parseTree } from './tree.ts';
import type { XmlElement } from './tree.ts';

/** For whom a feed is read. */
export interface ReadOptions {
  readonly platform: Platform;
  /** {@link CLIENT_LIMITS} where absent. */
  readonly limits?: FeedLimits;
  /** Development only: http to this machine itself counts as safe. */
  readonly allowLoopbackHttp?: boolean;
}

/** A feed, or why it is refused as a whole. A bad item is no reason: it stands in `feed.unusable`. */
export type ReadOutcome =
  | { readonly ok: true; readonly feed: Feed }
  | { readonly ok: false; readonly problem: FeedProblem };

/** Reads a feed: guard first, then xml2js, then values of ours. Never throws, whatever the bytes are. */
export function readAppcast(verified: VerifiedFeedBytes, options: ReadOptions): ReadOutcome {
  const limits = options.limits ?? CLIENT_LIMITS;
  const decoded = decodeAppcast(verified.bytes, limits);
  if (!decoded.ok) {
    return decoded;
  }
  const problem = scan(decoded.text, { limits });
  if (problem !== undefined) {
    return { ok: false, problem };
  }
  return readTree(parseTree(decoded.text), options);
}

/** The values of a tree that the guard has let through; `item` reads one item. */
export function readTree(
  root: XmlElement | undefined,
  options: ReadOptions,
  item: (element: XmlElement) => ReadItem = (element) => readItem(element, options),
): ReadOutcome {
  if (root === undefined) {
    return refused('malformed', 'The feed is refused: the XML parser cannot read it.');
  }
  const channels = root.local === 'rss' && root.uri === '' ? childrenOf(root, 'channel') : [];
  if (channels.length === 0) {
    return refused('not-an-appcast', 'The file is no appcast: it has no rss/channel.');
  }
  // RSS has one channel; where a file has more, stock clients read the items of all.
  const children = channels.flatMap((channel) => channel.children);
  return { ok: true, feed: readFeed({ ...root, children }, options, item) };
}

function readFeed(
  channel: XmlElement,
  options: ReadOptions,
  item: (element: XmlElement) => ReadItem,
): Feed {
  const { identity, remarks } = readIdentity(childrenOf(channel, 'feed', PHASEGATE));
  const advisories = readAdvisories(childrenOf(channel, 'advisory', PHASEGATE));
  const { releases, unusable } = readReleases(childrenOf(channel, 'item').map(item), options);
  return {
    title: childText(channel, 'title'),
    identity,
    releases,
    advisories: advisories.advisories,
    unusable,
    remarks: [...remarks, ...advisories.remarks],
  };
}

function refused(code: FeedProblem['code'], message: string): ReadOutcome {
  return { ok: false, problem: { code, message } };
}
