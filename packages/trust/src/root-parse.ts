import type { CanonicalValue } from './canonical-json.ts';
import { canonicalJson } from './canonical-json.ts';
import { TrustError } from './error.ts';
import { keyIdOf, parsePublicKey } from './key.ts';
import type { PublicKey } from './key.ts';
import { ROLES } from './root.ts';
import type { RoleName, RootDocument, RootFault, RootProblem } from './root.ts';
import { RootFaultError, countOf, expiresOf, fieldsOf, listOf, textOf } from './root-fields.ts';
import { parseStrictJson } from './strict-json.ts';
import type { FoundSignature, RoleKeys } from './threshold.ts';

/** The most bytes of a root that are read; a download can stop there. */
export const MAX_ROOT_BYTES = 512_000;

/** The verdict on bytes that claim to be a root document. Signatures are read, not checked. */
export type RootParse =
  | { readonly ok: true; readonly document: RootDocument }
  | { readonly ok: false; readonly problem: RootProblem<RootFault> };

/** A key by its id; `undefined` stands for a key of a kind that is not known here. */
type KeysById = ReadonlyMap<string, PublicKey | undefined>;

/**
 * Reads a TUF root document (TUF 1.0.34, 4.3) by its letter. Unknown fields are kept and signed with the rest; an
 * unknown kind of key is no fault, so that apps of today can walk over a root of tomorrow.
 */
export function parseRoot(bytes: Uint8Array): RootParse {
  try {
    return { ok: true, document: readRoot(bytes) };
  } catch (error) {
    if (error instanceof RootFaultError) {
      return { ok: false, problem: { code: error.code, message: error.message } };
    }
    if (error instanceof TrustError) {
      return { ok: false, problem: { code: 'not-json', message: error.message } };
    }
    throw error;
  }
}

function readRoot(bytes: Uint8Array): RootDocument {
  if (bytes.length > MAX_ROOT_BYTES) {
    throw new RootFaultError('too-big', `a root has at most ${MAX_ROOT_BYTES} bytes`);
  }
  const value = parseStrictJson(bytes);
  if (value === undefined) {
    throw new RootFaultError('not-json', 'the root is not plain JSON');
  }
  const document = fieldsOf(value, 'not-a-root', 'the root');
  const signed = fieldsOf(document['signed'], 'not-a-root', '"signed"');
  checkKind(signed);
  // What cannot be signed cannot be a root, even where no signature has come yet.
  canonicalJson(signed);
  return {
    version: countOf(signed['version'], 'bad-version', '"version"'),
    expires: expiresOf(signed['expires']),
    roles: readRoles(signed['roles'], readKeys(signed['keys'])),
    signed,
    signatures: readSignatures(document['signatures']),
    bytes,
  };
}

function checkKind(signed: { readonly [name: string]: CanonicalValue }): void {
  const consistent = signed['consistent_snapshot'] ?? true;
  if (signed['_type'] !== 'root' || typeof consistent !== 'boolean') {
    throw new RootFaultError('not-a-root', '"_type" is not "root", or a field has the wrong type');
  }
  if (!/^1\.\d+(?:\.\d+)?$/.test(textOf(signed['spec_version'], 'not-a-root', '"spec_version"'))) {
    throw new RootFaultError('unsupported-spec', 'the root is not of version 1 of TUF');
  }
}

function readKeys(value: CanonicalValue | undefined): KeysById {
  const entries = Object.entries(fieldsOf(value, 'bad-key', '"keys"'));
  return new Map(entries.map(([keyid, entry]) => [keyid, readKey(keyid, entry)]));
}

function readKey(keyid: string, entry: CanonicalValue): PublicKey | undefined {
  const what = `key ${keyid}`;
  const fields = fieldsOf(entry, 'bad-key', what);
  const scheme = textOf(fields['scheme'], 'bad-key', `"scheme" of ${what}`);
  const kind = textOf(fields['keytype'], 'bad-key', `"keytype" of ${what}`);
  const keyval = fieldsOf(fields['keyval'], 'bad-key', `"keyval" of ${what}`);
  if (keyIdOf(fields) !== keyid) {
    throw new RootFaultError('wrong-key-id', `the id of ${what} is not that of the key`);
  }
  if (kind !== 'ed25519' || scheme !== 'ed25519') {
    return undefined;
  }
  const verdict = parsePublicKey(textOf(keyval['public'], 'bad-key', `"public" of ${what}`));
  if (!verdict.ok) {
    const code = verdict.code === 'weak-key' ? 'weak-key' : 'bad-key';
    throw new RootFaultError(code, `${what} cannot be trusted (${verdict.code})`);
  }
  if (verdict.key.keyid !== keyid) {
    // One more field in the object gives the same key another id, and with it a second vote.
    throw new RootFaultError('wrong-key-id', `${what} has fields that keys do not have`);
  }
  return verdict.key;
}

function readRoles(value: CanonicalValue | undefined, keys: KeysById): RootDocument['roles'] {
  const roles = fieldsOf(value, 'missing-role', '"roles"');
  const read = (name: RoleName): RoleKeys => {
    if (!Object.hasOwn(roles, name)) {
      throw new RootFaultError('missing-role', `the root has no role "${name}"`);
    }
    return readRole(name, roles[name], keys);
  };
  return Object.fromEntries(ROLES.map((name) => [name, read(name)])) as RootDocument['roles'];
}

function readRole(name: RoleName, value: CanonicalValue | undefined, keys: KeysById): RoleKeys {
  const what = `role "${name}"`;
  const fields = fieldsOf(value, 'bad-role', what);
  const keyids = listOf(fields['keyids'], 'bad-role', `"keyids" of ${what}`).map((keyid) =>
    textOf(keyid, 'bad-role', `a key id of ${what}`),
  );
  if (new Set(keyids).size !== keyids.length || keyids.some((keyid) => !keys.has(keyid))) {
    throw new RootFaultError('bad-role', `${what} names a key twice, or one that is not there`);
  }
  const threshold = countOf(fields['threshold'], 'bad-threshold', `"threshold" of ${what}`);
  if (threshold > keyids.length) {
    throw new RootFaultError('bad-threshold', `${what} asks for more signatures than it has keys`);
  }
  const usable = keyids.flatMap((keyid) => keys.get(keyid) ?? []);
  return { keys: usable, threshold };
}

function readSignatures(value: CanonicalValue | undefined): readonly FoundSignature[] {
  const found = listOf(value, 'bad-signatures', '"signatures"').map((entry) => {
    const fields = fieldsOf(entry, 'bad-signatures', 'a signature');
    const keyid = textOf(fields['keyid'], 'bad-signatures', '"keyid" of a signature');
    const signature = fields['sig'];
    if (typeof signature !== 'string') {
      throw new RootFaultError('bad-signatures', `"sig" of ${keyid} is not a text`);
    }
    return { keyid, signature };
  });
  if (new Set(found.map(({ keyid }) => keyid)).size !== found.length) {
    throw new RootFaultError('duplicate-signer', 'one key has signed twice');
  }
  return found;
}
