import { compareParts } from './parts.ts';
import type { PartResult } from './parts.ts';
import type { Measured, Peer, Quantity, Row } from './row.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';

/** What became of one peer. */
export type PeerResult =
  | {
      readonly name: string;
      readonly runs: number;
      readonly values: Readonly<Partial<Record<Quantity, Spread>>>;
      /** Its milliseconds over ours, pair by pair; absent for ours. */
      readonly ratio: Spread | undefined;
      /** Its milliseconds less ours, pair by pair; absent for ours. */
      readonly added: Spread | undefined;
    }
  | { readonly name: string; readonly absent: string };

/** One row of the table. */
export interface RowResult {
  readonly name: string;
  readonly what: string;
  readonly peers: readonly PeerResult[];
  /** Absent where a run has no parts. */
  readonly parts?: readonly PartResult[];
}

const QUANTITIES: readonly Quantity[] = ['ms', 'requests', 'bytes', 'lines'];

/**
 * Runs the peers in turn, A B A B, in one process: what slows the machine down for a while slows both, and the
 * ratio is taken within each pair. Throws what a peer throws: a wrong outcome is no measurement.
 */
export async function runRow(row: Row, runs: number): Promise<RowResult> {
  const { peers, plain, close } = await row.open();
  try {
    await rounds(peers, row.warmups, 0);
    const measured = await rounds(peers, runs, row.warmups);
    const ours = measured[0] ?? [];
    const results = peers.map((peer, at) =>
      resultOf(peer, measured[at] ?? [], at === 0 ? [] : ours),
    );
    const runsOf = peers.map(({ name }, at) => ({ name, runs: measured[at] ?? [] }));
    const parts = compareParts(runsOf, plain);
    return {
      name: row.name,
      what: row.what,
      peers: results,
      ...(parts.length === 0 ? {} : { parts }),
    };
  } finally {
    await close();
  }
}

async function rounds(
  peers: readonly Peer[],
  count: number,
  from: number,
): Promise<readonly (readonly Measured[])[]> {
  const measured = peers.map((): Measured[] => []);
  for (let round = from; round < from + count; round += 1) {
    for (const [at, peer] of peers.entries()) {
      if ('run' in peer) {
        measured[at]?.push(await peer.run(round));
      }
    }
  }
  return measured;
}

function resultOf(peer: Peer, mine: readonly Measured[], ours: readonly Measured[]): PeerResult {
  if ('absent' in peer) {
    return peer;
  }
  const pairs = ours.flatMap((our, at): readonly (readonly [number, number])[] => {
    const my = mine[at];
    return my === undefined ? [] : [[my.ms, our.ms]];
  });
  const values = QUANTITIES.map((name): [Quantity, Spread | undefined] => [
    name,
    spreadOf(mine.flatMap((one) => one[name] ?? [])),
  ]);
  return {
    name: peer.name,
    runs: mine.length,
    values: Object.fromEntries(values.filter(([, spread]) => spread !== undefined)),
    ratio: spreadOf(pairs.map(([my, our]) => my / our)),
    added: spreadOf(pairs.map(([my, our]) => my - our)),
  };
}
