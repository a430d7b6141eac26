import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEnvelope, verifyEnvelope } from './envelope.ts';
import { signFeed, withoutSignatures } from './envelope-write.ts';
import { verifyFeed } from './feed.ts';
import { generateKey, signHex, signRaw } from './private-key.ts';
import type { PrivateKey } from './private-key.ts';
import { factsOf, keyring, opened, role, rootBytes } from './root.fixture.ts';
import { sparkleTrailer } from './sparkle-trailer.ts';
import type { FeedVerdict } from './verified.ts';

const keys = keyring();
const [feedKey] = keys.timestamp as [PrivateKey];
const [releaseKey] = keys.targets as [PrivateKey];
const sparkleKey = generateKey();
const root = opened(rootBytes(factsOf(keys), keys.root));
const trust = { kind: 'signed', root } as const;

const feed = (title: string): Buffer =>
  Buffer.from(`<?xml version="1.0"?>\n<rss><channel><title>${title} é</title></channel>\n</rss>\n`);
const plain = feed('Notes');
const signed = Buffer.from(signFeed(plain, [feedKey]));
const trailed = withTrailer(signed);
const block = signed.subarray(plain.length).toString();
const line = `${feedKey.public.keyid} ${signHex(feedKey, plain)}\n`;

const why = (verdict: FeedVerdict): string => (verdict.ok ? 'believed' : verdict.problem.code);
const judged = (...parts: readonly (string | Uint8Array)[]): string =>
  why(verifyFeed(from(...parts), trust));

function from(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

function withTrailer(bytes: Uint8Array): Buffer {
  return from(
    bytes,
    sparkleTrailer(bytes, (all) => signRaw(sparkleKey, all)),
  );
}

describe('a signed feed', () => {
  it('is laid out as published: the feed, one block, one line a key', () => {
    expect(block).toBe(`<!-- phasegate-signatures:\n${line}-->\n`);
    expect(line).toMatch(/^[\da-f]{64} [\da-f]{128}\n$/);
  });

  it('hands on the signed bytes and nothing that stands behind them', () => {
    for (const bytes of [signed, trailed]) {
      const verdict = verifyFeed(bytes, trust);
      expect(verdict).toMatchObject({ ok: true, verified: { trust: 'signed' } });
      expect(verdict.ok && Buffer.from(verdict.verified.bytes).equals(plain)).toBe(true);
    }
  });

  it('is believed from the middle of a larger buffer just as well', () => {
    const padded = from('<rss>', signed, block);
    expect(why(verifyFeed(padded.subarray(5, 5 + signed.length), trust))).toBe('believed');
  });

  it('is refused when it was cut, at whatever byte', () => {
    for (let length = 0; length < signed.length; length += 1) {
      expect(judged(signed.subarray(0, length))).not.toBe('believed');
    }
  });

  it("keeps its content when Sparkle's trailer was cut, or is refused", () => {
    for (let length = signed.length; length < trailed.length; length += 1) {
      const verdict = judged(trailed.subarray(0, length));
      expect(verdict).toBe(length === signed.length ? 'believed' : 'bytes-after-signatures');
    }
  });

  it('is refused when any bit of it was flipped', () => {
    fc.assert(
      fc.property(fc.nat(signed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(signed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(judged(changed)).not.toBe('believed');
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when anything was put in, wherever', () => {
    fc.assert(
      fc.property(
        fc.nat(trailed.length),
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        (at, more) => {
          expect(judged(trailed.subarray(0, at), more, trailed.subarray(at))).not.toBe('believed');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('does not lend its signatures to another feed', () => {
    expect(judged(feed('Other'), block)).toBe('threshold-not-met');
    expect(verifyFeed(from(feed('Other'), block), trust)).toMatchObject({
      problem: { refused: [{ keyid: feedKey.public.keyid, code: 'wrong-signature' }] },
    });
  });

  it.each<[string, string, readonly (string | Uint8Array)[]]>([
    ['has nothing in it', 'empty', []],
    ['is not signed', 'not-signed', [plain]],
    ['has two blocks', 'many-blocks', [signed, block]],
    [
      'has another block inside',
      'many-blocks',
      [signFirst(`<!-- phasegate-signatures:\n-->`), block],
    ],
    ['has one line feed more before the block', 'misplaced-block', [plain, '\n', block]],
    ['has none', 'misplaced-block', [plain.subarray(0, -1), block]],
    [
      'ends its lines in CR LF',
      'misplaced-block',
      [signed.toString('latin1').replaceAll('\n', '\r\n')],
    ],
    ['has the block in front', 'misplaced-block', [block, plain]],
    ['has a space at the mark', 'misplaced-block', [plain, block.replace(':\n', ': \n')]],
    ['has a block without an end', 'unclosed-block', [plain, block.replace('-->\n', '')]],
    ['has an empty block', 'bad-signature-line', [plain, block.replace(line, '')]],
    ['has an empty line', 'bad-signature-line', [plain, block.replace(line, `${line}\n`)]],
    ['has an upper-case signature', 'bad-signature-line', [plain, upper(block, 80)]],
    ['has an upper-case key id', 'bad-signature-line', [plain, upper(block, 0)]],
    ['has two spaces', 'bad-signature-line', [plain, block.replace(/(?<=[\da-f]) /, '  ')]],
    [
      'has a short signature',
      'bad-signature-line',
      [plain, block.replace(/[\da-f]\n-->/, '\n-->')],
    ],
    ['has one signer twice', 'duplicate-signer', [plain, block.replace(line, line + line)]],
    ['has an element behind the block', 'bytes-after-signatures', [signed, '<rss/>\n']],
    ['has a line feed behind the block', 'bytes-after-signatures', [signed, '\n']],
    ['has two trailers', 'bytes-after-signatures', [withTrailer(trailed)]],
    ['has a trailer of another length', 'bytes-after-signatures', [signed, trailerOf(plain)]],
  ])('that %s is refused: %s', (_, code, parts) => {
    expect(judged(...parts)).toBe(code);
  });

  it("counts only for keys of the feed's own role", () => {
    expect(judged(signFeed(plain, [releaseKey]))).toBe('threshold-not-met');
    expect(judged(signFeed(plain, keys.root))).toBe('threshold-not-met');
    expect(judged(signFeed(plain, [generateKey()]))).toBe('threshold-not-met');
  });

  it('may be signed by the old and the new key at once, so that nobody is left behind', () => {
    const fresh = generateKey();
    const both = signFeed(plain, [fresh, feedKey]);
    expect(judged(both)).toBe('believed');
    expect(why(verifyEnvelope(both, role([fresh])))).toBe('believed');
  });

  it('needs as many different keys as the threshold says', () => {
    const all = [generateKey(), generateKey(), generateKey(), generateKey()];
    fc.assert(
      fc.property(
        fc.subarray(all, { minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
        (by, threshold) => {
          const verdict = why(verifyEnvelope(signFeed(plain, by), role(all, threshold)));
          expect(verdict).toBe(by.length >= threshold ? 'believed' : 'threshold-not-met');
        },
      ),
    );
  });

  it('is not believed on a threshold of none', () => {
    expect(why(verifyEnvelope(signed, { keys: [], threshold: 0 }))).toBe('threshold-not-met');
  });

  it('never makes the reader throw, whatever the bytes', () => {
    const piece = fc.constantFrom(
      '</rss>\n',
      '<!-- phasegate-signatures:\n',
      line,
      '-->',
      '-->\n',
      '\n',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        const split = splitEnvelope(bytes);
        const again = split.ok
          ? `${Buffer.from(split.envelope.signed).toString()}<!-- phasegate-signatures:\n${line}-->\n`
          : '';
        expect(split.ok ? bytes.toString() : '').toBe(again);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('signing a feed', () => {
  const refusal = expect.objectContaining({ code: 'cannot-sign' }) as unknown;

  it('is refused for what would be refused when read', () => {
    for (const bytes of [signed, plain.subarray(0, -1), from(plain, '\n'), from('')]) {
      expect(() => signFeed(bytes, [feedKey])).toThrow(refusal);
    }
    expect(() => signFeed(plain, [])).toThrow(refusal);
    expect(() => signFeed(plain, [feedKey, feedKey])).toThrow(refusal);
  });

  it('can be taken back to the very bytes, to edit and sign anew', () => {
    expect(Buffer.from(withoutSignatures(trailed))).toEqual(plain);
    expect(withoutSignatures(plain)).toBe(plain);
  });
});

describe('the trailer for Sparkle', () => {
  it('is what Sparkle 2.9 appends, byte by byte, over every byte before it', () => {
    const text = trailed.subarray(signed.length).toString();
    const found = /^<!-- sparkle-signatures:\nedSignature: (.{88})\nlength: (\d+)\n-->\n$/.exec(
      text,
    );
    const [, signature = '', length] = found ?? [];
    expect(Number(length)).toBe(signed.length);
    // As Sparkle reads it: the last mark in the file, and the bytes before it.
    const content = trailed.subarray(0, trailed.lastIndexOf('<!-- sparkle-signatures:\n'));
    const ours = Buffer.from(signature, 'base64');
    expect(verify(null, content, createPublicKey(sparkleKey.secret), ours)).toBe(true);
  });
});

function trailerOf(bytes: Uint8Array): string {
  return sparkleTrailer(bytes, (all) => signRaw(sparkleKey, all));
}

function upper(text: string, from_: number): string {
  const open = '<!-- phasegate-signatures:\n'.length + from_;
  const at = open + text.slice(open).search(/[a-f]/);
  return text.slice(0, at) + text.charAt(at).toUpperCase() + text.slice(at + 1);
}

function signFirst(inside: string): Buffer {
  return Buffer.from(`<rss>${inside}</rss>\n`);
}
