import type { Command, PlanFacts } from '../command.ts';
import { evidenceOf } from '../roles/sign-offs.ts';
import type { HistoryEntry } from '../state/history.ts';
import { rfc3339 } from '../times.ts';
import { isReleaseCommand, ruleOf } from './rules.ts';

/** The line of history.jsonl, without the sequence; `moved` is what a command moves that names no version. */
export function entryOf(
  command: Command,
  facts: PlanFacts,
  moved: readonly string[] = [],
): Omit<HistoryEntry, 'sequence'> {
  return {
    at: rfc3339(facts.now),
    actor: facts.actor,
    command: command.kind,
    version: subjectOf(command) ?? joined(moved),
    reason: 'reason' in command ? (command.reason ?? null) : null,
    evidence: evidenceOf(facts.signedOff),
    undoOf: null,
  };
}

function subjectOf(command: Command): string | null {
  if (!isReleaseCommand(command)) {
    return null;
  }
  const rule = ruleOf(command);
  const versions = rule.versions(command);
  return rule.subject?.(command) ?? joined(versions);
}

function joined(versions: readonly string[]): string | null {
  return versions.length === 0 ? null : versions.join(' || ');
}
