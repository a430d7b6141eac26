import type { Base, FeedRepository } from '../git/feed-repository.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { loadSnapshot } from '../state/load-snapshot.ts';
import { publishedFiles } from './published-files.ts';
import { sendTo } from './send.ts';
import type { Sending, SendOutcome } from './send.ts';
import type { PublishedFile, Target } from './target.ts';

/** What became of one target, and of what it was to hold. */
export interface TargetReport {
  readonly name: string;
  readonly where: string;
  readonly feedBase: string | undefined;
  readonly outcome: SendOutcome;
}

/** Everything that was sent, as it should now be at every target. */
export interface SentAll {
  readonly reports: readonly TargetReport[];
  readonly files: readonly PublishedFile[];
}

/** From where to where. */
export interface SendAll extends Sending {
  readonly repository: FeedRepository;
  readonly targets: readonly Target[];
  readonly progress: (line: string) => void;
}

const ROUNDS = 4;

/**
 * Brings every target to what is on the branch; one that fails undoes none of the others. Two operators may send at
 * once, and the slower one must not leave older feeds behind: afterwards the remote is asked again, and what somebody
 * else has pushed in the meantime is sent as well.
 */
export async function sendToAll(work: SendAll, first: Base): Promise<Result<SentAll>> {
  let base = first;
  let sent = new Map<string, readonly string[]>();
  for (let round = 1; ; round += 1) {
    const files = await filesAt(work, base);
    if (!files.ok) {
      return files;
    }
    const reports = await Promise.all(
      work.targets.map((target) => sendOne(work, target, files.value)),
    );
    const all = reports.map((report) => withEarlier(report, sent.get(report.name) ?? []));
    sent = new Map(all.map(({ name, outcome }) => [name, 'sent' in outcome ? outcome.sent : []]));
    const newer = work.dryRun || round === ROUNDS ? undefined : await newerThan(work, base);
    if (newer === undefined) {
      return accept({ reports: all, files: files.value });
    }
    work.progress('Somebody else pushed in the meantime; sending their state');
    base = newer;
  }
}

async function filesAt(
  { repository }: SendAll,
  base: Base,
): Promise<Result<readonly PublishedFile[]>> {
  const snapshot = await loadSnapshot(repository, base);
  return snapshot.ok ? accept(await publishedFiles(repository, base, snapshot.value)) : snapshot;
}

async function sendOne(
  work: SendAll,
  target: Target,
  files: readonly PublishedFile[],
): Promise<TargetReport> {
  const { name, where, feedBase } = target;
  work.progress(`Sending to ${name} (${where})`);
  return { name, where, feedBase, outcome: await sendTo(target, files, work) };
}

function withEarlier(report: TargetReport, earlier: readonly string[]): TargetReport {
  const { outcome } = report;
  return 'sent' in outcome
    ? { ...report, outcome: { ...outcome, sent: [...new Set([...earlier, ...outcome.sent])] } }
    : report;
}

/** The remote's newest commit, where it is another one; a remote that does not answer now is no reason to fail. */
async function newerThan({ repository, signal }: SendAll, base: Base): Promise<Base | undefined> {
  if (signal.aborted || !repository.pushes) {
    return undefined;
  }
  const now = await repository.catchUp();
  return now.ok && now.value.ahead === 0 && now.value.commit !== base.commit
    ? now.value
    : undefined;
}

/** The targets that were named, or all. */
export function targetsNamed(
  targets: readonly Target[],
  names: readonly string[],
): Result<readonly Target[]> {
  const unknown = names.find((name) => !targets.some((target) => target.name === name));
  const known = targets.map(({ name }) => name).join(', ');
  if (targets.length === 0) {
    return refuse(
      'bad-argument',
      'phasegate.json names no target beside the git branch',
      'add a "publish" section: docs/publishing.md shows how',
    );
  }
  return unknown === undefined
    ? accept(targets.filter(({ name }) => names.length === 0 || names.includes(name)))
    : refuse('bad-argument', `There is no target ${unknown}`, `name one of ${known}`);
}
