import type { Instant, Severity } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import type { Known } from '../known.ts';
import { prepare } from './notice.ts';
import type { PreparedNotice } from './notice.ts';
import { announcements, answer, wentBack } from './notice-answers.ts';
import { condemned } from './notice-condemned.ts';
import { failure } from './notice-failed.ts';
import { resolved } from './notice-resolved.ts';
import { arranged, offered, updating } from './notice-updates.ts';
import { markedAsSample, situationOf } from './sample.ts';

/** Worst first, and the order in which equals are shown. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Every notice that is due, worst first. A notice exists while its condition holds; nothing opens or closes one. */
export function noticesOf(
  known: Known,
  facts: AgentFacts,
  now: Instant,
): readonly PreparedNotice[] {
  const { sample } = known;
  const due = dueIn(known, facts, now);
  return sample === undefined
    ? due
    : [...markedAsSample(sample, dueIn(situationOf(sample, facts), facts, now)), ...due];
}

/** What its user has put aside, or put away, although it still holds; worst first. */
export function asideOf(known: Known, facts: AgentFacts, now: Instant): readonly PreparedNotice[] {
  return allNotices(known, facts, now).filter(isAside);
}

function dueIn(known: Known, facts: AgentFacts, now: Instant): readonly PreparedNotice[] {
  return allNotices(known, facts, now).filter(
    (prepared) => !isAside(prepared) && !waits(prepared, known),
  );
}

function allNotices(known: Known, facts: AgentFacts, now: Instant): readonly PreparedNotice[] {
  const { notices, seenAt } = known.memory;
  return [
    updating(known, facts),
    failure(known, facts),
    condemned(known, facts),
    offered(known, facts),
    ...arranged(known, facts, now),
    answer(known, facts),
    wentBack(known, facts),
    resolved(known, facts, now),
    ...announcements(known, facts, now),
  ]
    .filter((draft) => draft !== undefined)
    .map((draft) => prepare(draft, facts, notices, { now, seenAt }))
    .sort((a, b) => SEVERITIES.indexOf(a.notice.severity) - SEVERITIES.indexOf(b.notice.severity));
}

function isAside({ stage, draft }: PreparedNotice): boolean {
  return draft.once === undefined && (stage === 'snoozed' || stage === 'acknowledged');
}

/** What would take the focus waits for an app that is busy; what its user asked for does not. */
function waits({ notice, draft }: PreparedNotice, { busy, memory }: Known): boolean {
  const grave = notice.severity === 'high' || notice.severity === 'critical';
  const asked =
    draft.once === 'answer' ||
    notice.kind === 'updating' ||
    notice.kind === 'suspended' ||
    memory.notices[notice.id]?.broughtBack === true;
  return busy.length > 0 && grave && !asked;
}
