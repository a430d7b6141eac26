import type { AgentSnapshot, Notice, NoticeKind } from '../snapshot.ts';
import { snapshotOf } from '../snapshot-of.ts';
import { agentFacts, knownIn, NOW } from './situations.ts';
import type { SampleFacts } from './situations.ts';

export { NOTICE_KINDS } from './situations.ts';
export type { SampleFacts } from './situations.ts';

/** The agent with nothing to say: up to date, idle. */
export function sampleSnapshot(facts: SampleFacts = {}): AgentSnapshot {
  return snapshotOf(knownIn(undefined, facts), agentFacts(facts), NOW);
}

/** The agent in the situation that a notice of this kind is about, in the product's own words. */
export function snapshotWith(kind: NoticeKind, facts: SampleFacts = {}): AgentSnapshot {
  const snapshot = snapshotOf(knownIn(kind, facts), agentFacts(facts), NOW);
  const { notice } = snapshot;
  if (notice?.kind !== kind) {
    throw new Error(`no notice of the kind ${kind}: ${JSON.stringify(notice)}`);
  }
  const { severity = notice.severity } = facts;
  return { ...snapshot, notice: { ...notice, severity } };
}

/** A notice of this kind, in the product's own words. */
export function sampleNotice(kind: NoticeKind, facts: SampleFacts = {}): Notice {
  const { notice } = snapshotWith(kind, facts);
  return notice as Notice;
}
