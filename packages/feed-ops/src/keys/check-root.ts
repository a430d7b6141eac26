import { readFile } from 'node:fs/promises';

import { openRoot, updateRoot } from '@phasegate/trust';
import type { Root, RootProblem } from '@phasegate/trust';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';

/** Whether one root leads to the next, as every client asks it (TUF 1.0.34, 5.3). */
export type RootAnswer =
  | { readonly ok: true; readonly root: Root }
  | { readonly ok: false; readonly of: 'trusted' | 'next'; readonly problem: RootProblem };

/** Asks of two files whether a client that trusts the first would take the second. */
export async function checkRoot(trusted: string, next: string): Promise<Result<RootAnswer>> {
  const files: Uint8Array[] = [];
  for (const path of [trusted, next]) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) {
      return refuse('no-such-file', `${path} cannot be read`, 'check the path of the root');
    }
    files.push(bytes);
  }
  const [first = new Uint8Array(), second = new Uint8Array()] = files;
  const begun = openRoot(first);
  if (!begun.ok) {
    return accept({ ok: false, of: 'trusted', problem: begun.problem });
  }
  const verdict = updateRoot(begun.root, second);
  return accept(verdict.ok ? verdict : { ok: false, of: 'next', problem: verdict.problem });
}
