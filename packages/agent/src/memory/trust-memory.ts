import type { Version } from '@phasegate/rollout';
import { parseVersion } from '@phasegate/rollout';
import type { FeedCounters } from '@phasegate/trust';
import * as v from 'valibot';

/** What the agent remembers of signatures. Lost, it begins again at the root that is embedded in the app. */
export interface TrustMemory {
  /** Root files byte by byte, in the order of their versions, up to the newest that was believed. */
  readonly roots: readonly Uint8Array[];
  /** What the accepted feeds have counted up to. */
  readonly counters: FeedCounters | undefined;
  /** The highest floor of a release that has started well here; this machine goes no lower. */
  readonly floor: Version | undefined;
  /** The floor of the release that was installed last; it holds once that release has started well. */
  readonly unproven: { readonly version: Version; readonly floor: Version } | undefined;
  /** When the next root was last asked for and the answer was in; epoch milliseconds. */
  readonly rootAskedAt: number | undefined;
  /** Since when nothing but feeds older than an accepted one is served; epoch milliseconds. */
  readonly lowerSince: number | undefined;
}

/** Nothing was ever verified here. */
export const EMPTY_TRUST: TrustMemory = {
  roots: [],
  counters: undefined,
  floor: undefined,
  unproven: undefined,
  rootAskedAt: undefined,
  lowerSince: undefined,
};

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A text in base64, as the bytes. */
export const storedBytes: v.GenericSchema<string, Uint8Array> = v.pipe(
  v.string(),
  // Not valibot's base64: its pattern overflows the stack on a feed of some megabytes.
  v.check((text) => Buffer.from(text, 'base64').toString('base64') === text),
  v.transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
);

/** A full semver version. */
export const storedVersion: v.GenericSchema<Version> = v.custom<Version>(
  (input) => typeof input === 'string' && parseVersion(input) !== undefined,
);

const shape = v.object({
  roots: v.array(storedBytes),
  counters: v.optional(
    v.object({
      sequence: v.pipe(whole, v.maxValue(2 ** 48)),
      hashes: v.record(v.string(), v.pipe(v.string(), v.regex(/^[\da-f]{64}$/))),
      timeFloor: whole,
      rootVersion: whole,
    }),
  ),
  floor: v.optional(storedVersion),
  unproven: v.optional(v.object({ version: storedVersion, floor: storedVersion })),
  rootAskedAt: v.optional(whole),
  lowerSince: v.optional(whole),
});

/** How it stands in the state file. */
export const storedTrust: v.GenericSchema<unknown, TrustMemory> = v.pipe(
  v.unknown(),
  shape,
  v.transform((found) => ({ ...EMPTY_TRUST, ...found })),
);

/** What {@link storedTrust} reads. */
export function trustToStore(trust: TrustMemory): object {
  return { ...trust, roots: trust.roots.map((bytes) => Buffer.from(bytes).toString('base64')) };
}
