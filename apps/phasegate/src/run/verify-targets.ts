import { httpSite, openTargets, publishedFiles, sendTo, verifyLive } from '@phasegate/feed-ops';
import type { Base, FeedRepository, Snapshot, Target } from '@phasegate/feed-ops';

/** What is looked at. */
export interface LookFrom {
  readonly repository: FeedRepository;
  readonly base: Base;
  readonly snapshot: Snapshot;
  readonly signal: AbortSignal;
}

/** What is wrong with the targets beside the branch: files that differ there, and what their address serves. */
export async function targetProblems(from: LookFrom): Promise<readonly string[]> {
  const places = from.snapshot.config?.publish ?? [];
  const targets = await openTargets(places, from.repository.root);
  const problems = await Promise.all(targets.map((target) => problemsOf(target, from)));
  return problems.flat();
}

async function problemsOf(
  target: Target,
  { repository, base, snapshot, signal }: LookFrom,
): Promise<readonly string[]> {
  const { name, where, feedBase } = target;
  const files = await publishedFiles(repository, base, snapshot);
  const looked = await sendTo(target, files, { dryRun: true, signal });
  const there =
    looked.kind === 'would-send'
      ? looked.paths.map((path) => `${path} is not as it is in the repository`)
      : [looked.kind === 'failed' ? looked.message : 'it was not looked at to the end'];
  const served =
    feedBase === undefined ? [] : await verifyLive(httpSite(), snapshot, feedBase, signal);
  return [...there.map((line) => `${name} (${where}): ${line}`), ...served];
}
