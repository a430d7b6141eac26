import { sampleSnapshot } from '@phasegate/agent/testing';
import type { AgentSnapshot } from '@phasegate/agent';
import { describe, expect, it } from 'vitest';
import { announceChanges, createEventBoard } from './events.ts';
import type { Gate } from './gate.ts';

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const blocked = {
  code: 'blocked',
  advisory: 'bad',
  severity: 'high',
  data: 'at-risk',
} as const;

describe('the gate of an app', () => {
  it('is told at the start, closes with the standing of the running version, opens again, and is not told twice', () => {
    const board = createEventBoard(log);
    const told: Gate[] = [];
    board.on('gate', (gate) => told.push(gate));
    const fine: AgentSnapshot = { ...sampleSnapshot(), standing: { code: 'fine' } };
    const bad: AgentSnapshot = { ...fine, standing: blocked };
    const steps = [fine, { ...fine }, bad, { ...bad, standing: { ...blocked } }, fine];
    steps.forEach((snapshot, at) => announceChanges(board, steps[at - 1], snapshot));
    expect(told.map(({ open, standing }) => [open, standing.code])).toEqual([
      [true, 'fine'],
      [false, 'blocked'],
      [true, 'fine'],
    ]);
    expect(told[1]?.standing).toEqual(blocked);
  });
});
