import { beforeAll, describe, expect, it } from 'vitest';

import { memoryProduct, move, NOW, rollback } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { plan as planning } from '../plan/plan.ts';
import type { Change } from '../plan/plan-types.ts';
import { otherThan, planAgain, sincePlan } from './moved.ts';
import { parsePlan, planDigest, planFileOf, planText, signedPlan } from './plan-file.ts';
import type { PlanFile } from './plan-file.ts';

const AT = NOW + 9_999_000;
const HOUR = 3_600_000;
const WORDS = ['rollback', '1.1.0', '--reason', 'it crashes'];
const COMMAND = rollback(['1.1.0']);

let product: MemoryProduct;
let change: Change;
let plan: PlanFile;

async function planned(): Promise<Change> {
  const facts = { now: AT, actor: 'Ann <ann@example.com>' };
  const made = planning(COMMAND, await product.snapshot(), facts);
  if (!made.ok || made.plan.kind !== 'change') {
    throw new Error('the fixture must be a change');
  }
  return made.plan;
}

beforeAll(async () => {
  product = await memoryProduct(['1.0.0', '1.1.0']);
  change = await planned();
  const facts = { app: 'com.example.notes', words: WORDS, command: COMMAND, now: AT };
  plan = planFileOf(change, { ...facts, by: 'Ann <ann@example.com>' });
});

const filesNow = (): ReadonlyMap<string, Uint8Array> =>
  new Map([...product.files].map(([path, text]) => [path, Buffer.from(text)]));

function codeOf(edit: (json: Record<string, unknown>) => object, now = AT + HOUR): string {
  const signed = signedPlan(plan, 'Bob <bob@example.com>', AT + 1000);
  const json = JSON.parse(planText(signed)) as Record<string, unknown>;
  const read = parsePlan(JSON.stringify(edit(json)), 'plan.json', now);
  return read.ok ? 'read' : `${read.refusal.exit} ${read.refusal.code}`;
}

describe('a plan’s file', () => {
  it('reads back as it was written, spaces and order aside', () => {
    const signed = signedPlan(plan, 'Bob <bob@example.com>', AT);
    expect(parsePlan(planText(signed), 'plan.json', AT)).toEqual({ ok: true, value: signed });
    expect(planDigest(signed)).toBe(planDigest(plan));
    expect(codeOf((json) => Object.fromEntries(Object.entries(json).reverse()))).toBe('read');
  });

  it.each([
    ['app', 'com.example.other'],
    ['words', ['rollback', '1.0.0']],
    ['command', '0'.repeat(64)],
    ['headline', 'Harmless'],
    ['summary', []],
    ['by', 'Bob <bob@example.com>'],
    ['at', '2026-11-23T07:00:00Z'],
    ['sequence', null],
    ['files', [{ path: 'updates/linux/rollout.json', sha256: null, length: 0 }]],
    ['diff', ''],
  ])('is worth nothing once its %s was changed after a sign-off', (field, value) => {
    expect(codeOf((json) => ({ ...json, [field]: value }))).toBe('4 plan-changed');
  });

  it.each<readonly [string, object]>([
    ['words that are text', { words: 'rollback 1.1.0' }],
    ['words that are numbers', { words: ['rollback', 1] }],
    ['no words', { words: [] }],
    ['a thousand words', { words: Array.from({ length: 1000 }, () => 'x') }],
    ['a huge word', { words: ['x'.repeat(100_000)] }],
    ['a zero byte', { words: ['roll\0back'] }],
    ['a path out of the tree', { files: [{ path: '../etc/passwd', sha256: null, length: 0 }] }],
    ['an absolute path', { files: [{ path: '/etc/passwd', sha256: null, length: 0 }] }],
    ['a path that is an option', { files: [{ path: '-x y', sha256: null, length: 0 }] }],
    ['no files', { files: [] }],
    ['a field more', { yes: true }],
    ['another schema', { schema: 'phasegate/plan@2' }],
    ['a digest that is none', { command: 'x' }],
    ['a time that is none', { at: 'now' }],
    ['sign-offs that are none', { signOffs: ['Bob'] }],
  ])('with %s is none', (_what, edit) => {
    expect(codeOf((json) => ({ ...json, ...edit }))).toBe('2 bad-plan');
  });

  it('holds for 24 hours, and not before it was made', () => {
    expect(codeOf((json) => json, AT + 24 * HOUR)).toBe('read');
    expect(codeOf((json) => json, AT + 24 * HOUR + 1000)).toBe('4 plan-too-old');
    expect(codeOf((json) => json, AT - 60_000)).toBe('read');
    expect(codeOf((json) => json, AT - HOUR)).toBe('2 bad-plan');
    expect(parsePlan('[', 'plan.json', AT)).toMatchObject({ refusal: { code: 'bad-plan' } });
    expect(parsePlan('null', 'plan.json', AT)).toMatchObject({ refusal: { code: 'bad-plan' } });
  });
});

describe('the state that a plan was made on', () => {
  it('is the same until somebody moves it, and then it says who', async () => {
    expect(sincePlan(plan, filesNow())).toEqual({ kind: 'same' });
    expect(otherThan(plan, change)).toBeUndefined();
    const other = await memoryProduct(['1.0.0', '1.1.0']);
    await other.change(move('pause', '1.1.0'));
    const now = new Map([...other.files].map(([path, text]) => [path, Buffer.from(text)]));
    const since = sincePlan(plan, now);
    expect(since).toMatchObject({ kind: 'moved', refusal: { code: 'plan-moved', exit: 6 } });
    expect(since.kind === 'moved' ? since.refusal.message : '').toMatch(
      /by pause 1\.1\.0 of Op <op@example\.com> at 2026-11-23T/,
    );
  });

  it('that is gone, or whose history was written anew, moved as well', () => {
    const gone = new Map(filesNow());
    gone.delete('updates/linux/history.jsonl');
    expect(sincePlan(plan, gone).kind).toBe('moved');
    const anew = new Map(filesNow());
    anew.set('updates/linux/history.jsonl', Buffer.from('{}\n'));
    const since = sincePlan(plan, anew);
    expect(since.kind === 'moved' ? since.refusal.message : '').toContain('left no line');
  });

  it('is another plan’s where the headline or the files differ', () => {
    expect(otherThan(plan, { ...change, headline: 'Roll back 1.0.0' })?.code).toBe('plan-moved');
    const more = { ...plan, files: plan.files.slice(1) };
    expect(otherThan(more, change)?.code).toBe('plan-moved');
  });

  it('names the words to plan again, quoted for a shell', () => {
    const words = ['rollback', '1.1.0', '--reason', "it's $(id) `id`"];
    expect(planAgain({ ...plan, words })).toContain(
      String.raw`phasegate plan rollback 1.1.0 --reason 'it'\''s $(id) ${'`id`'}' --out FILE`,
    );
  });
});
