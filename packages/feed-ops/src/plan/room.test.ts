import type { Advisory, AdvisoryKind } from '@phasegate/rollout';
import { describe, expect, it } from 'vitest';

import { inForce } from '../feeds/content.ts';
import { memoryProduct, NOW } from '../memory.fixture.ts';
import type { Ledger } from '../state/ledger.ts';
import type { PlatformState } from '../state/snapshot.ts';
import { roomWarnings, withRoom } from './room.ts';

const product = await memoryProduct(['1.0.0']);
const [state] = (await product.snapshot()).states as [PlatformState];

function advisory(id: string, kind: AdvisoryKind): Advisory {
  return {
    id,
    revision: 1,
    kind,
    severity: 'low',
    versions: undefined,
    data: undefined,
    issued: NOW,
    expires: undefined,
    deadline: undefined,
    supersedes: undefined,
    resolves: undefined,
    platforms: undefined,
    archs: undefined,
    texts: [],
    action: undefined,
    links: [],
  };
}

/** A ledger with so many advisories of each kind, in this order. */
function holding(...kinds: readonly (readonly [AdvisoryKind, number])[]): Ledger {
  const advisories = kinds.flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, at) => advisory(`${kind}-${at}`, kind)),
  );
  return { ...state.ledger, advisories };
}

function leaving(ledger: Ledger): readonly string[] {
  const kept = new Set(inForce(withRoom(ledger, NOW), NOW).map(({ id }) => id));
  return ledger.advisories.map(({ id }) => id).filter((id) => !kept.has(id));
}

describe('room for advisories', () => {
  it('is there for 64', () => {
    expect(leaving(holding(['blocked', 64]))).toEqual([]);
  });

  it.each<readonly [string, Ledger, readonly string[]]>([
    [
      'news that is old first',
      holding(['blocked', 10], ['notice', 30], ['resolved', 3], ['withdrawn', 23]),
      ['resolved-0', 'resolved-1'],
    ],
    ['then words', holding(['blocked', 10], ['notice', 30], ['withdrawn', 25]), ['notice-0']],
    ['then withdrawals, the oldest', holding(['blocked', 10], ['withdrawn', 55]), ['withdrawn-0']],
    [
      'a block at last, and never the newest one',
      holding(['blocked', 65], ['resolved', 1]),
      ['blocked-0', 'blocked-1'],
    ],
  ])('takes %s', (_what, ledger, gone) => {
    expect(leaving(ledger)).toEqual(gone);
  });

  it('is made in words', () => {
    const before = { ...state, ledger: holding(['notice', 64]) };
    const more = {
      ...before.ledger,
      advisories: [...before.ledger.advisories, advisory('x', 'withdrawn')],
    };
    const after = { ...state, ledger: withRoom(more, NOW) };
    expect(roomWarnings([{ before, after, edits: [] }])).toEqual([
      'Feeds hold 64 advisories at most, so the least needed end now: notice-0',
    ]);
    expect(roomWarnings([{ before, after: before, edits: [] }])).toEqual([]);
  });
});
