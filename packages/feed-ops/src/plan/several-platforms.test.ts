import type { Platform } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import { block, unblock, undo } from '../advisories.fixture.ts';
import type { Command } from '../command.ts';
import { add, CONFIG, memoryProduct, move, rollback, start } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';

describe('several platforms', () => {
  const three = { ...CONFIG, platforms: ['linux', 'macos', 'windows'] } as const;
  const on = (platform: Platform, command: Command): Command =>
    ({ ...command, platforms: [platform] }) as Command;

  /** 1.1.0 is at 50 % of linux, paused on macos, and windows never had it. */
  async function apart(): Promise<MemoryProduct> {
    const all = await memoryProduct(['1.0.0'], three);
    for (const platform of ['linux', 'macos'] as const) {
      await all.change(add('1.1.0', platform));
    }
    await all.change(start('1.1.0'));
    await all.change(on('linux', move('escalate', '1.1.0')));
    await all.change(on('macos', move('pause', '1.1.0')));
    return all;
  }

  async function statesOf(all: MemoryProduct): Promise<readonly string[]> {
    return (await all.snapshot()).states.map(({ platform, ledger }) => {
      const one = ledger.releases.find(({ version }) => version === '1.1.0');
      return `${platform} ${one?.state ?? 'none'} ${one?.phase ?? ''}`.trim();
    });
  }

  it.each(['remove', 'mark'] as const)(
    'each go from where they stand by the method "%s", under one id, and an undo takes each back there',
    async (method) => {
      const all = await apart();
      const before = await statesOf(all);
      expect(before).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
      const change = await all.change(rollback(['1.1.0'], { method }));
      expect(change.platforms).toEqual(['linux', 'macos']);
      expect(await statesOf(all)).toEqual([
        'linux withdrawn 50',
        'macos withdrawn 10',
        'windows none',
      ]);
      const ids = (await all.snapshot()).states.map(({ ledger }) => ledger.advisories[0]?.id);
      expect(ids).toEqual(['2026-11-23-it-crashes', '2026-11-23-it-crashes', undefined]);
      // What is in no feed has no item to mark.
      const marked = (platform: Platform): boolean =>
        all.feed(platform, 'stable-rollout-10%').includes('sparkle:withdrawn="true"');
      expect([marked('linux'), marked('macos')]).toEqual([method === 'mark', false]);
      await all.change(undo());
      expect(await statesOf(all)).toEqual(before);
    },
  );

  it('can be taken back one by one', async () => {
    const all = await apart();
    const { sequence } = await all.change(rollback(['1.1.0']));
    await all.change(undo({ sequence, platforms: ['macos'] }));
    expect(await statesOf(all)).toEqual(['linux withdrawn 50', 'macos paused 10', 'windows none']);
    await all.change(undo({ sequence, platforms: ['linux'] }));
    expect(await statesOf(all)).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
  });

  it('are blocked together, also where a platform has nothing in the range', async () => {
    const all = await apart();
    await all.change(block('1.1.x'));
    for (const platform of three.platforms) {
      expect(all.feed(platform, 'stable')).toContain('kind="blocked"');
    }
    await all.change(unblock('1.1.x'));
    expect(await statesOf(all)).toEqual(['linux rolling 50', 'macos paused 10', 'windows none']);
  });
});
