import { describe, expect, it } from 'vitest';
import { verifyFeed } from './feed.ts';

describe('the bytes of a feed', () => {
  it('are verified as they are: what is parsed afterwards is these very bytes', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x3c, 0]);
    const verdict = verifyFeed(bytes, { kind: 'unsigned' });
    expect(verdict).toMatchObject({ ok: true, verified: { trust: 'unsigned' } });
    expect(verdict.ok && verdict.verified.bytes).toBe(bytes);
  });

  it('are not believed when there are none, and the verdict says so', () => {
    expect(verifyFeed(new Uint8Array(), { kind: 'unsigned' })).toEqual({
      ok: false,
      problem: { code: 'empty', message: 'the feed is empty' },
    });
  });
});
