import { describe, expect, it } from 'vitest';

import { add, changeOf, memoryProduct, start } from '../../memory.fixture.ts';

describe('a start', () => {
  it('beyond the narrowest phase says what it leaves out, and asks', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    expect(changeOf(await product.run(start('1.1.0', 50)))).toMatchObject({
      danger: 'ask',
      warnings: ['It does not begin with 10 % of machines: all 50 % get what nobody has tried.'],
    });
  });

  it.each([10, undefined])('at the narrowest (%s) asks nothing', async (phase) => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    const { danger, warnings } = changeOf(await product.run(start('1.1.0', phase)));
    expect([danger, warnings]).toEqual(['none', []]);
  });

  it('in the place of what half of the machines have is no jump', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0', 50));
    await product.change(add('1.1.1'));
    const { danger, warnings } = await product.change(start('1.1.1', 50, 'overtake'));
    expect([danger, warnings]).toEqual(['ask', []]);
  });
});
