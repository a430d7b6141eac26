import {
  canonicalJson,
  expiredAt,
  lostKey,
  parseRoot,
  rootText,
  signRoot,
  TrustError,
  updateRoot,
} from '@phasegate/trust';
import type { PrivateKey, Root, RootDocument } from '@phasegate/trust';

import type { PublishRoot } from '../command.ts';
import { rootOf } from './new-root.ts';
import type { KeysContext } from './new-root.ts';
import type { Planned } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { reissue } from './reissue.ts';
import { rootPath } from './root-chain.ts';
import { isMet, missingKeys, quorumsOf, quorumText, rootChanges } from './root-signatures.ts';
import { keyName, keysFor } from './signing.ts';
import { rfc3339 } from '../times.ts';

const ANEW = 'make the draft anew with --draft FILE, and have it signed again';

/** A draft that enough have signed, published with all that has to be signed anew because of it. */
export function planPublication(command: PublishRoot, context: KeysContext): Planned {
  const old = rootOf(context);
  const draft = old.ok ? readDraft(command) : old;
  if (!old.ok) {
    return old;
  }
  if (!draft.ok) {
    return draft;
  }
  if (isPublished(draft.value, old.value)) {
    const headline = `Root ${draft.value.version} is published`;
    return { ok: true, plan: { kind: 'nothing-to-do', headline, next: 'phasegate keys show' } };
  }
  const root = believed(command, draft.value, old.value, context.facts.now);
  const signers = root.ok ? feedSigners(command, old.value, root.value, context) : root;
  if (!root.ok) {
    return root;
  }
  if (!signers.ok) {
    return signers;
  }
  const release = releaseSigner(old.value, root.value, context);
  if (!release.ok) {
    return release;
  }
  const { version } = root.value;
  return reissue(command, context, {
    headline: `Publish root ${version}`,
    root: {
      path: rootPath(context.config, version),
      version,
      text: signRoot(command.text, []),
    },
    signers: signers.value,
    releaseKey: release.value,
    edits: [],
    summary: rootChanges(root.value, old.value),
    next: lostKey(old.value, root.value, 'timestamp')
      ? 'give CI the new feed key; phasegate renew ends the time of the old one'
      : `build root ${version} into the next release of the app`,
  });
}

/** Reads a draft; nothing of it is believed yet. */
export function readDraft({
  file,
  text,
}: Pick<PublishRoot, 'file' | 'text'>): Result<RootDocument> {
  const parsed = parseRoot(Buffer.from(text, 'utf8'));
  return parsed.ok
    ? accept(parsed.document)
    : refuse('bad-root', `${file} is no root: ${parsed.problem.message}`, ANEW);
}

function isPublished(draft: RootDocument, newest: Root): boolean {
  return (
    draft.version === newest.version &&
    Buffer.compare(canonicalJson(draft.signed), canonicalJson(newest.signed)) === 0
  );
}

/** The draft as the next root, by the rules that every client goes by, and by those that our own roots are made by. */
function believed(command: PublishRoot, draft: RootDocument, old: Root, now: number): Result<Root> {
  const { file, text } = command;
  if (draft.version !== old.version + 1) {
    const said = `${file} is root ${draft.version}, and the newest published one is root ${old.version}: the chain has moved on without it`;
    return refuse('conflict', said, ANEW);
  }
  const unsigned = notSigned(file, draft, old);
  if (!unsigned.ok) {
    return unsigned;
  }
  const verdict = updateRoot(old, Buffer.from(text, 'utf8'));
  if (!verdict.ok) {
    return refuse('bad-root', `${file}: ${verdict.problem.message}`, ANEW);
  }
  const fault = expiredAt(verdict.root, now)?.message ?? faultOf(draft);
  return fault === undefined
    ? accept(verdict.root)
    : refuse('bad-root', `${file} cannot be published: ${fault}`, ANEW);
}

function notSigned(file: string, draft: RootDocument, old: Root): Result<undefined> {
  const quorums = quorumsOf(draft, old);
  const broken = [...new Set(quorums.flatMap((one) => one.broken))];
  if (broken.length > 0) {
    const said = `${file} was changed after ${broken.map(keyName).join(', ')} had signed it`;
    return refuse('bad-root', said, ANEW);
  }
  const short = quorums.filter((one) => !isMet(one));
  if (short.length === 0) {
    return accept(undefined);
  }
  const who = missingKeys(quorums).map(keyName).join(', ');
  return refuse(
    'missing-signatures',
    `${file} is not signed by enough keys: ${short.map(quorumText).join('; ')}`,
    `phasegate keys sign ${file}, where one of ${who} is at hand`,
  );
}

/** A hand-made root must not say what ours never do: the feed key, which CI holds, in another role. */
function faultOf({ version, expires, roles }: RootDocument): string | undefined {
  const { root, targets, timestamp } = roles;
  try {
    rootText({ version, expires: rfc3339(expires), root, targets, timestamp });
    return undefined;
  } catch (error) {
    if (error instanceof TrustError) {
      return error.message;
    }
    throw error;
  }
}

/** Clients at the root before find feeds by the old feed key until the next command. */
function feedSigners(
  { alone }: PublishRoot,
  old: Root,
  next: Root,
  { facts }: KeysContext,
): Result<readonly PrivateKey[]> {
  const fresh = keysFor('feed', next, facts.keys);
  const stays = !lostKey(old, next, 'timestamp') || alone;
  const before = fresh.ok && !stays ? keysFor('feed', old, facts.keys) : accept([]);
  if (!fresh.ok) {
    return fresh;
  }
  if (before.ok) {
    return accept([...new Set([...before.value, ...fresh.value])]);
  }
  const { code, message, next: step } = before.refusal;
  return refuse(code, message, `${step}; or --alone, where the old feed key is lost`);
}

/** What an old release key has signed counts no more once a root leaves the key out. */
function releaseSigner(
  old: Root,
  next: Root,
  { facts }: KeysContext,
): Result<PrivateKey | undefined> {
  if (!lostKey(old, next, 'targets')) {
    return accept(undefined);
  }
  const keys = keysFor('release', next, facts.keys);
  return keys.ok ? accept(keys.value[0]) : keys;
}
