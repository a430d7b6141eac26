import { beforeEach, describe, expect, it } from 'vitest';

import { block, told, unblock, words } from '../../advisories.fixture.ts';
import {
  add,
  CONFIG,
  memoryProduct,
  move,
  NOW,
  refusalOf,
  rollback,
  start,
} from '../../memory.fixture.ts';
import type { MemoryProduct } from '../../memory.fixture.ts';
import { offersTo } from '../../offers.fixture.ts';

const WHEN = { phases: CONFIG.phases, now: NOW + 86_400_000 };

let product: MemoryProduct;

// 1.0.0 and 1.1.0 are complete, 1.2.0 is at 10 %.
beforeEach(async () => {
  product = await memoryProduct(['1.0.0', '1.1.0']);
  await product.change(add('1.2.0'));
  await product.change(start('1.2.0'));
});

describe('a block', () => {
  it('keeps a range from every bucket, tells who runs it, and asks for the range', async () => {
    const before = offersTo(product, ['1.0.0'], WHEN);
    expect(before[3]).toContain('offer 1.2.0');
    const change = await product.change(block('>=1.2.0 <1.2.3'));
    expect(change).toMatchObject({ danger: 'type', confirm: '>=1.2.0 <1.2.3' });
    expect(change.summary.join()).toContain('1.2.0 on linux is in the range: rolling at 10 %');
    expect(change.affected[0]).toMatchObject({ before: '1.2.0', after: '1.1.0' });
    for (const line of offersTo(product, ['1.0.0'], WHEN)) {
      expect(line).toContain('offer 1.1.0');
    }
    expect(offersTo(product, ['1.2.0', '1.2.2'], WHEN)[110]).toContain('blocked, go-back 1.1.0');
    // Clients that know no advisories are not offered it either.
    expect(product.feed('linux', 'stable-rollout-10%')).not.toContain('<sparkle:version>1.2.0');
  });

  it('gives everything back when it is lifted, and says that it is over', async () => {
    const before = offersTo(product, ['1.0.0', '1.2.0'], WHEN);
    await product.change(block('1.2.x'));
    const change = await product.change(unblock('1.2.x'));
    expect(change.danger).toBe('ask');
    expect(change.summary.join()).toContain('1.2.0 on linux is offered again, rolling at 10 %');
    expect(offersTo(product, ['1.0.0', '1.2.0'], WHEN)).toEqual(before);
    expect(told(product)).toMatchObject([{ kind: 'resolved', versions: '1.2.x' }]);
  });

  it('is lifted by its id too', async () => {
    await product.change(block('1.2.x'));
    await product.change(unblock('2026-11-23-it-wipes-settings'));
    expect(told(product)).toMatchObject([{ kind: 'resolved' }]);
  });

  it('lets the release before it be the way out, also where the newest one is blocked', async () => {
    await product.change(block('1.1.x'));
    expect(told(product)).toMatchObject([{ action: { kind: 'go-back', version: '1.0.0' } }]);
    expect(offersTo(product, ['1.1.0'], WHEN)[99]).toContain('blocked, go-back 1.0.0');
    expect(offersTo(product, ['1.1.0'], WHEN)[5]).toContain('blocked, offer 1.2.0');
  });

  it.each([
    ['everything', '*', 'bad-argument'],
    ['every later version too', '>=1.2.0', 'bad-argument'],
    ['every later version, in a part', '1.0.0 || >1.1.0', 'bad-argument'],
    ['every release that everybody may have', '<=1.1.0', 'only-fallback'],
    ['everything up to far away', '<100.0.0', 'only-fallback'],
  ])('of %s is refused', async (_what, range, code) => {
    expect(await refusalOf(product, block(range))).toBe(code);
  });

  it('that would end by itself is refused', async () => {
    const said = words({ expires: '30d' });
    expect(await refusalOf(product, block('1.2.x', said))).toBe('bad-argument');
  });

  it('of what is blocked is nothing to do, and lifting what is not names what is', async () => {
    await product.change(block('1.2.x'));
    expect(await refusalOf(product, block('1.2.x'))).toBe('nothing-to-do');
    const planned = await product.run(unblock('1.3.x'));
    expect(planned).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-advisory', next: 'name one of 2026-11-23-it-wipes-settings' },
    });
  });

  it('holds for what would be started, resumed or widened in it', async () => {
    await product.change(add('1.2.1'));
    await product.change(block('1.2.x'));
    expect(await refusalOf(product, start('1.2.1'))).toBe('is-blocked');
    expect(await refusalOf(product, move('escalate', '1.2.0'))).toBe('is-blocked');
    await product.change(move('pause', '1.2.0'));
    expect(await refusalOf(product, move('resume', '1.2.0'))).toBe('is-blocked');
  });

  it('does not let the last release that is not blocked be paused or rolled back', async () => {
    await product.change(block('1.0.x'));
    expect(await refusalOf(product, move('pause', '1.1.0'))).toBe('only-fallback');
    expect(await refusalOf(product, rollback(['1.1.0']))).toBe('only-fallback');
  });

  it('of versions that the ledger does not know says so', async () => {
    const { warnings } = await product.change(block('0.9.x'));
    expect(warnings.join()).toContain('No release of the ledger');
  });
});
