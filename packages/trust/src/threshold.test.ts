import { describe, expect, it } from 'vitest';
import { generateKey, signHex } from './private-key.ts';
import { role } from './root.fixture.ts';
import { countSigners } from './threshold.ts';

const bytes = Buffer.from('what was signed');
const [one, two, stranger] = [generateKey(), generateKey(), generateKey()];
const by = (key: typeof one): { readonly keyid: string; readonly signature: string } => ({
  keyid: key.public.keyid,
  signature: signHex(key, bytes),
});

describe('a count of signatures', () => {
  it('gives each key one voice, however often it has signed', () => {
    expect(countSigners(role([one, two], 2), bytes, [by(one), by(one)])).toEqual({
      met: false,
      signers: [one.public],
      refused: [{ keyid: one.public.keyid, code: 'repeated-signer' }],
    });
  });

  it('passes over strangers and faults: a rotation signs with old and new keys', () => {
    const faulty = { ...by(two), signature: by(one).signature };
    const count = countSigners(role([one, two]), bytes, [by(stranger), faulty, by(one)]);
    expect(count).toMatchObject({ met: true, signers: [one.public] });
    expect(count.refused.map(({ code }) => code)).toEqual(['unknown-key', 'wrong-signature']);
  });

  it('needs at least one', () => {
    expect(countSigners(role([one], 0), bytes, [by(one)]).met).toBe(false);
  });
});
