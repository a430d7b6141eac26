import type { FeedName, Version } from '@phasegate/rollout';
import { parseVersion, phaseOfFeed } from '@phasegate/rollout';
import * as v from 'valibot';

/** What the agent knows from earlier starts. Everything in it may be lost without harm. */
export interface AgentMemory {
  /** The bad release that this machine went back from. */
  readonly wentBackFrom: Version | undefined;
  /** An install that was begun; the next start tells whether it worked. */
  readonly attempt: Attempt | undefined;
  /** The feed that was accepted last, for conditional requests and for notices while offline. */
  readonly lastFeed: RememberedFeed | undefined;
  /** Notices put aside: until when (epoch milliseconds), by notice id. */
  readonly snoozed: Readonly<Record<string, number>>;
}

/** From where to where, written down just before the installer runs. */
export interface Attempt {
  readonly from: Version;
  readonly to: Version;
  readonly direction: 'forward' | 'back';
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
  snoozed: {},
};

const version = v.custom<Version>(
  (input) => typeof input === 'string' && parseVersion(input) !== undefined,
);
const feedName = v.custom<FeedName>(
  (input) => typeof input === 'string' && phaseOfFeed(input) !== undefined,
);
// Not valibot's base64: its pattern overflows the stack on a feed of some megabytes.
const bytes = v.pipe(
  v.string(),
  v.check((text) => Buffer.from(text, 'base64').toString('base64') === text),
  v.transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
);
const shape = v.object({
  schema: v.literal('phasegate/agent@1'),
  wentBackFrom: v.optional(version),
  attempt: v.optional(
    v.object({ from: version, to: version, direction: v.picklist(['forward', 'back']) }),
  ),
  lastFeed: v.optional(
    v.object({ name: feedName, url: v.string(), etag: v.optional(v.string()), bytes }),
  ),
  snoozed: v.record(v.string(), v.number()),
});

/** Reads the state file's text; anything odd, a single bad value too, reads as a machine never seen before. */
export function parseMemory(text: string): AgentMemory | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text);
  if (!parsed.success) {
    return undefined;
  }
  const { wentBackFrom, attempt, lastFeed, snoozed } = parsed.output;
  const feed = lastFeed === undefined ? undefined : { ...lastFeed, etag: lastFeed.etag };
  return { wentBackFrom, attempt, lastFeed: feed, snoozed };
}

/** The state file's text. */
export function formatMemory(memory: AgentMemory): string {
  const { lastFeed } = memory;
  const feed =
    lastFeed === undefined
      ? undefined
      : { ...lastFeed, bytes: Buffer.from(lastFeed.bytes).toString('base64') };
  return `${JSON.stringify({ schema: 'phasegate/agent@1', ...memory, lastFeed: feed })}\n`;
}
