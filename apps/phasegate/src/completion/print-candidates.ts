import type { Command } from 'commander';

import { fromHere } from '../words/settings.ts';
import { candidatesFor } from './candidates.ts';
import { localFeeds } from './local-feeds.ts';
import { readLine } from './place.ts';
import type { Line } from './place.ts';

/** Prints one candidate a line, `value<TAB>what it is`, and `:files` or `:folders` where the shell knows better. */
export async function printCandidates(
  program: Command,
  shell: string,
  words: readonly string[],
): Promise<number> {
  const line = readLine(program, shell === 'bash' ? rejoined(words) : words);
  const found = await candidatesFor(line, () => localFeeds(folderOf(line)));
  // bash breaks words at "=" and puts only what is behind it in place.
  const lead = shell === 'bash' && line.place.kind === 'option-value' ? line.place.lead : '';
  const lines = found.words.map(
    ({ value, what }) => `${value.slice(lead.length)}\t${what.replaceAll(/\s+/g, ' ')}`,
  );
  const all = [...lines, ...(found.shell === undefined ? [] : [`:${found.shell}`])];
  process.stdout.write(all.map((one) => `${one}\n`).join(''));
  return 0;
}

/** `--platform`, `=`, `li` as bash hands it over, as one word again. */
function rejoined(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const [at, word] of words.entries()) {
    const before = joined.at(-1) ?? '';
    const belongs = word === '=' ? before.startsWith('--') : words[at - 1] === '=';
    if (belongs && joined.length > 0) {
      joined[joined.length - 1] = `${before}${word}`;
    } else {
      joined.push(word);
    }
  }
  return joined;
}

function folderOf({ used }: Line): string {
  const named = used.findLast(([{ long }]) => long === '--directory');
  return fromHere(named?.[1] ?? '.');
}
