import { keyName } from '@phasegate/feed-ops';
import type { Affected, Change } from '@phasegate/feed-ops';

import { paint } from './voice.ts';
import type { Voice } from './voice.ts';

/** The plan as people read it: what happens, whom it touches, what to know. */
export function showChange(change: Change, voice: Voice): void {
  voice.say();
  voice.labelled(' ', paint('bold', change.headline));
  voice.say();
  for (const line of change.summary) {
    voice.prose(`   ${line}`);
  }
  if (change.affected.length > 0) {
    voice.say();
    showAffected(change.affected, voice);
  }
  for (const { platform, version, clients, at } of change.stillOn ?? []) {
    const gone = change.affected.some((one) => one.before === version && one.after !== version);
    const on = gone ? 'still on' : 'on';
    voice.prose(`   ${clients} clients ${on} ${version} on ${platform}, as of ${at}`);
  }
  voice.say(`   ${paint('dim', signedLine(change))}`);
  if (change.warnings.length > 0) {
    voice.say();
  }
  for (const line of change.warnings) {
    voice.prose(` ${paint('yellow', '!')} ${line}`);
  }
  voice.say();
}

function signedLine({ trust }: Change): string {
  if (trust.kind === 'unsigned') {
    return 'Unsigned: clients take these feeds only where the app says so in code';
  }
  const names = trust.keyids.map(keyName).join(' and ');
  return names === ''
    ? `No feed is written; the feeds are signed, under root ${trust.root}`
    : `Signed by the feed key ${names}, under root ${trust.root}`;
}

/** Platforms on which the same happens to the same machines stand together: nine feeds are three lines then. */
function showAffected(affected: readonly Affected[], voice: Voice): void {
  const together = new Map<string, string[]>();
  for (const platform of new Set(affected.map((one) => one.platform))) {
    const rows = aligned(affected.filter((one) => one.platform === platform).map(affectedRow));
    const key = rows.join('\n');
    together.set(key, [...(together.get(key) ?? []), platform]);
  }
  for (const [rows, platforms] of together) {
    voice.say(`   ${platforms.join(', ')}`);
    for (const row of rows.split('\n')) {
      voice.say(`     ${row}`);
    }
  }
}

function affectedRow(one: Affected): readonly string[] {
  return [
    one.feed,
    one.buckets === undefined ? '' : `buckets ${one.buckets[0]}-${one.buckets[1]}`,
    one.share === undefined ? '' : `${String(one.share).padStart(3)} %`,
    offered(one),
  ];
}

function offered({ before, after }: Affected): string {
  const name = (version: string | undefined): string => version ?? 'nothing';
  return before === after
    ? paint('dim', `offered ${name(after)}, as before`)
    : `offered ${paint('bold', name(after))}, was ${name(before)}`;
}

/** Rows with their columns one below the other. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = rows;
  const widths = first.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
