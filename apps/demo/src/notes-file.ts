import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseNote } from './note.ts';
import type { Note } from './note.ts';

/** The notes, kept as one JSON file. */
export interface NotesFile {
  readonly list: () => Promise<readonly Note[]>;
  readonly change: (edit: (notes: readonly Note[]) => readonly Note[]) => Promise<void>;
}

/** Opens the file; one that is missing or damaged reads as the notes a new user gets. */
export function openNotesFile(file: string, now: () => number): NotesFile {
  let last: Promise<void> = Promise.resolve();
  const list = async (): Promise<readonly Note[]> => {
    try {
      const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
      return Array.isArray(parsed)
        ? parsed.map(parseNote).filter((note) => note !== undefined)
        : first(now());
    } catch {
      return first(now());
    }
  };
  return {
    list,
    change: (edit) => {
      const write = last.then(async () => save(file, edit(await list())));
      last = write.catch(() => undefined);
      return write;
    },
  };
}

async function save(file: string, notes: readonly Note[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(notes, undefined, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

function first(now: number): readonly Note[] {
  const minute = 60_000;
  return [
    {
      id: 'welcome',
      changed: now,
      text: 'Welcome to Notes\n\nThis is a small app that keeps itself up to date with Phasegate.\n\nThe version stands in the title bar. Open Updates to see which feed this machine reads, what was decided for it, and why.',
    },
    {
      id: 'groceries',
      changed: now - 90 * minute,
      text: 'Groceries\n\nOlive oil\nLemons\nTwo loaves of rye\nCoffee beans, the dark ones',
    },
    {
      id: 'lisbon',
      changed: now - 26 * 60 * minute,
      text: 'Lisbon in March\n\nTrain 28 early, before the queue.\nAsk Inês about the small place in Alfama.\nRain jacket.',
    },
  ];
}
