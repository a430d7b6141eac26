import type { Command, PlanFacts } from '../command.ts';
import { undoneBy } from '../state/past.ts';
import { evidenceOf } from '../roles/sign-offs.ts';
import type { HistoryEntry } from '../state/history.ts';
import { rfc3339 } from '../times.ts';
import { isReleaseCommand, ruleOf } from './rules.ts';

/** What a line of the history says that the command alone does not. */
interface About extends Partial<Pick<HistoryEntry, 'evidence' | 'version'>> {
  /** What a command moves that names no version. */
  readonly moved?: readonly string[];
}

/** The line of history.jsonl, without the sequence. */
export function entryOf(
  command: Command,
  facts: PlanFacts,
  about: About = {},
): Omit<HistoryEntry, 'sequence'> {
  return {
    at: rfc3339(facts.now),
    actor: facts.actor,
    command: command.kind,
    version: about.version ?? subjectOf(command) ?? joined(about.moved ?? []),
    reason: 'reason' in command ? (command.reason ?? null) : null,
    evidence: evidenceIn([about.evidence, evidenceOf(facts.signedOff)]),
    undoOf: command.kind === 'undo' ? undoneBy(command) : null,
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

function evidenceIn(parts: readonly (string | null | undefined)[]): string | null {
  const said = parts.filter((part) => part !== null && part !== undefined);
  return said.length === 0 ? null : said.join('; ');
}
