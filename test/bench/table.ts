import type { Machine } from './machine.ts';
import type { PartResult } from './parts.ts';
import type { PeerResult, RowResult } from './run-row.ts';
import type { Spread } from './spread.ts';

const HEAD = [
  '',
  'runs',
  'ms (IQR)',
  'to first (IQR)',
  'added ms (IQR)',
  'requests',
  'bytes',
  'changed lines',
];

const PARTS_HEAD = ['', 'median (IQR)', 'to first (IQR)', 'added to plain (IQR)'];

/** One line about the machine. */
export function machineLine(machine: Machine): string {
  const { system, processor, cores, memory, node, git, python, load } = machine;
  const tools = `Node ${node}, git ${git}, ${python === undefined ? 'no python3' : `Python ${python}`}`;
  return `${system}, ${cores} x ${processor}, ${memory} GiB; ${tools}; load ${load}`;
}

/** One row as text: what is compared, a line for each peer, then one for each part of each peer. */
export function rowTable({ name, what, peers, parts }: RowResult): string {
  const text = [
    ...aligned([HEAD, ...peers.map(cells)]),
    ...(parts === undefined ? [] : ['', ...aligned([PARTS_HEAD, ...parts.map(partCells)])]),
  ];
  const left = peers.flatMap((peer) =>
    'absent' in peer ? `  ${peer.name} is left out: ${peer.absent}` : [],
  );
  return [`${name}: ${what}`, ...text, ...left].join('\n');
}

function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  return lines.map((line) =>
    `  ${line.map((cell, at) => padded(cell, at, widths)).join('  ')}`.trimEnd(),
  );
}

function partCells({ part, peer, value, ratio, added }: PartResult): readonly string[] {
  const cell = withQuartiles(value, (value?.median ?? 0) < 10 ? 2 : 1);
  return [`${part}: ${peer}`, cell, withQuartiles(ratio, 2), withQuartiles(added, 2)];
}

function cells(peer: PeerResult): readonly string[] {
  if ('absent' in peer) {
    return [peer.name, ...HEAD.slice(1).map(() => '-')];
  }
  const { ms, requests, bytes, lines } = peer.values;
  return [
    peer.name,
    `${peer.runs}`,
    withQuartiles(ms, (ms?.median ?? 0) < 10 ? 2 : 1),
    withQuartiles(peer.ratio, 2),
    withQuartiles(peer.added, 2),
    ...[requests, bytes, lines].map((spread) => (spread === undefined ? '-' : `${spread.median}`)),
  ];
}

function withQuartiles(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) {
    return '-';
  }
  const [median, q1, q3] = [spread.median, spread.q1, spread.q3].map((one) => one.toFixed(digits));
  return `${median} (${q1}..${q3})`;
}

function padded(cell: string, at: number, widths: readonly number[]): string {
  const width = widths[at] ?? 0;
  return at === 0 ? cell.padEnd(width) : cell.padStart(width);
}
