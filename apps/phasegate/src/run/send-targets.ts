import {
  awaitPublished,
  httpSite,
  openTargets,
  publishedUrl,
  sendToAll,
  targetsNamed,
} from '@phasegate/feed-ops';
import type {
  Base,
  Config,
  Expected,
  FeedRepository,
  Published,
  Refusal,
  Result,
  SentAll,
  TargetReport,
} from '@phasegate/feed-ops';

import type { Run } from './run-command.ts';

/** What became of one target, and whether what it feeds serves it. */
export interface TargetEnd extends TargetReport {
  /** Absent where nobody looked: it is not known where it is served, or it did not get that far. */
  readonly publication?: Published | undefined;
}

/** What is sent, from where. */
export interface SendFrom {
  readonly repository: FeedRepository;
  readonly config: Config;
  readonly base: Base;
  /** Of the targets; none: all. */
  readonly names: readonly string[];
}

/** Sends the published files of a commit to the targets of the config. */
export async function sendTargets(
  { settings, voice, signal }: Run,
  { repository, config, base, names }: SendFrom,
): Promise<Result<SentAll>> {
  const targets = targetsNamed(await openTargets(config.publish ?? [], repository.root), names);
  const { dryRun } = settings;
  const work = { repository, dryRun, signal, progress: voice.progress };
  return targets.ok ? sendToAll({ ...work, targets: targets.value }, base) : targets;
}

/** Where nothing could be sent at all, though the change is pushed. */
export function unsent({ message, next }: Refusal): TargetEnd {
  const failed = { kind: 'failed', sent: [], message, next } as const;
  return { name: 'targets', where: 'all', feedBase: undefined, outcome: failed };
}

/** Sends what was pushed to every target of the config, if it has any, and waits for none of them. */
export async function spreadTo(
  run: Run,
  { repository, config }: Pick<SendFrom, 'repository'> & { readonly config: Config | undefined },
  commit: string,
): Promise<readonly TargetEnd[]> {
  if (config?.publish === undefined || config.publish.length === 0) {
    return [];
  }
  const base = { commit, ahead: 0 };
  const sent = await sendTargets(run, { repository, config, base, names: [] });
  return sent.ok ? sent.value.reports : [unsent(sent.refusal)];
}

/** Waits until what the targets feed serves what was sent, for those whose address is known. */
export async function awaitTargets(
  { settings, voice, signal }: Run,
  { reports, files }: SentAll,
): Promise<readonly TargetEnd[]> {
  const { waitMs } = settings;
  const wait = async (report: TargetReport): Promise<TargetEnd> => {
    const { feedBase, outcome, name } = report;
    if (feedBase === undefined || outcome.kind !== 'right' || waitMs === 0) {
      return report;
    }
    const progress = (line: string): void => voice.progress(`${name}: ${line}`);
    const expected = files.map(({ path, bytes }): Expected => {
      const text = Buffer.from(bytes).toString('utf8');
      return { path, url: publishedUrl(path, feedBase), text };
    });
    const patience = { waitMs, signal, progress };
    return { ...report, publication: await awaitPublished(httpSite(), expected, patience) };
  };
  return Promise.all(reports.map(wait));
}
