import { createHash } from 'node:crypto';

import type { Command, ForeignCommand, Recovered } from '@phasegate/feed-ops';

import { end } from '../talk/ending.ts';
import { paint } from '../talk/voice.ts';
import type { Voice } from '../talk/voice.ts';

/** Tells the same command, given again, from another; when it was typed does not count. */
export function wordsOf(command: Command | ForeignCommand, path = ''): string {
  const text = JSON.stringify([path, command], (key, value: unknown) =>
    key === 'pubDate' ? undefined : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

/** What stops harm: it goes on over changed files and past what this clone has of its own. */
export function isUrgent({ kind }: Command): boolean {
  return kind === 'emergency-stop' || kind === 'pause';
}

/** Whether this very command is the one that was killed after it was done: twice would be once too often. */
export function wasDone(
  recovered: Recovered | undefined,
  words: string,
): recovered is Recovered & { readonly ended: 'done' } {
  return recovered?.ended === 'done' && recovered.words === words;
}

/** Says that the command was carried out by the run before, and ends with 0. */
export function endDoneBefore({ said }: Recovered, voice: Voice): number {
  const next = 'phasegate rollout status; to do it once more, run the same command again';
  const plan = { kind: 'nothing-to-do', headline: said, next } as const;
  return end({ kind: 'nothing-to-do', plan, replanned: 0 }, voice);
}

/** Says what became of a command that was killed. */
export function sayRecovered(recovered: Recovered | undefined, voice: Voice): void {
  if (recovered !== undefined) {
    const mark = recovered.ended === 'done' ? paint('green', '✔') : paint('yellow', '!');
    voice.prose(` ${mark} ${recovered.said}`);
  }
}
