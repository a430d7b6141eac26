import {
  advisoryOn,
  advisoriesInForce,
  allBuckets,
  decide,
  feedNameOf,
  PACKAGE_KINDS,
  parseVersion,
  phasesFor,
} from '@phasegate/rollout';
import type { Phases, Version } from '@phasegate/rollout';

import { clientFeed } from './feeds/client-view.ts';
import type { MemoryProduct } from './memory.fixture.ts';

/** What machines in all hundred buckets do, on each of these versions: one line for each, by the client's own `decide`. */
export function offersTo(
  product: Pick<MemoryProduct, 'feed'>,
  versions: readonly string[],
  { phases, now }: { readonly phases: Phases; readonly now: number },
): readonly string[] {
  const feeds = new Map(
    phases.map((phase) => [
      phase,
      clientFeed(product.feed('linux', feedNameOf(phase)), 'linux') ?? fail(),
    ]),
  );
  return versions.flatMap((installed) =>
    allBuckets().map((bucket) => {
      const [narrowest] = phasesFor(bucket, phases);
      const feed = feeds.get(narrowest ?? fail()) ?? fail();
      const machine = {
        version: parseVersion(installed) as Version,
        platform: 'linux',
        arch: 'x64',
        packageKinds: PACKAGE_KINDS.linux,
        systemVersion: undefined,
        bucket,
        channels: [],
        blockedVersions: [],
        wentBackFrom: undefined,
        mayGoBack: true,
        floor: undefined,
      } as const;
      const { standing, ...choice } = decide(machine, feed, now);
      const told = advisoryOn(machine.version, advisoriesInForce(feed.advisories, machine, now), [
        'withdrawn',
        'blocked',
        'notice',
      ]);
      const target = choice.kind === 'hold' ? 'nothing' : choice.release.version;
      return `${installed} in ${bucket}: ${standing.code}, ${choice.kind} ${target}, told ${told?.texts[0]?.issue ?? told?.kind ?? 'nothing'}`;
    }),
  );
}

function fail(): never {
  throw new Error('a feed cannot be read');
}
