import type { PublicKey, Root } from '@phasegate/trust';

import type { RevokeKey } from '../command.ts';
import { newRoot, roleIn, rolesOf, rootOf } from './new-root.ts';
import type { KeysContext, Role, RootDraft } from './new-root.ts';
import type { Planned } from '../plan/plan-types.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { reissue } from './reissue.ts';
import { keyName, keysFor } from './signing.ts';

/** A root without one key; a role that would fall below its threshold is rotated in place of that. */
export function planRevocation(command: RevokeKey, context: KeysContext): Planned {
  const old = rootOf(context);
  if (!old.ok) {
    return old;
  }
  const { facts, config } = context;
  const left = rolesWithout(command, old.value);
  if (!left.ok) {
    return left;
  }
  const { keyid, roles } = left.value;
  const rootKeys = keysFor('root', old.value, facts.keys);
  const feedKeys = keysFor('feed', old.value, facts.keys);
  if (!rootKeys.ok) {
    return rootKeys;
  }
  if (!feedKeys.ok) {
    return feedKeys;
  }
  const version = old.value.version + 1;
  const root = newRoot(config, facts, { version, roles, signers: rootKeys.value });
  return root.ok
    ? reissue(command, context, {
        headline: `Revoke the key ${keyName(keyid)}, root ${version}`,
        root: root.value,
        signers: feedKeys.value,
        releaseKey: undefined,
        edits: [],
        summary: [`Root ${version} does not name ${keyid} any more`],
        next: `build root ${version} into the next release of the app`,
      })
    : root;
}

/** The roles of a root without one key, and which key that is. */
export function rolesWithout(
  command: RevokeKey,
  old: Root,
): Result<{ readonly keyid: string; readonly roles: RootDraft['roles'] }> {
  const roles = rolesOf(old);
  const keyid = named(command.keyid, roles);
  if (!keyid.ok) {
    return keyid;
  }
  const left = without(keyid.value, roles);
  return left.ok ? accept({ keyid: keyid.value, roles: left.value }) : left;
}

function named(start: string, roles: RootDraft['roles']): Result<string> {
  const all = [roles.root, roles.targets, roles.timestamp].flatMap(({ keys }) => keys);
  const ids = new Set(
    all.map((key) => key.public.keyid).filter((keyid) => keyid.startsWith(start)),
  );
  const [keyid] = ids;
  return keyid === undefined || ids.size > 1
    ? refuse(
        'bad-argument',
        `${ids.size === 0 ? 'No key' : 'More than one key'} of the newest root begins with ${start}`,
        'phasegate keys show lists them',
      )
    : accept(keyid);
}

function without(keyid: string, roles: RootDraft['roles']): Result<RootDraft['roles']> {
  const left = ({ keys, threshold }: Role): Role => ({
    keys: keys.filter((key: { readonly public: PublicKey }) => key.public.keyid !== keyid),
    threshold,
  });
  for (const role of ['root', 'release', 'feed'] as const) {
    const { keys, threshold } = left(roles[roleIn(role)]);
    if (keys.length < threshold) {
      return refuse(
        'wrong-key',
        `${keyName(keyid)} cannot go: the ${role} role needs ${threshold} keys and would have ${keys.length}`,
        `phasegate keys rotate ${role} puts a new one in its place`,
      );
    }
  }
  const { root, targets, timestamp } = roles;
  return accept({ root: left(root), targets: left(targets), timestamp: left(timestamp) });
}
