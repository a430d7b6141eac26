import type { AgentSnapshot } from '@phasegate/agent';
import { expect, it } from 'vitest';
import { announceChanges, createEventBoard } from './events.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const snapshot = (change: Partial<AgentSnapshot>): AgentSnapshot =>
  ({
    problem: undefined,
    notice: undefined,
    menu: { label: 'Check', kind: 'check' },
    diagnostics: {},
    ...change,
  }) as AgentSnapshot;

it('a listener that throws is logged and does not keep the others from hearing', () => {
  const lines: string[] = [];
  const board = createEventBoard({ ...silent, error: (line) => void lines.push(line) });
  const heard: unknown[] = [];
  board.on('changed', () => {
    throw new Error('mine');
  });
  board.on('changed', (value) => void heard.push(value));
  board.emit('changed', snapshot({}));
  expect(heard).toHaveLength(1);
  expect(lines[0]).toContain('mine');
});

it('says each decision, problem and notice once, and nothing to those who left', () => {
  const board = createEventBoard({ ...silent, error: () => undefined });
  const heard: string[] = [];
  board.on('decided', ({ reason }) => void heard.push(reason));
  board.on('error', ({ code }) => void heard.push(code));
  board.on('notice', (notice) => void heard.push(notice?.id ?? 'none'));
  const leave = board.on('changed', () => void heard.push('changed'));
  leave();
  const problem = { code: 'feed-unreachable', message: 'no network' } as const;
  const lastCheck = { at: '', outcome: 'hold', reason: 'up to date', items: [] } as const;
  const notice = { id: 'withdrawn:1.1.0' } as AgentSnapshot['notice'];
  const diagnostics = { lastCheck } as unknown as AgentSnapshot['diagnostics'];
  const first = snapshot({ problem, notice, diagnostics });
  announceChanges(board, undefined, first);
  announceChanges(board, first, { ...first, phase: 'checking' });
  announceChanges(board, first, { ...first, notice: undefined, problem: undefined });
  expect(heard).toEqual(['up to date', 'feed-unreachable', 'withdrawn:1.1.0', 'none']);
});

it.each([
  ['feed-untrusted', 'untrusted'],
  ['feed-stale', 'stale'],
  ['feed-clock', 'clock'],
  ['feed-replayed', 'replayed'],
] as const)('%s is an event of its own, once a check', (code, event) => {
  const board = createEventBoard({ ...silent, error: () => undefined });
  const heard: unknown[] = [];
  board.on(event, (problem) => void heard.push(problem));
  const after = (outcome: 'failed' | 'ignored'): AgentSnapshot => {
    const lastCheck = { at: '', outcome, code, reason: 'why', items: [] };
    return snapshot({ diagnostics: { lastCheck } as unknown as AgentSnapshot['diagnostics'] });
  };
  const first = after('failed');
  announceChanges(board, undefined, first);
  announceChanges(board, first, { ...first, phase: 'checking' });
  announceChanges(board, first, after('ignored'));
  expect(heard).toEqual([{ code, message: 'why' }]);
});

it('says when the menu item changes, and only then', () => {
  const board = createEventBoard({ ...silent, error: () => undefined });
  const heard: string[] = [];
  board.on('menu', ({ label, kind }) => void heard.push(`${kind}: ${label}`));
  const first = snapshot({});
  const back = snapshot({ menu: { label: 'Show the notice', kind: 'bring-back' } });
  announceChanges(board, undefined, first);
  announceChanges(board, first, { ...first, phase: 'checking' });
  announceChanges(board, first, back);
  expect(heard).toEqual(['check: Check', 'bring-back: Show the notice']);
});
