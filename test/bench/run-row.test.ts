import { describe, expect, it } from 'vitest';

import type { OpenRow, Peer } from './row.ts';
import { runRow } from './run-row.ts';

function scene(peers: readonly Peer[]): { open: () => Promise<never>; closed: () => number } {
  let closed = 0;
  const close = async (): Promise<void> => {
    closed += 1;
  };
  return { open: async () => ({ peers, close }) as never, closed: () => closed };
}

describe('a row of the bench', () => {
  it('runs its peers in turn and takes ratio and difference within each pair', async () => {
    const order: string[] = [];
    const peer = (name: string, times: readonly number[]): Peer => ({
      name,
      run: async (round) => {
        order.push(`${name}${round}`);
        return { ms: times[round] ?? 0, requests: 1 };
      },
    });
    const { open, closed } = scene([peer('a', [99, 10, 20, 40]), peer('b', [99, 20, 60, 160])]);
    const row = { name: 'r', what: 'w', runs: 3, warmups: 1, open };
    const { peers } = await runRow(row, 3);
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
    expect(peers[0]).toMatchObject({
      runs: 3,
      values: { ms: { median: 20 } },
      ratio: undefined,
      added: undefined,
    });
    expect(peers[1]).toMatchObject({
      values: { ms: { median: 60 } },
      ratio: { median: 3 },
      added: { median: 40 },
    });
    expect(peers[1]).not.toHaveProperty('values.bytes');
    expect(closed()).toBe(1);
  });

  it('compares each part with the first peer and with the one that does nothing', async () => {
    const peer = (name: string, heaps: readonly number[], load?: number): Peer => ({
      name,
      run: async (round) => ({
        ms: 1,
        parts: { heap: heaps[round] ?? 0, ...(load === undefined ? {} : { load }) },
      }),
    });
    const peers = [peer('first', [4, 8], 10), peer('empty', [1, 2]), peer('ours', [6, 12], 5)];
    const close = async (): Promise<void> => undefined;
    const open = async (): Promise<OpenRow> => ({ peers, plain: 'empty', close });
    const { parts } = await runRow({ name: 'r', what: 'w', runs: 2, warmups: 0, open }, 2);
    expect(parts?.map(({ part, peer: of }) => `${part} ${of}`)).toEqual([
      'heap first',
      'heap empty',
      'heap ours',
      'load first',
      'load ours',
    ]);
    expect(parts?.[0]).toMatchObject({ ratio: undefined, added: { median: 4.5 } });
    expect(parts?.[1]).toMatchObject({ ratio: { median: 0.25 }, added: undefined });
    expect(parts?.[2]).toMatchObject({
      value: { median: 9 },
      ratio: { median: 1.5 },
      added: { q1: 6.25, median: 7.5, q3: 8.75 },
    });
    expect(parts?.[4]).toMatchObject({ ratio: { median: 0.5 }, added: undefined });
  });

  it('says why a peer is left out and runs the other', async () => {
    const { open } = scene([
      { name: 'ours', run: async () => ({ ms: 1 }) },
      { name: 'python', absent: 'there is no python3' },
    ]);
    const { peers } = await runRow({ name: 'r', what: 'w', runs: 2, warmups: 0, open }, 2);
    expect(peers[0]).toMatchObject({ runs: 2 });
    expect(peers[1]).toEqual({ name: 'python', absent: 'there is no python3' });
  });

  it('fails when a peer does, and still cleans up', async () => {
    const wrong = async (): Promise<never> => {
      throw new Error('wrong outcome');
    };
    const { open, closed } = scene([{ name: 'ours', run: wrong }]);
    const row = { name: 'r', what: 'w', runs: 1, warmups: 0, open };
    await expect(runRow(row, 1)).rejects.toThrow('wrong outcome');
    expect(closed()).toBe(1);
  });
});
