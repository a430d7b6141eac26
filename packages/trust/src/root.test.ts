import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalValue } from './canonical-json.ts';
import { keyIdOf, tufKeyOf } from './key.ts';
import { generateKey } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';
import { factsOf, keyring, opened, role, rootBytes } from './root.fixture.ts';
import { parseRoot } from './root-parse.ts';
import { openRoot, updateRoot, walkRoots } from './root-update.ts';
import { rootText, signRoot } from './root-write.ts';

const chain = new URL('../../../test/vectors/root-chain/', import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, chain));
const expected = JSON.parse(read('expected.json').toString()) as {
  readonly cases: readonly { readonly file: string; readonly accept: boolean }[];
};
const NOW = Date.parse('2026-11-23T00:00:00Z');

type Signed = { readonly [name: string]: CanonicalValue };

const keys = keyring();
const [first, second, third] = keys.root as [PrivateKey, PrivateKey, PrivateKey];
const one = opened(rootBytes(factsOf(keys), [first, second]));
const signed = (JSON.parse(rootText(factsOf(keys))) as { readonly signed: Signed }).signed;
const document = (changes: object): Uint8Array =>
  Buffer.from(JSON.stringify({ signatures: [], signed: { ...signed, ...changes } }));
const fault = (bytes: Uint8Array): string | undefined => {
  const parsed = parseRoot(bytes);
  return parsed.ok ? undefined : parsed.problem.code;
};

describe('the chain of roots', () => {
  it.each(expected.cases)('takes $file: $accept', ({ file, accept }) => {
    expect(updateRoot(opened(read('1.root.json')), read(file)).ok).toBe(accept);
  });

  it.each([
    ['bad-threshold-up-not-met.json', 'own-threshold'],
    ['bad-one-old-signature.json', 'old-threshold'],
    ['bad-new-keys-only.json', 'old-threshold'],
    ['bad-same-signer-twice-list.json', 'duplicate-signer'],
    ['bad-old-keys-only-new-threshold-unmet.json', 'own-threshold'],
    ['bad-null.json', 'not-a-root'],
    ['bad-signed-field-changed.json', 'old-threshold'],
    ['bad-missing-role.json', 'missing-role'],
  ])('says why it refuses %s: %s', (file, code) => {
    expect(updateRoot(opened(read('1.root.json')), read(file))).toMatchObject({
      ok: false,
      problem: { code },
    });
  });

  it.each([1, 3, 7])('moves one version at a time, so %i does not follow 1', (version) => {
    const bytes = rootBytes(factsOf(keys, { version }), keys.root);
    expect(updateRoot(one, bytes)).toMatchObject({
      ok: false,
      problem: { code: 'not-next-version' },
    });
  });

  it('says of each signature why it did not count', () => {
    const stranger = generateKey();
    const bytes = rootBytes(factsOf(keys, { version: 2 }), [first, stranger]);
    const other = rootBytes(factsOf(keys, { version: 3 }), [second]);
    const borrowed = (JSON.parse(Buffer.from(other).toString()) as { signatures: object[] })
      .signatures;
    const text = Buffer.from(bytes).toString();
    const mixed = JSON.parse(text) as { signatures: object[] };
    const lax = { keyid: third.public.keyid, sig: 'AB'.repeat(64) };
    mixed.signatures.push(...borrowed, lax);
    expect(updateRoot(one, Buffer.from(JSON.stringify(mixed)))).toMatchObject({
      ok: false,
      problem: {
        code: 'old-threshold',
        message: 'root 2 has 1 of 2 signatures by the trusted root keys',
        refused: [
          { keyid: stranger.public.keyid, code: 'unknown-key' },
          { keyid: second.public.keyid, code: 'wrong-signature' },
          { keyid: third.public.keyid, code: 'bad-encoding' },
        ],
      },
    });
  });

  it('needs the old and the new threshold, whoever else has signed', () => {
    const fresh = keyring();
    const old = { by: keys.root, needs: 2 };
    const now = { by: fresh.root, needs: 2 };
    fc.assert(
      fc.property(fc.subarray([...old.by]), fc.subarray([...now.by]), (mine, theirs) => {
        const bytes = rootBytes(factsOf(fresh, { version: 2 }), [...mine, ...theirs]);
        const enough = mine.length >= old.needs && theirs.length >= now.needs;
        expect(updateRoot(one, bytes).ok).toBe(enough);
      }),
    );
  });

  it('takes no document in which one bit was flipped, unless it says the same', () => {
    const good = Buffer.from(rootBytes(factsOf(keys, { version: 2 }), [first, second]));
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        const changed = Buffer.from(good);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const verdict = updateRoot(one, changed);
        // A space that became another white space, for example, is no other document.
        expect(verdict.ok && verdict.root.signed).toEqual(
          verdict.ok && (JSON.parse(good.toString()) as { signed: unknown }).signed,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('takes no document that was cut, wherever', () => {
    const good = rootBytes(factsOf(keys, { version: 2 }), [first, second]);
    for (let length = 0; length < good.length - 1; length += 1) {
      expect(updateRoot(one, good.subarray(0, length)).ok).toBe(false);
    }
    expect(updateRoot(one, good).ok).toBe(true);
  });
});

describe('a walk along the chain', () => {
  const past = '2020-01-01T00:00:00Z';
  const step = (version: number, expires?: string): Uint8Array =>
    rootBytes(factsOf(keys, { version, ...(expires === undefined ? {} : { expires }) }), [
      first,
      third,
    ]);

  it('passes over expired roots in between and ends at the newest', () => {
    const walk = walkRoots(one, [step(2, past), step(3, past), step(4)], NOW);
    expect(walk).toMatchObject({ taken: 3, problem: undefined, root: { version: 4 } });
  });

  it('reports the newest when it has expired, to the very millisecond', () => {
    const { expires } = one;
    expect(expires).toBe(Date.parse('2030-01-01T00:00:00Z'));
    expect(walkRoots(one, [], expires - 1).problem).toBeUndefined();
    expect(walkRoots(one, [], expires).problem).toMatchObject({ code: 'expired' });
    expect(walkRoots(one, [step(2), step(3, past)], NOW).problem).toMatchObject({
      code: 'expired',
    });
  });

  it('keeps what it had when a document is refused, and looks at none behind it', () => {
    const forged = rootBytes(factsOf(keyring(), { version: 3 }), [first]);
    const walk = walkRoots(one, [step(2), forged, step(3), step(4)], NOW);
    expect(walk).toMatchObject({
      taken: 1,
      root: { version: 2 },
      problem: { code: 'old-threshold' },
    });
  });

  it('lets a client at any old root reach the newest through a full change of keys', () => {
    const rings = Array.from({ length: 6 }, () => keyring());
    const roots = rings.map((ring, at) =>
      rootBytes(factsOf(ring, { version: at + 1 }), [...ring.root, ...(rings[at - 1]?.root ?? [])]),
    );
    for (const [at, start] of roots.entries()) {
      const walk = walkRoots(opened(start), roots.slice(at + 1), NOW);
      expect(walk).toMatchObject({ problem: undefined, root: { version: 6 } });
      expect(walk.root.roles.timestamp.keys).toEqual(rings[5]?.timestamp.map((key) => key.public));
    }
  });
});

describe('a root document', () => {
  it.each<[string, object]>([
    ['bad-version', { version: 0 }],
    ['bad-version', { version: '2' }],
    ['bad-version', { version: null }],
    ['not-json', { version: 1.5 }],
    ['bad-expires', { expires: '2030-02-29T00:00:00Z' }],
    ['bad-expires', { expires: '2030-01-01T00:00:00.5Z' }],
    ['bad-expires', { expires: '2030-01-01T00:00:00+00:00' }],
    ['bad-expires', { expires: 1 }],
    ['not-a-root', { _type: 'targets' }],
    ['not-a-root', { consistent_snapshot: 'yes' }],
    ['unsupported-spec', { spec_version: '2.0.0' }],
    ['bad-key', { keys: null }],
    ['bad-key', { keys: [] }],
    ['missing-role', { roles: null }],
    ['missing-role', { roles: {} }],
  ])('is refused as %s: %j', (code, changes) => {
    expect(fault(document(changes))).toBe(code);
  });

  it.each<[string, CanonicalValue]>([
    ['bad-threshold', { keyids: [first.public.keyid], threshold: 0 }],
    ['bad-threshold', { keyids: [first.public.keyid], threshold: 2 }],
    ['bad-threshold', { keyids: [], threshold: 1 }],
    ['bad-threshold', { keyids: [first.public.keyid], threshold: '1' }],
    ['bad-role', { keyids: [first.public.keyid, first.public.keyid], threshold: 1 }],
    ['bad-role', { keyids: ['ab'], threshold: 1 }],
    ['bad-role', { keyids: [1], threshold: 1 }],
    ['bad-role', null],
  ])('is refused as %s for a role %j', (code, root) => {
    expect(fault(document({ roles: { ...(signed['roles'] as Signed), root } }))).toBe(code);
  });

  const withKey = (keyid: string, key: CanonicalValue): Uint8Array =>
    document({ keys: { ...(signed['keys'] as Signed), [keyid]: key } });

  it('is refused when a key does not have the id of that key', () => {
    const [one_, two] = [generateKey().public, generateKey().public];
    expect(fault(withKey(one_.keyid, tufKeyOf(two.hex)))).toBe('wrong-key-id');
  });

  it('is refused when one key comes under a second id, which would be a second vote', () => {
    const twin = { ...tufKeyOf(first.public.hex), note: 'again' };
    expect(fault(withKey(keyIdOf(twin), twin))).toBe('wrong-key-id');
  });

  it('is refused when anybody can sign for one of its keys', () => {
    const weak = tufKeyOf(`01${'00'.repeat(31)}`);
    expect(fault(withKey(keyIdOf(weak), weak))).toBe('weak-key');
    const short = tufKeyOf('ab');
    expect(fault(withKey(keyIdOf(short), short))).toBe('bad-key');
  });

  it('is refused when a name stands in it twice', () => {
    const text = Buffer.from(document({})).toString();
    const [keyid] = Object.keys(signed['keys'] as Signed);
    const twice = text.replace('"keys":{', `"keys":{"${keyid}":null,`);
    expect(fault(Buffer.from(twice))).toBe('not-json');
    expect(fault(Buffer.from(text.replace('"version":1', '"version":1.0')))).toBe('not-json');
    expect(fault(Buffer.from(text.replace('"version":1', '"version":1,"x":"\\ud800"')))).toBe(
      'not-json',
    );
  });

  it('is refused when it is larger than any root', () => {
    expect(fault(document({ x: 'x'.repeat(512_000) }))).toBe('too-big');
  });

  it('may carry a kind of key of tomorrow, which counts for nothing today', () => {
    const later = { keytype: 'ml-dsa', scheme: 'ml-dsa-65', keyval: { public: 'x' } };
    const keyid = keyIdOf(later);
    const mine = [first.public.keyid, second.public.keyid, keyid];
    expect(fault(withKey('00'.repeat(32), later))).toBe('wrong-key-id');
    const roles = { ...(signed['roles'] as Signed), root: { keyids: mine, threshold: 2 } };
    const fields = { keys: { ...(signed['keys'] as Signed), [keyid]: later }, roles, version: 2 };
    const text = Buffer.from(document(fields)).toString();
    expect(updateRoot(one, Buffer.from(signRoot(text, [first, second]))).ok).toBe(true);
    expect(updateRoot(one, Buffer.from(signRoot(text, [first]))).ok).toBe(false);
  });
});

describe('the root that an app starts from', () => {
  it('is not opened when it was damaged', () => {
    const text = Buffer.from(one.bytes).toString();
    const moved = Buffer.from(text.replace('2030-01-01', '2031-01-01'));
    expect(openRoot(moved)).toMatchObject({ ok: false, problem: { code: 'own-threshold' } });
    expect(openRoot(new Uint8Array()).ok).toBe(false);
    expect(openRoot(one.bytes).ok).toBe(true);
  });
});

describe('making a root', () => {
  it('is possible for key holders one after the other, and signing again changes nothing', () => {
    const text = rootText(factsOf(keys));
    const half = signRoot(text, [first]);
    expect(openRoot(Buffer.from(half)).ok).toBe(false);
    const whole = signRoot(half, [second]);
    expect(openRoot(Buffer.from(whole)).ok).toBe(true);
    expect(signRoot(whole, [first])).toBe(whole);
  });

  it('keeps the fields it does not know when it is signed', () => {
    const text = signRoot(Buffer.from(document({ 'x-custom': { a: [1, 'é'] } })).toString(), [
      first,
      second,
    ]);
    expect(opened(Buffer.from(text)).signed).toMatchObject({ 'x-custom': { a: [1, 'é'] } });
  });

  it('does not let the key that CI holds sign packages or roots', () => {
    const shared = role([first]);
    for (const facts of [{ timestamp: shared }, { timestamp: role(keys.targets) }]) {
      expect(() => rootText(factsOf(keys, facts))).toThrow(
        expect.objectContaining({ code: 'shared-key' }),
      );
    }
  });

  it('refuses to make what clients would refuse', () => {
    const two = role([generateKey(), generateKey()], 2);
    const bad = [
      { version: 0 },
      { expires: 'soon' },
      { root: role(keys.root, 4) },
      { targets: two },
    ];
    for (const facts of bad) {
      expect(() => rootText(factsOf(keys, facts))).toThrow(
        expect.objectContaining({ code: 'bad-root' }),
      );
    }
    expect(() => signRoot('{}', [first])).toThrow(expect.objectContaining({ code: 'bad-root' }));
  });
});
