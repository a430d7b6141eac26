import { describe, expect, it } from 'vitest';

import type { AddRelease, Command } from '../command.ts';
import { add, memoryProduct, move, refusalOf, rollback, start, stop } from '../memory.fixture.ts';
import type { MemoryProduct } from '../memory.fixture.ts';
import { clientFeed } from './client-view.ts';

function beta(version: string): AddRelease {
  const command = add(version);
  return { ...command, release: { ...command.release, channel: 'beta' } };
}

async function ship(product: MemoryProduct, command: AddRelease): Promise<void> {
  const { version } = command.release;
  const steps: readonly Command[] = [
    command,
    start(version),
    move('escalate', version),
    move('escalate', version),
  ];
  for (const step of steps) {
    await product.change(step);
  }
}

function versionsIn(product: MemoryProduct, feed = 'stable'): readonly string[] {
  const read = clientFeed(product.feed('linux', feed), 'linux');
  return (read?.releases ?? []).map(({ version }) => version);
}

describe('a release for a channel', () => {
  it('pushes nothing out of the feeds that is for everybody, however many there are', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    for (const version of ['2.0.0-beta.1', '2.0.0-beta.2', '2.0.0-beta.3']) {
      await ship(product, beta(version));
    }
    expect(versionsIn(product)).toEqual(['2.0.0-beta.3', '2.0.0-beta.2', '1.1.0', '1.0.0']);
  });

  it('is out of the feeds once everybody has something newer', async () => {
    const product = await memoryProduct(['1.0.0', '1.1.0']);
    await ship(product, beta('1.2.0-beta.1'));
    await ship(product, add('1.2.0'));
    expect(versionsIn(product)).toEqual(['1.2.0', '1.1.0']);
  });

  it('does not stand in the way of a release for everybody below it', async () => {
    const product = await memoryProduct(['1.0.0']);
    await ship(product, beta('2.0.0-beta.1'));
    await product.change(add('1.1.0'));
    await product.change(start('1.1.0'));
    expect(versionsIn(product, 'stable-rollout-10%')).toEqual(['2.0.0-beta.1', '1.1.0', '1.0.0']);
    await product.change(beta('1.0.1-beta.1'));
    await product.change(move('escalate', '1.1.0'));
    await product.change(move('escalate', '1.1.0'));
    expect(await refusalOf(product, start('1.0.1-beta.1'))).toBe('not-newer');
  });

  it('starts beside a release for everybody that is under way, and takes no place of it', async () => {
    const product = await memoryProduct(['1.0.0']);
    for (const step of [
      add('1.1.0'),
      start('1.1.0'),
      beta('1.2.0-beta.1'),
      start('1.2.0-beta.1'),
    ]) {
      await product.change(step);
    }
    expect(versionsIn(product, 'stable-rollout-10%')).toEqual(['1.2.0-beta.1', '1.1.0', '1.0.0']);
    await product.change(add('1.1.1'));
    await product.change(start('1.1.1', undefined, 'overtake'));
    expect(versionsIn(product, 'stable-rollout-10%')).toEqual(['1.2.0-beta.1', '1.1.1', '1.0.0']);
  });

  it('says whom it reaches, and is no fallback for everybody else', async () => {
    const product = await memoryProduct(['1.0.0']);
    await product.change(beta('2.0.0-beta.1'));
    const { summary, affected } = await product.change(start('2.0.0-beta.1'));
    expect(summary).toEqual([
      '2.0.0-beta.1 on linux goes to 10 % of machines (buckets 0-9), where their app asks for the channel beta',
    ]);
    expect(affected.every(({ before, after }) => before === '1.0.0' && after === '1.0.0')).toBe(
      true,
    );
    await product.change(move('escalate', '2.0.0-beta.1'));
    await product.change(move('escalate', '2.0.0-beta.1'));
    expect(await refusalOf(product, rollback(['1.0.0']))).toBe('only-fallback');
    expect(await refusalOf(product, stop('1.0.0'))).toBe('only-fallback');
  });

  it('that is withdrawn sends its testers to the newest that they may have', async () => {
    const product = await memoryProduct(['1.0.0']);
    await ship(product, beta('2.0.0-beta.1'));
    await ship(product, beta('2.0.0-beta.2'));
    await product.change(rollback(['2.0.0-beta.2']));
    const read = clientFeed(product.feed('linux', 'stable'), 'linux');
    expect(read?.advisories[0]?.action).toEqual({ kind: 'go-back', version: '2.0.0-beta.1' });
  });
});
