import { accept, readPublicKeys, readRootFile, refuse } from '@phasegate/feed-ops';
import type {
  KeyRole,
  PublishRoot,
  Result,
  RevokeKey,
  RootCommand,
  RotateKeys,
} from '@phasegate/feed-ops';

import { fromHere } from './settings.ts';

/** `phasegate keys rotate`. */
export function rotateCommand(
  text: string,
  typed: {
    readonly alone?: boolean;
    readonly reason?: string;
    readonly publicKey: readonly string[];
  },
): Result<RotateKeys> {
  const role = readRole(text);
  const keys = readPublicKeys(typed.publicKey);
  if (!role.ok) {
    return role;
  }
  if (!keys.ok) {
    return keys;
  }
  const named = keys.value.length === 0 ? undefined : keys.value;
  const { alone = false, reason } = typed;
  return accept({ kind: 'keys-rotate', role: role.value, named, alone, reason });
}

/** Reads the role of a key. */
export function readRole(text: string): Result<KeyRole> {
  return text === 'feed' || text === 'release' || text === 'root'
    ? accept(text)
    : refuse('bad-argument', 'That is no role of a key', 'write feed, release or root');
}

/** `phasegate keys revoke`. */
export function revokeCommand(keyid: string, reason: string | undefined): Result<RevokeKey> {
  return /^[\da-f]{8,64}$/.test(keyid)
    ? accept({ kind: 'keys-revoke', keyid, reason })
    : refuse(
        'bad-argument',
        'That is no key id',
        'write 8 digits of it or more; phasegate keys show lists them',
      );
}

/** `phasegate renew --root --draft`: without the root there is nothing for its holders to sign. */
export function renewCommand(root = false): Result<RootCommand> {
  return root
    ? accept({ kind: 'renew', root })
    : refuse('bad-argument', '--draft goes with --root', 'phasegate renew --root --draft FILE');
}

/** `phasegate keys publish`: the draft, read. */
export async function publishCommand(
  file: string,
  { alone = false, reason }: { readonly alone?: boolean; readonly reason?: string },
): Promise<Result<PublishRoot>> {
  const text = await readRootFile(fromHere(file));
  return text.ok ? accept({ kind: 'keys-publish', file, text: text.value, alone, reason }) : text;
}
