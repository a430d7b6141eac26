import { readFile, rm } from 'node:fs/promises';

import { parseVersion } from '@phasegate/rollout';
import * as v from 'valibot';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readJson } from '../state/config.ts';
import { gitText, runGit } from './git.ts';
import type { GitRun } from './git.ts';
import { notWritable } from './not-writable.ts';
import { writeWhole } from './write-whole.ts';

const SCHEMA = 'phasegate/queue@1';
// A ref of our own keeps the commit from being collected, and no push or fetch of anybody takes it along.
const REF = 'refs/phasegate/queued';

/** A stop that is made and signed, but that the remote does not have. */
export interface Queued {
  readonly headline: string;
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  /** What was asked, so that it can be planned anew. */
  readonly version: string | null;
  readonly reason: string | null;
  readonly platforms: readonly string[] | null;
  /** What it was made on; as long as the remote is there, the commit goes out as it is. */
  readonly base: string;
  readonly commit: string;
  readonly files: readonly string[];
  /** The branch that it is for; absent in what older versions have queued. */
  readonly branch?: string | undefined;
}

const Shape = v.object({
  schema: v.literal(SCHEMA),
  headline: v.string(),
  at: v.string(),
  actor: v.string(),
  // A version that cannot be read must not come to mean every version.
  version: v.nullable(
    v.pipe(
      v.string(),
      v.check((text) => parseVersion(text) !== undefined),
    ),
  ),
  reason: v.nullable(v.string()),
  platforms: v.nullable(v.array(v.picklist(['macos', 'windows', 'linux']))),
  base: v.string(),
  commit: v.pipe(v.string(), v.regex(/^[\da-f]{40,64}$/)),
  files: v.array(v.string()),
  branch: v.optional(v.string()),
});

/** The one stop that a clone keeps until it can be sent. */
export interface Queue {
  /** The stop of this branch: one that is for another product of the clone must not be planned anew on this one. */
  readonly read: () => Promise<Queued | undefined>;
  readonly put: (queued: Queued) => Promise<Result<undefined>>;
  readonly clear: () => Promise<void>;
}

/** The queue of a clone: what was asked in a file, the commit under a ref. The file decides whether there is one. */
export function openQueue(path: string, run: GitRun, branch: string): Queue {
  return {
    read: async () => {
      const found = await readQueued(path);
      return (found?.branch ?? branch) === branch ? found : undefined;
    },
    put: async (queued) => {
      const before = await readQueued(path);
      const other = before?.branch ?? branch;
      if (other !== branch) {
        return refuse(
          'queued',
          `A stop for the branch ${other} is queued here and not sent yet (${before?.headline}), and a clone keeps one; this one is not queued`,
          `phasegate push --branch ${other}, or give this stop in another clone`,
        );
      }
      try {
        await gitText(['update-ref', REF, queued.commit], run);
        const text = JSON.stringify({ schema: SCHEMA, ...queued, branch }, null, 2);
        await writeWhole(path, `${text}\n`);
        return accept(undefined);
      } catch (error) {
        return notWritable(path, error);
      }
    },
    clear: async () => {
      await rm(path, { force: true });
      await runGit(['update-ref', '-d', REF], run);
    },
  };
}

async function readQueued(path: string): Promise<Queued | undefined> {
  const read = v.safeParse(Shape, readJson(await readFile(path, 'utf8').catch(() => '')));
  return read.success ? read.output : undefined;
}
