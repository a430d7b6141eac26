import type { Command, PlanFacts } from '../command.ts';
import { undoneBy } from '../state/past.ts';
import type { HistoryEntry } from '../state/history.ts';
import { rfc3339 } from '../times.ts';
import { isReleaseCommand, ruleOf } from './rules.ts';

/** The line of history.jsonl, without the sequence. */
export function entryOf(command: Command, facts: PlanFacts): Omit<HistoryEntry, 'sequence'> {
  return {
    at: rfc3339(facts.now),
    actor: facts.actor,
    command: command.kind,
    version: subjectOf(command),
    reason: 'reason' in command ? (command.reason ?? null) : null,
    evidence: null,
    undoOf: command.kind === 'undo' ? undoneBy(command) : null,
  };
}

function subjectOf(command: Command): string | null {
  if (!isReleaseCommand(command)) {
    return null;
  }
  const rule = ruleOf(command);
  const versions = rule.versions(command);
  return rule.subject?.(command) ?? (versions.length === 0 ? null : versions.join(' || '));
}
