import type { Instant } from '@phasegate/rollout';
import type { AgentMemory } from './memory.ts';
import { afterClock } from '../notice/notice-life.ts';

/** The clock was looked at: one that ran back ends what was put aside by it, once and for all. */
export function atTime(memory: AgentMemory, now: Instant): AgentMemory {
  const notices = afterClock(memory.notices, { now, seenAt: memory.seenAt });
  return { ...memory, notices, seenAt: now };
}
