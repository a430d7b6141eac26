import { canonicalJson } from './canonical-json.ts';
import type { Root, RootDocument, RootProblem, RootRefusal, RootVerdict } from './root.ts';
import { parseRoot } from './root-parse.ts';
import { countSigners } from './threshold.ts';
import type { RoleKeys } from './threshold.ts';

/** Where a walk along the chain has ended. */
export interface RootWalk {
  /** The newest root that may be believed: the start, where nothing could be taken. */
  readonly root: Root;
  /** How many of the documents were taken; the next one, if any, is the one refused. */
  readonly taken: number;
  /** Why the walk ended before its end, or that the root it ended at has expired. */
  readonly problem: RootProblem<RootRefusal | 'expired'> | undefined;
}

/**
 * Opens the root that is trusted from the start: embedded in the app, or cached (TUF 1.0.34, 5.2). It must carry
 * its own threshold, so that a damaged one is noticed; whether it is the right one, only its origin can tell.
 */
export function openRoot(bytes: Uint8Array): RootVerdict {
  const parsed = parseRoot(bytes);
  if (!parsed.ok) {
    return parsed;
  }
  const { document } = parsed;
  const problem = unsignedBy(document.roles.root, document, 'own-threshold');
  return problem === undefined ? { ok: true, root: document as Root } : { ok: false, problem };
}

/**
 * One step of the chain (TUF 1.0.34, 5.3.4 and 5.3.5): signed by the threshold of the trusted root and by its own,
 * and exactly one version on. Expiry is not looked at: roots in between may have expired (5.3.10).
 */
export function updateRoot(trusted: Root, nextBytes: Uint8Array): RootVerdict {
  const parsed = parseRoot(nextBytes);
  if (!parsed.ok) {
    return parsed;
  }
  const { document } = parsed;
  const problem =
    unsignedBy(trusted.roles.root, document, 'old-threshold') ??
    unsignedBy(document.roles.root, document, 'own-threshold') ??
    notNext(trusted, document);
  return problem === undefined ? { ok: true, root: document as Root } : { ok: false, problem };
}

/**
 * Walks from a trusted root along `N+1`, `N+2`, ... as fetched (TUF 1.0.34, 5.3). Stops at the first document that
 * is refused and keeps what came before it; only the root it ends at must not have expired at `now`.
 */
export function walkRoots(start: Root, nexts: readonly Uint8Array[], now: number): RootWalk {
  let root = start;
  for (const [taken, bytes] of nexts.entries()) {
    const verdict = updateRoot(root, bytes);
    if (!verdict.ok) {
      return { root, taken, problem: verdict.problem };
    }
    ({ root } = verdict);
  }
  return { root, taken: nexts.length, problem: expiredAt(root, now) };
}

/** Whether a root no longer counts at `now` (TUF 1.0.34, 5.3.10); `undefined` while it does. */
export function expiredAt(root: Root, now: number): RootProblem<'expired'> | undefined {
  return root.expires > now
    ? undefined
    : { code: 'expired', message: `root ${root.version} has expired` };
}

function unsignedBy(
  role: RoleKeys,
  document: RootDocument,
  code: 'old-threshold' | 'own-threshold',
): RootProblem | undefined {
  const count = countSigners(role, canonicalJson(document.signed), document.signatures);
  if (count.met) {
    return undefined;
  }
  const whose = code === 'old-threshold' ? 'the trusted root' : 'its own';
  const message = `root ${document.version} has ${count.signers.length} of ${role.threshold} signatures by ${whose} keys`;
  return { code, message, refused: count.refused };
}

function notNext(trusted: Root, { version }: RootDocument): RootProblem | undefined {
  return version === trusted.version + 1
    ? undefined
    : { code: 'not-next-version', message: `root ${version} does not follow ${trusted.version}` };
}
