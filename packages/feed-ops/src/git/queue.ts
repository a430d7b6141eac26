import { readFile, rm } from 'node:fs/promises';

import { parseVersion } from '@phasegate/rollout';
import * as v from 'valibot';

import { readJson } from '../state/config.ts';
import { gitText, runGit } from './git.ts';
import type { GitRun } from './git.ts';
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
});

/** The one stop that a clone keeps until it can be sent. */
export interface Queue {
  readonly read: () => Promise<Queued | undefined>;
  readonly put: (queued: Queued) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** The queue of a clone: what was asked in a file, the commit under a ref. The file decides whether there is one. */
export function openQueue(path: string, run: GitRun): Queue {
  return {
    read: async () => {
      const read = v.safeParse(Shape, readJson(await readFile(path, 'utf8').catch(() => '')));
      return read.success ? read.output : undefined;
    },
    put: async (queued) => {
      await gitText(['update-ref', REF, queued.commit], run);
      await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, ...queued }, null, 2)}\n`);
    },
    clear: async () => {
      await rm(path, { force: true });
      await runGit(['update-ref', '-d', REF], run);
    },
  };
}
