import { readFile, rm } from 'node:fs/promises';

import * as v from 'valibot';

import { readJson } from '../state/config.ts';
import type { ProcessMark } from './process.ts';
import { writeWhole } from './write-whole.ts';

const SCHEMA = 'phasegate/journal@1';

/** What a command was about to do when it was last heard of. */
export interface JournalEntry {
  readonly headline: string;
  /** Tells the same command, given again, from another. */
  readonly words: string;
  /** RFC 3339. */
  readonly at: string;
  /** The work tree that it ran in, and the branch of the feeds. */
  readonly root: string;
  readonly branch: string;
  /** Where it pushes to; absent in entries of older versions, and where there is no remote. */
  readonly remote?: string | undefined;
  readonly remoteBranch?: string | undefined;
  readonly pushes: boolean;
  /** What it began on; `null` before the first commit. */
  readonly base: string | null;
  /** Absent until it was made. */
  readonly commit?: string | undefined;
  /** The paths that the commit changes. */
  readonly files: readonly string[];
  readonly pushed: boolean;
  /** Who wrote it: as long as it lives, nothing is to be put in order. */
  readonly process: ProcessMark;
}

const Shape = v.object({
  schema: v.literal(SCHEMA),
  headline: v.string(),
  words: v.string(),
  at: v.string(),
  root: v.string(),
  branch: v.string(),
  remote: v.optional(v.string()),
  remoteBranch: v.optional(v.string()),
  pushes: v.boolean(),
  base: v.nullable(v.string()),
  commit: v.optional(v.string()),
  files: v.array(v.string()),
  pushed: v.boolean(),
  process: v.object({
    host: v.string(),
    pid: v.number(),
    started: v.nullable(v.string()),
    numbering: v.optional(v.string()),
  }),
});

/** The one entry that a clone keeps while a command writes. */
export interface Journal {
  readonly read: () => Promise<JournalEntry | undefined>;
  readonly begin: (entry: JournalEntry) => Promise<void>;
  /** Writes down what is new about the command under way. */
  readonly note: (more: Partial<JournalEntry>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The journal in a file. A reader finds a whole entry or none. */
export function openJournal(path: string): Journal {
  let current: JournalEntry | undefined;
  const write = async (entry: JournalEntry): Promise<void> => {
    current = entry;
    await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, ...entry }, null, 2)}\n`);
  };
  return {
    read: () => read(path),
    begin: write,
    note: async (more) => {
      const known: Partial<JournalEntry> = current ?? {};
      const isNew = Object.entries(more).some(
        ([key, value]) =>
          JSON.stringify(known[key as keyof JournalEntry]) !== JSON.stringify(value),
      );
      if (current !== undefined && isNew) {
        await write({ ...current, ...more });
      }
    },
    close: async () => {
      const there = await read(path);
      // Another command may have begun while this one waited for the host; the entry is that one's then.
      if (there?.process.pid === current?.process.pid && there?.words === current?.words) {
        // What cannot be removed is found by the next run, which asks the remote.
        await rm(path, { force: true }).catch(() => undefined);
      }
      current = undefined;
    },
  };
}

async function read(path: string): Promise<JournalEntry | undefined> {
  const found = v.safeParse(Shape, readJson(await readFile(path, 'utf8').catch(() => '')));
  if (!found.success) {
    return undefined;
  }
  const { schema: _schema, ...entry } = found.output;
  return entry;
}
