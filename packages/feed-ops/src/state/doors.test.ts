import { beforeEach, describe, expect, it } from 'vitest';

import { undo } from '../advisories.fixture.ts';
import { add, CONFIG, memoryProduct, move, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { Planned } from '../plan/plan-types.ts';
import { parseLedger } from './ledger.ts';

const LEDGER = 'updates/linux/rollout.json';
const HISTORY = 'updates/linux/history.jsonl';

let product: MemoryProduct;

beforeEach(async () => {
  product = await memoryProduct(['1.0.0']);
  await product.change(add('1.1.0'));
  await product.change(start('1.1.0'));
});

type Json = Record<string, unknown>;

/** The ledger with the release that is rolling changed by hand. */
function edited(change: Json): string {
  const ledger = JSON.parse(product.files.get(LEDGER) ?? '') as { readonly releases: Json[] };
  const releases = ledger.releases.map((one) =>
    one['version'] === '1.1.0' ? { ...one, ...change } : one,
  );
  return JSON.stringify({ ...ledger, releases });
}

const codeOf = (planned: Planned): string =>
  planned.ok ? planned.plan.kind : planned.refusal.code;

describe('a ledger', () => {
  it.each<Json>([
    { phase: undefined },
    { phase: 100 },
    { phase: 0 },
    { phase: 10.5 },
    { phase: '10' },
    { state: 'complete', phase: 10 },
    { state: 'complete', phase: undefined },
    { state: 'paused', phase: undefined },
    { state: 'constructor' },
    { since: '2026-02-30T00:00:00Z' },
    { version: '../1.1.0' },
    { overtakenBy: 7 },
    { overtakenBy: '1.2.0\n' },
    { schedule: {} },
    { schedule: [{ phase: 50, at: 'soon', by: 'x' }] },
    { schedule: [{ phase: 1000, at: '2026-11-27T09:00:00Z', by: 'x' }] },
    { stop: true },
    { stop: { at: '2026-11-27T09:00:00Z', by: 'x' } },
    { item: 'text' },
  ])('with %j is refused, and no command goes on from it', async (change) => {
    const text = edited(change);
    expect(parseLedger(text, LEDGER)).toMatchObject({ refusal: { code: 'bad-ledger' } });
    product.files.set(LEDGER, text);
    await expect(product.run(move('escalate', '1.1.0'))).rejects.toThrow(LEDGER);
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no release %s for that', async (name) => {
    product.files.set(LEDGER, edited({ overtakenBy: name }));
    expect(codeOf(await product.run(stop()))).toBe('change');
  });
});

describe('a line of the history', () => {
  it.each([
    '{',
    '[]',
    'null',
    '{"at":"2026-11-27T09:00:00Z","actor":"x","command":"pause","version":{},"sequence":9}',
    '{"at":"yesterday","actor":"x","command":"pause","sequence":9}',
    '{"at":"2026-11-27T09:00:00Z","actor":"x","command":"pause","sequence":-1}',
    '{"at":"2026-11-27T09:00:00Z","actor":{},"command":"pause","sequence":9}',
  ])('that is none is refused by undo, with its number: %s', async (line) => {
    product.files.set(HISTORY, `${product.files.get(HISTORY) ?? ''}${line}\n`);
    expect(await product.run(undo())).toMatchObject({
      refusal: {
        code: 'bad-ledger',
        message: expect.stringContaining(`${HISTORY}: line 6 is no entry`) as string,
      },
    });
  });

  it('with a name that every object has is a command like any other', async () => {
    const line = '{"at":"2027-11-27T09:00:00Z","actor":"x","command":"toString","sequence":4}';
    product.files.set(HISTORY, `${product.files.get(HISTORY) ?? ''}${line}\n`);
    product.remember();
    expect(codeOf(await product.run(undo()))).not.toBe('not-undone');
  });
});

it('a change of the config is not taken back by undo, which would change nothing', async () => {
  await product.change({ kind: 'config', config: { ...CONFIG, title: 'Other' } });
  expect(await product.run(undo())).toMatchObject({
    refusal: {
      code: 'not-undone',
      next: expect.stringContaining('phasegate config apply, with the config of before') as string,
    },
  });
});
