import { versionsOf } from './command.ts';
import type { Command, PlanFacts } from './command.ts';
import type { HistoryEntry } from './history.ts';
import { rfc3339 } from './times.ts';

/** The line of history.jsonl, without the sequence. */
export function entryOf(command: Command, facts: PlanFacts): Omit<HistoryEntry, 'sequence'> {
  const versions = versionsOf(command);
  return {
    at: rfc3339(facts.now),
    actor: facts.actor,
    command: command.kind,
    version: versions.length === 0 ? null : versions.join(' || '),
    reason: 'reason' in command ? (command.reason ?? null) : null,
    evidence: null,
    undoOf: null,
  };
}
