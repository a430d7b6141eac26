import { beforeAll, expect, it } from 'vitest';

import { add, memoryProduct, start } from '../memory.fixture.ts';
import { sequenceAfter } from './overtaken.ts';

const PATH = 'updates/linux/stable/appcast.xml';

let before: string;
let after: string;
let narrow: string;

beforeAll(async () => {
  const product = await memoryProduct(['1.0.0']);
  before = product.feed('linux', 'stable');
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
  after = product.feed('linux', 'stable');
  narrow = product.feed('linux', 'stable-rollout-10%');
});

it('knows a feed that was pushed on top of the one that was meant', () => {
  const sequence = Number(/sequence="(\d+)"/.exec(after)?.[1]);
  expect(sequenceAfter(before, Buffer.from(after), PATH)).toBe(sequence);
});

it('does not take an older feed, the same one, another name, another app or none for a later one', () => {
  const other = after.replace('app="com.example.notes"', 'app="com.example.other"');
  for (const served of [before, narrow, other, '', '<html></html>', 'x'.repeat(10_000)]) {
    expect(sequenceAfter(before, Buffer.from(served), PATH)).toBeUndefined();
  }
  expect(sequenceAfter(after, Buffer.from(before), PATH)).toBeUndefined();
  expect(sequenceAfter(before, Buffer.from(after), 'keys/1.root.json')).toBeUndefined();
});
