import {
  allBuckets,
  decide,
  DEFAULT_PHASES,
  feedNameOf,
  PACKAGE_KINDS,
  parseSystemVersion,
  parseVersion,
  phasesFor,
} from '@phasegate/rollout';
import type { Bucket, Phases, Platform, Version } from '@phasegate/rollout';

import { clientFeed } from './feeds/client-view.ts';
import { NOW } from './memory.fixture.ts';
import type { MemoryProduct } from './memory.fixture.ts';

/** Who is asked for: a version that is installed, and the phases that its build knows. */
export interface Asked {
  readonly installed: string;
  readonly phases?: Phases;
  readonly platform?: Platform;
}

/** For each of the hundred buckets the version that the client's own `decide` moves it to; `-` where it stays. */
export function whoGets(product: MemoryProduct, asked: Asked): readonly string[] {
  return allBuckets().map((bucket) => offered(product, asked, bucket));
}

/** The same in short: `1.1.0: 0-9, -: 10-99`. */
export function shares(product: MemoryProduct, installed: string, phases?: Phases): string {
  const rows = whoGets(product, { installed, phases: phases ?? DEFAULT_PHASES });
  const runs: { readonly what: string; readonly from: number; to: number }[] = [];
  for (const [bucket, what] of rows.entries()) {
    const last = runs.at(-1);
    if (last?.what === what) {
      last.to = bucket;
    } else {
      runs.push({ what, from: bucket, to: bucket });
    }
  }
  return runs.map(({ what, from, to }) => `${what}: ${from}-${to}`).join(', ');
}

function offered(
  product: MemoryProduct,
  { installed, phases = DEFAULT_PHASES, platform = 'linux' }: Asked,
  bucket: Bucket,
): string {
  // A feed that is not there falls through to the next broader one, as in the agent.
  const names = phasesFor(bucket, phases).map((phase) => feedNameOf(phase));
  const name = names.find((one) => product.feed(platform, one) !== '');
  const feed = clientFeed(product.feed(platform, name ?? ''), platform);
  if (feed === undefined) {
    throw new Error(`bucket ${bucket} finds no feed that it can read`);
  }
  const choice = decide(
    {
      version: parseVersion(installed) as Version,
      platform,
      arch: 'x64',
      packageKinds: PACKAGE_KINDS[platform],
      systemVersion: parseSystemVersion('999999'),
      bucket,
      channels: [],
      blockedVersions: [],
      wentBackFrom: undefined,
      mayGoBack: true,
      floor: undefined,
    },
    feed,
    NOW + 86_400_000,
  );
  return choice.kind === 'hold'
    ? '-'
    : `${choice.kind === 'go-back' ? 'back to ' : ''}${choice.release.version}`;
}
