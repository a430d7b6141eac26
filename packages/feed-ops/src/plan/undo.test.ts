import { parseVersion, parseVersionRange } from '@phasegate/rollout';
import type { Version, VersionRange } from '@phasegate/rollout';
import { beforeEach, describe, expect, it } from 'vitest';

import { NO_WORDS } from '../advisories/words.ts';
import type { Command } from '../command.ts';
import {
  add,
  changeOf,
  CONFIG,
  memoryProduct,
  move,
  NOW,
  phase,
  refusalOf,
  rollback,
  start,
  stop,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { offersTo } from '../offers.fixture.ts';

const VERSIONS = ['1.0.0', '1.1.0', '1.2.0'];
const range = (text: string): VersionRange => parseVersionRange(text) as VersionRange;
const WHEN = { phases: CONFIG.phases, now: NOW + 86_400_000 };

function undo(sequence?: number, reason: string | undefined = 'a slip', at?: string): Command {
  return { kind: 'undo', sequence, at, reason, platforms: undefined, past: [] };
}

const block: Command = {
  kind: 'block',
  range: range('1.1.x'),
  reason: 'bad',
  words: NO_WORDS,
  platforms: undefined,
};
const unblock: Command = {
  kind: 'unblock',
  what: '1.1.x',
  reason: undefined,
  platforms: undefined,
};
const notice: Command = {
  kind: 'notice',
  range: undefined,
  reason: undefined,
  words: { ...NO_WORDS, texts: [saying('The server is down')] },
  platforms: undefined,
};

function saying(issue: string): (typeof NO_WORDS.texts)[number] {
  return { language: 'en', issue, impact: undefined, instruction: undefined, timeline: undefined };
}

function historyOf(product: MemoryProduct): readonly string[] {
  return (product.files.get('updates/linux/history.jsonl') ?? '').trimEnd().split('\n');
}

function historyTime(product: MemoryProduct, at: number): string {
  return (JSON.parse(historyOf(product).at(at) ?? '') as { at: string }).at;
}

async function sequenceOf(product: MemoryProduct): Promise<number> {
  const [state] = (await product.snapshot()).states;
  return state?.ledger.sequence ?? 0;
}

describe('an undo', () => {
  let product: MemoryProduct;

  // 1.0.0 is complete, 1.1.0 at 50 %, 1.2.0 at 10 %.
  beforeEach(async () => {
    product = await memoryProduct(['1.0.0']);
    for (const version of ['1.1.0', '1.2.0']) {
      await product.change(add(version));
      await product.change(start(version));
    }
    await product.change(move('escalate', '1.1.0'));
  });

  const cases: readonly (readonly [string, readonly Command[], Command])[] = [
    ['a start', [add('1.3.0')], start('1.3.0')],
    ['an escalation to 50 %', [], move('escalate', '1.2.0')],
    ['an escalation to everybody', [], move('escalate', '1.1.0')],
    ['a pause', [], move('pause', '1.1.0')],
    ['a resume', [move('pause', '1.1.0')], move('resume', '1.1.0')],
    ['an emergency stop of everything', [], stop()],
    ['an emergency stop of one', [], stop('1.1.0')],
    ['a rollback', [], rollback(['1.1.0'])],
    ['a rollback of what was paused', [move('pause', '1.1.0')], rollback(['1.1.0'])],
    ['a rollback of several, marked', [], rollback(['1.1.0', '1.2.0'], { method: 'mark' })],
    [
      'a rollback from everybody',
      [move('escalate', '1.1.0')],
      rollback(['1.1.0'], { method: 'mark' }),
    ],
    ['a block', [], block],
    ['an unblock', [block], unblock],
    ['a notice', [], notice],
  ];

  it.each(cases)(
    'of %s gives each of the hundred buckets what it had, and its own undo what it had then',
    async (_what, first, command) => {
      for (const one of first) {
        await product.change(one);
      }
      const before = offersTo(product, VERSIONS, WHEN);
      const sequence = await sequenceOf(product);
      await product.change(command);
      const after = offersTo(product, VERSIONS, WHEN);
      expect(after).not.toEqual(before);
      const taken = await product.change(undo());
      expect(offersTo(product, VERSIONS, WHEN)).toEqual(before);
      expect(taken.sequence).toBe(sequence + 2);
      const again = await product.change(undo());
      expect(offersTo(product, VERSIONS, WHEN)).toEqual(after);
      expect(again.warnings.join()).toContain('undo itself');
      expect(again.sequence).toBe(sequence + 3);
    },
  );

  it('stands in the history as an entry of its own, which names the one it takes back', async () => {
    await product.change(rollback(['1.1.0']));
    const sequence = await sequenceOf(product);
    const lines = (product.files.get('updates/linux/history.jsonl') ?? '').trimEnd().split('\n');
    await product.change(undo(undefined, 'wrong version'));
    const now = (product.files.get('updates/linux/history.jsonl') ?? '').trimEnd().split('\n');
    expect(now.slice(0, -1)).toEqual(lines);
    expect(JSON.parse(now.at(-1) ?? '')).toMatchObject({
      command: 'undo',
      version: '1.1.0',
      reason: 'wrong version',
      undoOf: String(sequence),
      sequence: sequence + 1,
    });
  });

  it('of a rollback ends its advisory with word that it is over', async () => {
    await product.change(rollback(['1.1.0']));
    expect(product.feed('linux', 'stable')).toContain('kind="withdrawn"');
    await product.change(undo());
    const stable = product.feed('linux', 'stable');
    expect(stable).not.toContain('kind="withdrawn"');
    expect(stable).toMatch(/kind="resolved"[^>]*versions="1\.1\.0"/);
    expect(stable).toMatch(/resolves="2026-11-23-it-crashes"/);
  });

  it('of an added draft takes it out of the ledger, and no feed changes', async () => {
    await product.change(add('1.3.0'));
    const stable = product.feed('linux', 'stable');
    await product.change(undo());
    expect(product.feed('linux', 'stable')).toBe(stable);
    const [state] = (await product.snapshot()).states;
    expect(state?.ledger.releases.map(({ version }) => version)).not.toContain('1.3.0');
  });

  it('of a start leaves it paused, since its files may be on machines already', async () => {
    await product.change(add('1.3.0'));
    await product.change(start('1.3.0'));
    await product.change(undo());
    const [state] = (await product.snapshot()).states;
    expect(state?.ledger.releases.at(-1)).toMatchObject({ version: '1.3.0', state: 'paused' });
  });

  it('of an earlier command leaves what was done since', async () => {
    await product.change(move('pause', '1.1.0'));
    const sequence = await sequenceOf(product);
    await product.change(move('pause', '1.2.0'));
    await product.change(undo(sequence));
    const [state] = (await product.snapshot()).states;
    expect(state?.ledger.releases).toMatchObject([
      { version: '1.0.0', state: 'complete' },
      { version: '1.1.0', state: 'rolling', phase: 50 },
      { version: '1.2.0', state: 'paused' },
    ]);
  });

  it('is refused where the same release was changed since, and names what did it', async () => {
    await product.change(move('pause', '1.1.0'));
    const sequence = await sequenceOf(product);
    await product.change(rollback(['1.1.0']));
    const planned = await product.run(undo(sequence));
    expect(planned).toMatchObject({
      ok: false,
      refusal: {
        code: 'changed-since',
        message: expect.stringContaining(`"rollback 1.1.0" (sequence ${sequence + 1})`) as string,
        next: `take that back first: phasegate undo --sequence ${sequence + 1}`,
      },
    });
  });

  it.each([
    ['that is over does not come back', 13, false],
    ['that is still to come comes back', 600, true],
  ])('a scheduled step %s with its release', async (_what, minutes, stays) => {
    const at = NOW + minutes * 60_000;
    await product.change({
      kind: 'schedule',
      version: parseVersion('1.1.0') as Version,
      plan: { kind: 'at', phase: phase(100), at },
      platforms: undefined,
    });
    await product.change(move('pause', '1.1.0'));
    // Each command is a minute later than the one before.
    for (const version of ['3.0.0', '3.0.1', '3.0.2', '3.0.3']) {
      await product.change(add(version));
    }
    const paused = await sequenceOf(product);
    expect(changeOf(await product.run(undo(paused))).danger).toBe('ask');
    const [state] = (await product.snapshot()).states;
    const one = state?.ledger.releases.find(({ version }) => version === '1.1.0');
    expect([one?.state, one?.schedule !== undefined]).toEqual(['rolling', stays]);
  });

  it('names what changed no feed by its time, since it has no sequence of its own', async () => {
    // 1.1.1 at 10 % is hidden by 1.2.0, so its pause changes no feed.
    await product.change(add('1.1.1'));
    await product.change(start('1.1.1'));
    const paused = await product.change(move('pause', '1.1.1'));
    expect(paused.edits.map(({ role }) => role)).toEqual(['ledger', 'history']);
    const at = historyTime(product, -1);
    const planned = await product.run(undo(undefined, 'x', historyTime(product, -2)));
    expect(planned).toMatchObject({
      refusal: { next: `take that back first: phasegate undo --at ${at}` },
    });
    await product.change(undo(undefined, 'x', at));
    const [state] = (await product.snapshot()).states;
    expect(state?.ledger.releases.at(-1)).toMatchObject({ version: '1.1.1', state: 'rolling' });
  });

  it('asks as much as the command in reverse', async () => {
    const danger = async (command: Command): Promise<unknown> => {
      await product.change(command);
      const { danger: asked, confirm } = changeOf(await product.run(undo()));
      return [asked, confirm];
    };
    expect(await danger(rollback(['1.1.0']))).toEqual(['type', '1.1.0']);
    expect(await danger(stop('1.2.0'))).toEqual(['type', '1.2.0']);
    expect(await danger(block)).toEqual(['ask', '']);
    await product.change(block);
    expect(await danger(unblock)).toEqual(['type', '1.1.x']);
    await product.change(unblock);
    await product.change(move('escalate', '1.1.0'));
    expect(await danger(move('pause', '1.1.0'))).toEqual(['type', '1.1.0']);
  });

  it('wants a reason where machines may have more than before, and none where they may have less', async () => {
    await product.change(move('pause', '1.1.0'));
    expect(await refusalOf(product, undo(undefined, ' '))).toBe('bad-argument');
    await product.change(undo());
    await product.change(move('escalate', '1.1.0'));
    expect(changeOf(await product.run({ ...undo(), reason: undefined } as Command)).danger).toBe(
      'ask',
    );
  });

  it('does not lift a mark on a release more easily than its own command would', async () => {
    const path = 'updates/linux/rollout.json';
    await product.change(stop('1.1.0'));
    const marked = (product.files.get(path) ?? '').replace(
      /("version": "1\.1\.0",)/,
      '$1 "stop": { "by": "Op" },',
    );
    product.files.set(path, marked);
    product.remember();
    expect(await refusalOf(product, undo(undefined, ''))).toBe('bad-argument');
    expect(changeOf(await product.run(undo())).danger).toBe('type');
  });

  it.each<readonly [string, Command, string]>([
    ['renew', { kind: 'renew', root: false }, 'not-undone'],
  ])('of %s is refused, with what to do', async (_what, command, code) => {
    await product.change(command);
    const planned = await product.run(undo());
    expect(planned).toMatchObject({
      ok: false,
      refusal: { code, next: expect.stringMatching(/--sequence \d+: escalate 1\.1\.0/) as string },
    });
  });

  it('of init is refused, and of a sequence that nothing has, and where nothing was done', async () => {
    expect(await refusalOf(product, undo(1))).toBe('not-undone');
    expect(await refusalOf(product, undo(999))).toBe('unknown-command');
  });

  it('of the first release of all is refused: nobody would have a release to be on', async () => {
    const first = await memoryProduct(['1.0.0']);
    expect(await refusalOf(first, undo())).toBe('only-fallback');
  });
});
