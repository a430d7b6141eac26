import { listAdvisories, oneLine, readPlatforms } from '@phasegate/feed-ops';
import type { ListedAdvisory } from '@phasegate/feed-ops';

import { endRefused } from '../talk/ending.ts';
import { openRun } from './run-command.ts';
import { snapshotFor } from './newest-state.ts';
import type { Settings } from '../words/settings.ts';
import { paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** `phasegate advisory list`: reads, changes nothing. */
export async function runAdvisories(settings: Settings, typed: readonly string[]): Promise<number> {
  const run = openRun(settings);
  const platforms = readPlatforms(typed);
  if (!platforms.ok) {
    return endRefused(platforms.refusal, run.voice);
  }
  const snapshot = await snapshotFor(run);
  if (!snapshot.ok) {
    return endRefused(snapshot.refusal, run.voice);
  }
  const advisories = listAdvisories(snapshot.value, platforms.value, Date.now());
  const next = nextFor(advisories);
  run.voice.document({ ok: true, outcome: 'advisories', exit: 0, advisories, next });
  run.voice.say();
  if (advisories.length === 0) {
    run.voice.say('   No advisory is in force');
    run.voice.say();
  }
  for (const one of advisories) {
    show(one, run.voice);
    run.voice.say();
  }
  run.voice.next(next);
  return 0;
}

function show(one: ListedAdvisory, voice: Voice): void {
  const { id, revision, kind, severity, versions, platforms, languages, issue, action } = one;
  const about = versions === undefined ? '' : ` on ${versions}`;
  voice.say(` ${paint('bold', id)}  ${paint('dim', `revision ${revision}`)}`);
  voice.say(`   ${kind}${about}, ${severity}, ${platforms.join(', ')}`);
  if (issue !== undefined) {
    voice.prose(`   "${oneLine(issue, 280)}" ${paint('dim', `(${languages.join(', ')})`)}`);
  }
  const more = [
    action === undefined ? [] : [asked(action)],
    one.issued === undefined ? [] : [`issued ${one.issued}`],
    one.deadline === undefined ? [] : [`deadline ${one.deadline}`],
    one.expires === undefined ? [] : [`expires ${one.expires}`],
  ].flat();
  voice.prose(`   ${paint('dim', more.join(', '))}`);
}

/** `go-back 1.0.0`, as people say it. */
function asked(action: string): string {
  const [kind = '', version = ''] = action.split(' ');
  const ways: Readonly<Record<string, string>> = {
    'go-back': `asks to go back to ${version}`,
    update: `asks to update to ${version}`,
    manual: 'asks to install another version by hand',
    none: 'asks for nothing',
  };
  return ways[kind] ?? `asks to ${action}`;
}

function nextFor(advisories: readonly ListedAdvisory[]): string {
  const [block] = advisories.filter(({ kind }) => kind === 'blocked');
  const [notice] = advisories.filter(({ kind }) => kind === 'notice');
  const [words] = advisories.filter(({ kind }) => kind !== 'resolved');
  if (notice !== undefined) {
    return `phasegate notice end ${notice.id}, when it is over`;
  }
  if (block !== undefined) {
    return `phasegate unblock ${block.id}, when it is over`;
  }
  return words === undefined
    ? 'phasegate rollout status'
    : `phasegate advisory correct ${words.id} --issue "...", if the words are wrong`;
}
