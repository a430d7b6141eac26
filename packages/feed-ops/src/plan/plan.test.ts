import { describe, expect, it } from 'vitest';

import { clientFeed } from '../feeds/client-view.ts';
import {
  add,
  CONFIG,
  memoryProduct,
  move,
  NOW,
  refusalOf,
  rollback,
  start,
  stop,
} from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import type { Command } from '../command.ts';

const FEEDS = ['stable-rollout-10%', 'stable-rollout-50%', 'stable'] as const;

function versionsIn(product: MemoryProduct, feed: string): readonly string[] {
  return (
    clientFeed(product.feed('linux', feed), 'linux')?.releases.map(({ version }) => version) ?? []
  );
}

function everyFeed(product: MemoryProduct): readonly (readonly string[])[] {
  return FEEDS.map((feed) => versionsIn(product, feed));
}

describe('where a release is', () => {
  it('is in no feed as a draft, and the feeds keep their bytes', async () => {
    const product = await memoryProduct(['1.0.0']);
    const stable = product.feed('linux', 'stable');
    await product.change(add('1.1.0'));
    expect(product.feed('linux', 'stable')).toBe(stable);
    expect(everyFeed(product)).toEqual([['1.0.0'], ['1.0.0'], ['1.0.0']]);
  });

  it('reaches 10, 50 and 100 % one after the other, and narrower feeds hold what broader ones hold', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0'));
    expect(everyFeed(product)).toEqual([['1.1.0', '1.0.0'], ['1.0.0'], ['1.0.0']]);
    await product.change(move('escalate', '1.1.0'));
    expect(everyFeed(product)).toEqual([['1.1.0', '1.0.0'], ['1.1.0', '1.0.0'], ['1.0.0']]);
    await product.change(move('escalate', '1.1.0'));
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.1.0', '1.0.0']));
  });

  it('keeps the newest complete release and one fallback, however many there were', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0', '1.2.0', '1.3.0']);
    expect(versionsIn(product, 'stable')).toEqual(['1.3.0', '1.2.0']);
  });

  it('brings an earlier release back below the newest when the fallback is rolled back', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0', '1.2.0']);
    await product.change(rollback(['1.1.0']));
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.2.0', '1.0.0']));
  });

  it.each([10, 50, 100])(
    'leaves every feed when it is paused at %i %%, and comes back byte for byte',
    async (share) => {
      const product = await memoryProduct(['1.0.0']);
      await product.change(add('1.1.0'));
      await product.change(start('1.1.0'));
      for (const at of [10, 50].filter((one) => one < share)) {
        await product.change(move('escalate', '1.1.0', at));
      }
      const item = itemText(product, '1.1.0');
      await product.change(move('pause', '1.1.0', share));
      expect(everyFeed(product)).toEqual([['1.0.0'], ['1.0.0'], ['1.0.0']]);
      await product.change(move('resume', '1.1.0', share));
      expect(itemText(product, '1.1.0')).toBe(item);
      expect(FEEDS.filter((feed) => versionsIn(product, feed).includes('1.1.0'))).toHaveLength(
        share === 10 ? 1 : share === 50 ? 2 : 3,
      );
    },
  );

  it('writes the same bytes under the alias without a percent sign', async () => {
    const product = await memoryProduct(['1.0.0']);
    expect(product.feed('linux', 'stable-rollout-10')).toBe(
      product.feed('linux', 'stable-rollout-10%'),
    );
    expect(product.feed('linux', 'stable-rollout-50')).toBe(
      product.feed('linux', 'stable-rollout-50%'),
    );
  });
});

describe('rollback', () => {
  it.each([
    [10, ['1.0.0']],
    [50, ['1.0.0']],
    [100, ['1.0.0']],
  ])(
    'takes a release at %i %% out of every feed and tells who has it to go back',
    async (share, left) => {
      const product = await memoryProduct(['1.0.0']);
      await product.change(add('1.1.0'));
      await product.change(start('1.1.0'));
      for (const at of [10, 50].filter((one) => one < share)) {
        await product.change(move('escalate', '1.1.0', at));
      }
      await product.change(rollback(['1.1.0']));
      expect(everyFeed(product)).toEqual(FEEDS.map(() => left));
      const [advisory] = clientFeed(product.feed('linux', 'stable'), 'linux')?.advisories ?? [];
      expect(advisory).toMatchObject({
        id: '2026-11-23-it-crashes',
        kind: 'withdrawn',
        versions: '1.1.0',
        action: { kind: 'go-back', version: '1.0.0' },
      });
    },
  );

  it('sends machines forward where a newer good release is out, and says so in a new revision later', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(rollback(['1.1.0']));
    await product.change(add('1.1.1'));
    await product.change(start('1.1.1'));
    expect(advisoriesOf(product)).toMatchObject([{ revision: 1, action: { kind: 'go-back' } }]);
    await product.change(move('escalate', '1.1.1'));
    await product.change(move('escalate', '1.1.1'));
    expect(advisoriesOf(product)).toMatchObject([
      { revision: 2, action: { kind: 'update', version: '1.1.1' } },
    ]);
  });

  it('names another way out when the release to go back to is itself withdrawn', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0', '1.2.0']);
    await product.change(rollback(['1.2.0']));
    expect(advisoriesOf(product)).toMatchObject([
      { action: { kind: 'go-back', version: '1.1.0' } },
    ]);
    await product.change(rollback(['1.1.0'], { reason: 'that one too' }));
    expect(advisoriesOf(product).map(({ action }) => action)).toEqual([
      { kind: 'go-back', version: '1.0.0' },
      { kind: 'go-back', version: '1.0.0' },
    ]);
  });

  it('takes several releases in one step, with one advisory for those that go back and one for those that go on', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0', '1.2.0', '1.3.0']);
    const change = await product.change(rollback(['1.1.0', '1.3.0']));
    expect(change.versions).toEqual(['1.1.0', '1.3.0']);
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.2.0', '1.0.0']));
    expect(advisoriesOf(product)).toMatchObject([
      { versions: '1.1.0', action: { kind: 'update', version: '1.2.0' } },
      { versions: '1.3.0', action: { kind: 'go-back', version: '1.2.0' } },
    ]);
  });

  it('leaves the item in its feeds when it is marked, where no client is offered it', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(rollback(['1.1.0'], { method: 'mark' }));
    const feed = clientFeed(product.feed('linux', 'stable'), 'linux');
    expect(feed?.releases.map(({ version, withdrawn }) => [version, withdrawn])).toEqual([
      ['1.1.0', true],
      ['1.0.0', false],
    ]);
    expect(product.feed('linux', 'stable')).toContain('sparkle:os="withdrawn"');
  });

  it('rolls a paused release back, which machines may have, and marks nothing that is in no feed', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await product.change(move('pause', '1.1.0'));
    await product.change(rollback(['1.1.0'], { method: 'mark' }));
    expect(everyFeed(product)).toEqual(FEEDS.map(() => ['1.0.0']));
    expect(advisoriesOf(product)).toHaveLength(1);
  });

  it('refuses to take the only release of stable, and says what to do first', async () => {
    const product = await memoryProduct(['1.0.0']);
    for (const command of [rollback(['1.0.0']), move('pause', '1.0.0'), stop('1.0.0')]) {
      expect(await refusalOf(product, command)).toBe('only-fallback');
    }
    const two = await memoryProduct(['1.0.0', '1.1.0']);
    expect(await refusalOf(two, rollback(['1.0.0', '1.1.0']))).toBe('only-fallback');
  });

  it('takes the very first release back while it is at 10 %, though there is nothing to go back to', async () => {
    const product = await memoryProduct();
    await product.change(add('1.0.0'));
    await product.change(start('1.0.0', 10));
    await product.change(rollback(['1.0.0']));
    expect(everyFeed(product)).toEqual([[], [], []]);
    expect(advisoriesOf(product)).toMatchObject([{ action: { kind: 'manual' } }]);
  });

  it('keeps the reason word for word in the history and on one harmless line in the commit', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    const reason = 'x [skip ci]\nSigned-off-by: nobody\n::set-output name=x::y';
    const change = await product.change(rollback(['1.1.0'], { reason }));
    expect(change.message.subject).toBe(
      'Roll back 1.1.0 on linux: x (skip ci) Signed-off-by: nobody ::set-output name=x::y',
    );
    const lines = product.files.get('updates/linux/history.jsonl')?.trimEnd().split('\n') ?? [];
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      at: new Date(change.sequence === undefined ? 0 : Date.parse(advisoryTime(product)))
        .toISOString()
        .replace('.000', ''),
      actor: 'Op <op@example.com>',
      command: 'rollback',
      version: '1.1.0',
      reason,
      evidence: null,
      sequence: change.sequence,
      undoOf: null,
    });
  });
});

describe('several platforms', () => {
  const config = { ...CONFIG, platforms: ['linux', 'macos'] as const };

  it('goes out on all of them under one sequence, or on the one that is named', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0'], config);
    const both = await product.change(rollback(['1.1.0']));
    expect(both.platforms).toEqual(['linux', 'macos']);
    const states = (await product.snapshot()).states.map(({ ledger }) => ledger.sequence);
    expect(new Set(states)).toEqual(new Set([both.sequence]));
  });

  it('leaves the other platform byte for byte alone', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0'], config);
    const macos = product.feed('macos', 'stable');
    await product.change({ ...rollback(['1.1.0']), platforms: ['linux'] });
    expect(product.feed('macos', 'stable')).toBe(macos);
    expect((await product.change(rollback(['1.1.0']))).platforms).toEqual(['macos']);
  });

  it('does not escalate platforms that stand in different phases with one word', async () => {
    const product = await memoryProduct(['1.0.0'], config);
    for (const platform of config.platforms) {
      await product.change(add('1.1.0', platform));
    }
    await product.change(start('1.1.0'));
    await product.change({ ...move('escalate', '1.1.0'), platforms: ['linux'] } as Command);
    expect(await refusalOf(product, move('escalate', '1.1.0'))).toBe('phases-differ');
  });
});

it('renews the expiry and the build date of every feed with each change', async () => {
  const product = await memoryProduct(['1.0.0', '1.1.0']);
  await product.change(rollback(['1.1.0']));
  const identity = clientFeed(product.feed('linux', 'stable'), 'linux')?.identity;
  expect(Date.parse(identity?.expires ?? '') - Date.parse(identity?.issued ?? '')).toBe(
    30 * 86_400_000,
  );
  expect(Date.parse(identity?.issued ?? '')).toBeGreaterThan(NOW);
  const built = /<lastBuildDate>(.*)<\/lastBuildDate>/.exec(product.feed('linux', 'stable'))?.[1];
  expect(Date.parse(built ?? '')).toBe(Date.parse(identity?.issued ?? ''));
});

function advisoriesOf(
  product: MemoryProduct,
): NonNullable<ReturnType<typeof clientFeed>>['advisories'] {
  return clientFeed(product.feed('linux', 'stable'), 'linux')?.advisories ?? [];
}

function advisoryTime(product: MemoryProduct): string {
  return clientFeed(product.feed('linux', 'stable'), 'linux')?.identity?.issued ?? '';
}

function itemText(product: MemoryProduct, version: string): string {
  const text = product.feed('linux', 'stable-rollout-10%');
  return text.split('<item>').find((item) => item.includes(`<sparkle:version>${version}<`)) ?? '';
}
