import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AgentEvent } from './event.ts';
import {
  check,
  decided,
  goBack,
  hold,
  install,
  installer,
  offer,
  problem,
  ready,
} from './state.fixture.ts';
import { step } from './state.ts';
import type { AgentState } from './state.ts';

const decisions = [offer('1.1.0'), offer('1.2.0'), offer('1.1.0', false), goBack('1.0.0'), hold];
const held = ready('1.1.0') as Extract<AgentState, { phase: 'ready' }>;
const events: readonly AgentEvent[] = [
  check,
  { kind: 'check-requested', trigger: 'user' },
  ...decisions.flatMap((decision) => [decided(decision), decided(decision, true)]),
  { kind: 'recalled', decision: { ...goBack('1.0.0'), standing: { code: 'crashing', starts: 3 } } },
  { kind: 'check-failed', problem },
  { kind: 'check-failed', problem, lastWord: goBack('1.0.0') },
  install,
  { kind: 'install-requested', asked: 'on-quit' },
  { kind: 'install-requested', asked: 'at-a-time' },
  { kind: 'suspend-requested' },
  { kind: 'resume-requested' },
  { kind: 'cancel-requested' },
  { kind: 'downloaded', installer: installer('1.1.0') },
  { kind: 'download-failed', problem },
  { kind: 'install-failed', problem },
  { kind: 'install-postponed', held },
];

/** Every arrow between two phases that can be walked from the start. */
function arrowsWalked(): readonly string[] {
  const arrows = new Set<string>();
  const seen = new Set<string>();
  const open: AgentState[] = [{ phase: 'idle' }];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const event of events) {
      const { state: next } = step(state, event);
      if (next.phase !== state.phase) {
        arrows.add(`${state.phase} --> ${next.phase}`);
      }
      const key = JSON.stringify(next);
      if (!seen.has(key)) {
        seen.add(key);
        open.push(next);
      }
    }
  }
  return [...arrows].sort();
}

it('moves along the arrows that ARCHITECTURE.md draws, all of them and no other', () => {
  const page = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const diagram = /^stateDiagram-v2$([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
  const drawn = [...diagram.matchAll(/^ *(\w+ --> \w+)(?=:|$)/gm)].map(([, arrow = '']) => arrow);
  expect([...new Set(drawn)].sort()).toEqual(arrowsWalked());
});
