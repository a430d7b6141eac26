import type { Measured } from './row.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';

/** The measured runs of one peer, in the order of the rounds. */
export interface PeerRuns {
  readonly name: string;
  readonly runs: readonly Measured[];
}

/** One part of what one peer's runs took. */
export interface PartResult {
  readonly part: string;
  readonly peer: string;
  readonly value: Spread | undefined;
  /** Over the first peer's, round by round; absent for the first peer itself. */
  readonly ratio: Spread | undefined;
  /** Less the plain peer's, round by round; absent for that one itself, and where there is none. */
  readonly added: Spread | undefined;
}

/** Every part of every peer, the peers of a part side by side; a part that a peer does not have is left out. */
export function compareParts(
  peers: readonly PeerRuns[],
  plain: string | undefined,
): readonly PartResult[] {
  const names = new Set(peers.flatMap(({ runs }) => Object.keys(runs[0]?.parts ?? {})));
  const [first] = peers;
  const empty = peers.find(({ name }) => name === plain);
  return [...names].flatMap((part) =>
    peers
      .filter(({ runs }) => runs[0]?.parts?.[part] !== undefined)
      .map((peer) => ({
        part,
        peer: peer.name,
        value: spreadOf(peer.runs.flatMap(({ parts }) => parts?.[part] ?? [])),
        ratio: spreadOf(inPairs(peer, first, part, (mine, other) => mine / other)),
        added: spreadOf(inPairs(peer, empty, part, (mine, other) => mine - other)),
      })),
  );
}

function inPairs(
  mine: PeerRuns,
  other: PeerRuns | undefined,
  part: string,
  compare: (mine: number, other: number) => number,
): readonly number[] {
  if (mine === other || other === undefined) {
    return [];
  }
  return mine.runs.flatMap(({ parts }, round) => {
    const [my, its] = [parts?.[part], other.runs[round]?.parts?.[part]];
    return my === undefined || its === undefined ? [] : [compare(my, its)];
  });
}
