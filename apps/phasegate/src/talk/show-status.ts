import type {
  FeedStatus,
  HealthStatus,
  PlatformStatus,
  ReleaseStatus,
  Snapshot,
  StatusFacts,
} from '@phasegate/feed-ops';
import { oneLine } from '@phasegate/feed-ops';

import { between, left } from './duration.ts';
import { labelled } from './prose.ts';
import { aligned } from './show-change.ts';
import { paint } from './voice.ts';
import type { Voice } from './voice.ts';

interface Shown extends StatusFacts {
  readonly snapshot: Snapshot;
  /** Why this is only what was seen last; `undefined` where the remote was asked. */
  readonly stale: string | undefined;
  readonly offline: boolean;
}

/** All of it on one screen: what each platform offers to whom, how that does, and what the host serves. */
export function showStatus(all: readonly PlatformStatus[], shown: Shown, voice: Voice): void {
  if (shown.stale !== undefined) {
    voice.prose(` ${paint('yellow', '!')} As this clone saw it last: ${shown.stale}`);
  }
  for (const [block, platforms] of together(all, shown)) {
    voice.say();
    voice.say(` ${paint('bold', platforms.join(', '))}  ${block}`);
  }
  voice.say();
  for (const line of footer(shown)) {
    voice.say(paint('dim', fit(` ${line}`)));
  }
}

/** Platforms that stand alike stand together: three of them are one screen then. */
function together(
  all: readonly PlatformStatus[],
  { now }: Shown,
): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, readonly string[]>();
  for (const one of all) {
    const block = blockOf(one, now);
    blocks.set(block, [...(blocks.get(block) ?? []), one.platform]);
  }
  return blocks;
}

function blockOf({ sequence, expires, releases, feeds, advisories }: PlatformStatus, now: number) {
  const until = expires === undefined ? '' : `, ${expiry(expires, now)}`;
  return [
    paint('dim', `feed sequence ${sequence}${until}`),
    ...releaseLines(releases, now),
    '',
    ...feedLines(feeds),
    ...advisories.map(advisoryLine),
  ].join('\n');
}

function releaseLines(releases: readonly ReleaseStatus[], now: number): readonly string[] {
  const told = releases.filter((release) => matters(release));
  const rows = aligned(told.map((release) => releaseRow(release, now)));
  const earlier = releases.length - told.length;
  const rest = releases.length === 0 ? 'no release yet' : `and ${earlier} earlier, in no feed`;
  return [
    ...told.flatMap((release, at) => [fit(`   ${rows[at] ?? ''}`), ...below(release, now)]),
    ...(releases.length === 0 || earlier > 0 ? [paint('dim', `   ${rest}`)] : []),
  ];
}

function advisoryLine({
  id,
  kind,
  severity,
  versions,
  action,
}: PlatformStatus['advisories'][number]) {
  const way = action === undefined ? '' : `, ${action.kind} ${action.version ?? ''}`.trimEnd();
  const text = `${kind} ${versions ?? ''} (${severity}${way}): ${id}`;
  return sentence(`   ${paint('yellow', '!')} `, text);
}

/** A line that says why: on a terminal it goes on below itself, so that nothing of it is lost. */
function sentence(label: string, text: string): string {
  return labelled(label, text, process.stdout);
}

/** What is in a feed, or could come into one. */
function matters({ state, feeds, overtakenBy }: ReleaseStatus): boolean {
  return (
    feeds.length > 0 ||
    state === 'rolling' ||
    state === 'draft' ||
    (state === 'paused' && overtakenBy === undefined)
  );
}

function releaseRow(release: ReleaseStatus, now: number): readonly string[] {
  const { version, channel, phase, stop } = release;
  const state = stop === undefined ? release.state : 'stopped';
  const name = channel === undefined ? version : `${version} (${channel})`;
  return [name, state, phase === undefined ? '' : `${phase} %`, sinceWhen(release, now)];
}

function sinceWhen({ state, since, seconds, health }: ReleaseStatus, now: number): string {
  if (state !== 'rolling') {
    return `since ${since} (${between(0, seconds * 1000)})`;
  }
  const wait = health?.until === undefined ? '' : `, ${left(now, Date.parse(health.until))} to go`;
  return `${between(0, seconds * 1000)} in phase${wait}`;
}

/** How a rolling release does, and when it goes on by itself. */
function below({ health, schedule, step }: ReleaseStatus, now: number): readonly string[] {
  const steps = schedule.map(({ phase, at }, place) => {
    const time = Date.parse(at);
    const over = place === 0 && step === 'missed' ? 'was missed' : 'is due';
    return `${phase} % ${time <= now ? over : `in ${left(now, time)}`} (${at})`;
  });
  return [
    ...(health === undefined || health.verdict === 'off' ? [] : [healthLine(health, now)]),
    ...(steps.length === 0 ? [] : [sentence('     scheduled: ', steps.join(', '))]),
  ];
}

/** Sign, word and colour say the same. */
function healthLine({ verdict, why, at, clients }: HealthStatus, now: number): string {
  const [sign, style] = SIGNS[verdict];
  const age = at === undefined ? '' : `, ${between(Date.parse(at), now)} ago`;
  const seen = clients === undefined ? '' : `, ${clients} clients`;
  const word = verdict === 'none' ? 'no verdict' : verdict;
  const text = `health: ${word}${age}${seen}: ${oneLine(why, 300)}`;
  return sentence(`     ${paint(style, sign)} `, text);
}

const SIGNS = {
  proceed: ['✔', 'green'],
  inconclusive: ['?', 'yellow'],
  none: ['?', 'yellow'],
  off: ['?', 'dim'],
  pause: ['‖', 'red'],
  'roll-back': ['✖', 'red'],
} as const;

function feedLines(feeds: readonly FeedStatus[]): readonly string[] {
  const looked = feeds.some(({ published }) => published !== undefined);
  const rows = feeds.map((feed) => [
    feed.name,
    feed.buckets === undefined ? 'older apps' : `buckets ${feed.buckets[0]}-${feed.buckets[1]}`,
    ...(looked ? [servedAs(feed)] : []),
    feed.versions.length === 0 ? 'nothing' : feed.versions.join(' '),
  ]);
  const reasons = feeds.flatMap(({ published }) =>
    published?.kind === 'unreachable' ? [published.why] : [],
  );
  return [
    ...aligned(rows).map((row) => fit(`   ${row}`)),
    ...[...new Set(reasons)].map((why) =>
      sentence(`   ${paint('yellow', '!')} `, `the host: ${oneLine(why, 300)}`),
    ),
  ];
}

function servedAs({ published }: FeedStatus): string {
  switch (published?.kind) {
    case 'as-in-git':
      return '✔ as in git';
    case 'older':
    case 'newer':
      return `! ${published.kind}: sequence ${published.sequence}`;
    case 'different':
      return '! other bytes';
    case 'unreachable':
      return '? unreachable';
    default:
      return '';
  }
}

function expiry(expires: string, now: number): string {
  const time = Date.parse(expires);
  return time <= now ? `expired ${expires}` : `expires in ${between(now, time)}`;
}

function footer({ snapshot: { config, chain }, published, offline }: Shown): readonly string[] {
  const root = chain.newest?.version ?? 'none';
  return [
    config?.trust === 'signed' ? `Signed, under root ${root}` : 'The feeds are unsigned',
    config?.health === undefined
      ? 'Health gate: off, no health source is configured'
      : `Health gate: on, ${oneLine(config.health.source, 200)}`,
    ...(published === undefined
      ? [
          offline
            ? 'Published: not looked at, --offline'
            : 'Published: not looked at, feedBase is not known',
        ]
      : []),
  ];
}

/** On a terminal a row stays one line; what does not fit is in `--json` and in a pipe. */
function fit(text: string): string {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return text.length > width ? `${text.slice(0, Math.max(1, width - 1))}…` : text;
}
