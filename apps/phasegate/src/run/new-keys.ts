import {
  accept,
  keyFilesIn,
  keysFolderOutside,
  loadSnapshot,
  makeKeys,
  openKey,
  refuse,
  writeKeys,
} from '@phasegate/feed-ops';
import type {
  Command,
  KeyRole,
  NewKeyFile,
  Opened,
  OperatorKeys,
  Result,
} from '@phasegate/feed-ops';

import type { KeysAtHand } from './keys-at-hand.ts';

/** Keys that a command brings along, and those of them that are still to be written. */
export interface NewKeys {
  readonly keys: OperatorKeys;
  /** Writes what is new; returns the paths. */
  readonly write: () => Promise<readonly string[]>;
}

/** The keys that a command makes; none for most. They are written only when the change is about to be made. */
export async function newKeysFor(
  command: Command,
  { repository, config }: Opened,
  at: KeysAtHand,
  rootKeys: number,
): Promise<Result<NewKeys | undefined>> {
  if (command.kind === 'keys-rotate' && command.named !== undefined) {
    return accept(undefined);
  }
  const first =
    (command.kind === 'init' && command.config.trust === 'signed') || command.kind === 'keys-init';
  if ((!first || config?.trust === 'signed') && command.kind !== 'keys-rotate') {
    return accept(undefined);
  }
  const outside = await keysFolderOutside(at.folder, repository.root);
  if (!outside.ok) {
    return outside;
  }
  if (command.kind !== 'keys-rotate') {
    return firstKeys(at, rootKeys);
  }
  const count = command.role === 'root' ? await rootKeysNow(repository) : accept(1);
  if (!count.ok) {
    return count;
  }
  const made = makeKeys(command.role, count.value);
  return accept(withFiles({ fresh: made.map(({ key }) => key) }, made, at));
}

/** What lies in the folder is used again; what is missing is made. */
async function firstKeys(at: KeysAtHand, rootKeys: number): Promise<Result<NewKeys>> {
  const there = await keyFilesIn(at.folder);
  const made: NewKeyFile[] = [];
  const keys: Record<KeyRole, NewKeyFile['key'][]> = { root: [], release: [], feed: [] };
  for (const role of ['root', 'release', 'feed'] as const) {
    const known = there.filter((file) => file.role === role);
    if (role !== 'root' && known.length > 1) {
      const said = `${at.folder} holds ${known.length} ${role} keys, and it is not clear which is meant`;
      return refuse('several-keys', said, 'name an empty folder with --keys DIR');
    }
    for (const { path, text } of known) {
      const key = await openKey({ name: path, text }, at.passphrase);
      if (!key.ok) {
        return key;
      }
      keys[role].push(key.value);
    }
    // A run that was killed may have written some of the root keys, and no root names them yet.
    const missing = (role === 'root' ? rootKeys : 1) - known.length;
    if (missing > 0) {
      const fresh = makeKeys(role, missing);
      made.push(...fresh);
      keys[role].push(...fresh.map(({ key }) => key));
    }
  }
  return accept(withFiles(keys, made, at));
}

function withFiles(
  keys: OperatorKeys,
  made: readonly NewKeyFile[],
  { folder, givenPassphrase }: KeysAtHand,
): NewKeys {
  return { keys, write: () => writeKeys(folder, made, givenPassphrase()) };
}

async function rootKeysNow(repository: Opened['repository']): Promise<Result<number>> {
  const base = await repository.catchUp();
  const snapshot = base.ok ? await loadSnapshot(repository, base.value) : base;
  return snapshot.ok ? accept(snapshot.value.chain.newest?.roles.root.keys.length ?? 1) : snapshot;
}
