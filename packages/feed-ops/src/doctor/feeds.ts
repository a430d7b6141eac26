import { parseInstant } from '@phasegate/rollout';
import type { HealthReading } from '../health/report.ts';
import { healthOf } from '../health/report.ts';
import type { Config } from '../state/config.ts';
import type { StrangeKey } from '../state/config-keys.ts';
import { REPOSITORY_FILES, repositoryEdits } from '../state/repository-files.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { initAgain } from '../verify.ts';
import type { Findings } from '../verify.ts';
import { error, ok, skipped, warning } from './finding.ts';
import type { Remark } from './finding.ts';

/** What stands in `phasegate.json`. */
export function judgeConfig(config: Config, strange: readonly StrangeKey[]): readonly Remark[] {
  const unknown = strange.map(({ path }) => path).filter((path) => path !== '$schema');
  return unknown.length === 0
    ? [ok(`phasegate.json: ${config.title}, ${config.platforms.join(', ')}`)]
    : [
        warning(
          `phasegate.json has what this version does not know: ${unknown.join(', ')}`,
          'npm install --global @phasegate/cli@latest, or take it out',
        ),
      ];
}

/** Every invariant, every signature, and how long they hold. */
export function judgeFeeds({
  breaches,
  warnings,
  feeds,
  trust,
  root,
}: Findings): readonly Remark[] {
  const remarks = [
    ...breaches.map(({ code, path, message }) => error(message, wayOut(code, path))),
    ...warnings.filter((line) => !isOfRepository(line)).map(soon),
  ];
  const signed = trust === 'signed' ? `signed, under root ${root ?? 'none'}` : 'unsigned';
  return remarks.length === 0
    ? [ok(`${feeds} feeds hold every invariant; they are ${signed}`)]
    : remarks;
}

function wayOut(code: string, path: string): string {
  if (code === 'feed-expired' || code === 'sparkle-trailer') {
    return 'phasegate renew';
  }
  return code === 'root-expired' ? 'phasegate renew --root' : `git log -p -- "${path}"`;
}

/** `verify` ends its warnings with the way out. */
function soon(line: string): Remark {
  const [, command] = /(phasegate renew(?: --root)?)/.exec(line) ?? [];
  return warning(line, command ?? 'phasegate verify');
}

/** Those have a check of their own. */
function isOfRepository(line: string): boolean {
  return Object.values(REPOSITORY_FILES).some((text) => line.startsWith(text));
}

/** What git and GitHub Pages have to be told. */
export function judgeRepository(
  config: Config,
  texts: Snapshot['repositoryTexts'],
): readonly Remark[] {
  const edits = repositoryEdits(config, texts);
  return edits.length === 0
    ? [ok('git leaves line ends alone, and the host serves every file')]
    : edits.map(({ path }) => warning(REPOSITORY_FILES[path] ?? path, initAgain(config)));
}

/** Whether the host serves what git has. */
export function judgePublished(
  feedBase: string | undefined,
  problems: readonly string[],
): readonly Remark[] {
  if (feedBase === undefined) {
    const why = 'Where the feeds are published is not known, so nobody can look there';
    return [warning(why, 'phasegate config apply, with feedBase in the config')];
  }
  const [first, ...more] = problems;
  if (first === undefined) {
    return [ok(`${feedBase} serves every feed as it is in git`)];
  }
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return [
    error(`The host does not serve what git has: ${first}${others}`, 'phasegate verify --live'),
  ];
}

/** Whether escalation could ask for a verdict now. */
export function judgeHealth(
  reading: HealthReading,
  { config, states }: Snapshot,
  now: number,
): readonly Remark[] {
  if (reading.kind === 'off') {
    return [ok('The health gate is off: the config names no source')];
  }
  const look = `look at ${reading.source}`;
  if (reading.kind === 'unreadable') {
    return [error(`Health cannot be read from ${reading.source}: ${reading.why}`, look)];
  }
  const { report } = reading;
  const minutes = Math.round((now - (parseInstant(report.at) ?? 0)) / 60_000);
  const most = config?.health?.maxAgeMinutes ?? 0;
  if (minutes > most) {
    return [
      error(
        `The health report is ${minutes} min old, and more than ${most} min says nothing`,
        `${look}, and at the job that writes it`,
      ),
    ];
  }
  const silent = states.flatMap(({ platform, ledger }) =>
    ledger.releases
      .filter(
        ({ state, version }) => state === 'rolling' && !healthOf(report, { platform, version }),
      )
      .map(({ version }) => `${version} on ${platform}`),
  );
  return silent.length === 0
    ? [ok(`The health report is ${minutes} min old`)]
    : [warning(`The health report does not speak of ${silent.join(', ')}`, look)];
}

/** What depends on the feeds, where they cannot be read. */
export const NO_FEEDS: Remark = skipped('The feeds have to be readable first');
