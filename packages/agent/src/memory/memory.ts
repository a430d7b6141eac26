import type { FeedName, Instant, Version } from '@phasegate/rollout';
import { phaseOfFeed } from '@phasegate/rollout';
import * as v from 'valibot';
import type { Failures } from './failures.ts';
import { mergedTrust } from './merged-trust.ts';
import type { NoticeLives } from '../notice/notice-life.ts';
import { livesFrom, storedLives, storedSnoozed } from '../notice/notice-memory.ts';
import {
  EMPTY_TRUST,
  storedBytes,
  storedTrust,
  storedVersion as version,
  trustToStore,
} from './trust-memory.ts';
import type { TrustMemory } from './trust-memory.ts';

/** What the agent knows from earlier starts. Everything in it may be lost without harm. */
export interface AgentMemory {
  /** The bad release that this machine went back from. */
  readonly wentBackFrom: Version | undefined;
  /** An install that was begun; the next start tells whether it worked. */
  readonly attempt: Attempt | undefined;
  /** The feed that was accepted last, for conditional requests and for notices while offline. */
  readonly lastFeed: RememberedFeed | undefined;
  /** What its user has done with each notice, by notice id. */
  readonly notices: NoticeLives;
  /** The wall clock when it was looked at last, in epoch milliseconds: one that ran back is not believed. */
  readonly seenAt: Instant | undefined;
  /** How often the update to this version has failed. */
  readonly failures: Failures | undefined;
  readonly trust: TrustMemory;
  /** The release whose download its user called off; it is not fetched again unless somebody asks. */
  readonly declined: Version | undefined;
  /** When the release at hand is to be installed, as its user said. */
  readonly plan: Plan | undefined;
  /** Before this moment (epoch milliseconds) the host does not want to be asked again. */
  readonly notBefore: number | undefined;
}

/** `when-free`: as soon as the app is busy no more; a number is a moment in epoch milliseconds. */
export interface Plan {
  readonly version: Version;
  readonly when: 'on-quit' | 'when-free' | number;
}

/** From where to where, written down just before the installer runs. */
export interface Attempt {
  readonly from: Version;
  readonly to: Version;
  readonly direction: 'forward' | 'back';
  /** What the release key has signed as the release's floor: it holds once `to` has started. */
  readonly floor?: Version | undefined;
}

/** A feed's bytes as they were accepted. */
export interface RememberedFeed {
  readonly name: FeedName;
  readonly url: string;
  readonly etag: string | undefined;
  readonly bytes: Uint8Array;
}

/** A machine that was never seen before. */
export const EMPTY_MEMORY: AgentMemory = {
  wentBackFrom: undefined,
  attempt: undefined,
  lastFeed: undefined,
  notices: {},
  seenAt: undefined,
  failures: undefined,
  trust: EMPTY_TRUST,
  declined: undefined,
  plan: undefined,
  notBefore: undefined,
};

const feedName = v.custom<FeedName>(
  (input) => typeof input === 'string' && phaseOfFeed(input) !== undefined,
);
const shape = v.object({
  schema: v.literal('phasegate/agent@1'),
  wentBackFrom: v.optional(version),
  attempt: v.optional(
    v.object({
      from: version,
      to: version,
      direction: v.picklist(['forward', 'back']),
      floor: v.optional(version),
    }),
  ),
  lastFeed: v.optional(
    v.object({
      name: feedName,
      url: v.string(),
      etag: v.optional(v.string()),
      bytes: storedBytes,
    }),
  ),
  snoozed: v.optional(storedSnoozed),
  notices: v.optional(storedLives),
  seenAt: v.optional(v.number()),
  failures: v.optional(v.object({ version, count: v.number() })),
  trust: v.optional(storedTrust),
  declined: v.optional(version),
  plan: v.optional(
    v.object({ version, when: v.union([v.picklist(['on-quit', 'when-free']), v.number()]) }),
  ),
  notBefore: v.optional(v.number()),
});

/** Reads the state file's text; anything odd, a single bad value too, reads as a machine never seen before. */
export function parseMemory(text: string): AgentMemory | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text);
  if (!parsed.success) {
    return undefined;
  }
  const { schema: _, snoozed, notices, lastFeed, trust = EMPTY_TRUST, ...rest } = parsed.output;
  const feed = lastFeed === undefined ? undefined : { ...lastFeed, etag: lastFeed.etag };
  const lives = livesFrom({ notices, snoozed });
  return { ...EMPTY_MEMORY, ...rest, lastFeed: feed, notices: lives, trust };
}

/**
 * What one instance writes over what another one has written meanwhile: of feeds and roots whatever is further on, and
 * the feed that belongs to it; the rest is its own.
 */
export function mergedMemory(mine: AgentMemory, onDisk: AgentMemory): AgentMemory {
  const trust = mergedTrust(mine.trust, onDisk.trust);
  const [kept, own, theirs] = [trust, mine.trust, onDisk.trust].map(
    ({ counters }) => counters?.sequence,
  );
  const lastFeed = kept !== own && kept === theirs ? onDisk.lastFeed : mine.lastFeed;
  return { ...mine, trust, lastFeed };
}

/** The state file's text. */
export function formatMemory(memory: AgentMemory): string {
  const { lastFeed } = memory;
  const trust = trustToStore(memory.trust);
  const feed =
    lastFeed === undefined
      ? undefined
      : { ...lastFeed, bytes: Buffer.from(lastFeed.bytes).toString('base64') };
  return `${JSON.stringify({ schema: 'phasegate/agent@1', ...memory, lastFeed: feed, trust })}\n`;
}
