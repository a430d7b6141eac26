import { FULL_PHASE } from '@phasegate/rollout';

import type { ReleaseCommand } from '../command.ts';
import { commitSubject } from '../git/commit-message.ts';
import { releaseOf } from '../state/ledger.ts';
import type { Composed } from './compose.ts';
import type { Affected, Change } from './plan-types.ts';
import { roomWarnings } from './room.ts';
import { saidOnce } from './said-once.ts';
import type { Described } from './rule.ts';
import { ruleOf } from './rules.ts';
import { movedBetween } from './transition.ts';
import type { Transitions } from './transition.ts';

/** The words around a change: what it does, what to ask, what comes next. */
export function describe(
  command: ReleaseCommand,
  composed: readonly Composed[],
  moves: Transitions,
  affected: readonly Affected[],
): Omit<Change, 'trust'> {
  const rule = ruleOf(command);
  const described = describedOf(command, composed);
  const versions = rule.asks?.(described) ?? described.versions;
  const platforms = composed.map(({ after }) => after.platform);
  const headline = `${rule.verb(described)} on ${platforms.join(', ')}`;
  const reason = 'reason' in command ? command.reason : undefined;
  const sequence = Math.max(...composed.map(({ after }) => after.ledger.sequence));
  const writesFeeds = composed.some(({ edits }) => edits.some(({ role }) => role === 'feed'));
  return {
    kind: 'change',
    headline,
    edits: composed.flatMap(({ edits }) => edits),
    message: {
      subject: commitSubject(headline, reason),
      body: [
        `Phasegate wrote this commit: ${command.kind}, feed sequence ${sequence}.`,
        ...evidence(moves),
      ],
    },
    summary: saidOnce([
      ...moves.moved.flatMap(({ said }) => said),
      ...moves.waiting.map(({ message }) => `waits: ${message}`),
      ...moves.same,
    ]),
    affected: writesFeeds ? affected : [],
    warnings: [
      ...saidOnce(moves.moved.flatMap(({ warnings }) => warnings ?? [])),
      ...(rule.warnings?.(described) ?? []),
      ...roomWarnings(composed),
      ...httpWarning(command, composed),
    ],
    danger: rule.danger(described),
    confirm: versions.join(' '),
    versions,
    platforms,
    sequence,
    toEverybody: composed.some(opensToEverybody),
    next: rule.next(described),
  };
}

/** On what each platform was moved; others wrote a part of it, so that it is one harmless line as well. */
function evidence({ moved }: Transitions): readonly string[] {
  return moved.flatMap(({ state, entry }) =>
    entry?.evidence === undefined || entry.evidence === null
      ? []
      : [commitSubject(`On ${state.platform}`, entry.evidence, 1000)],
  );
}

function describedOf<C extends ReleaseCommand>(
  command: C,
  composed: readonly Composed[],
): Described<C> {
  const named = ruleOf(command).versions(command);
  const versions = movedVersions(named, composed);
  const [first = ''] = named;
  const phase = (composed[0] && releaseOf(composed[0].after.ledger, first)?.phase) ?? FULL_PHASE;
  return { command, versions, phase, composed };
}

/** The versions whose state a command changes. */
function movedVersions(named: readonly string[], composed: readonly Composed[]): readonly string[] {
  const moved = composed.flatMap(({ before, after }) => movedBetween(before.ledger, after.ledger));
  const versions = [...new Set(moved)];
  return versions.length === 0 ? named : versions;
}

/** Whether a release is complete afterwards that was not before. */
function opensToEverybody({ before, after }: Composed): boolean {
  return after.ledger.releases.some(
    (one) =>
      one.state === 'complete' && releaseOf(before.ledger, one.version)?.state !== 'complete',
  );
}

function httpWarning(command: ReleaseCommand, composed: readonly Composed[]): readonly string[] {
  const named: readonly string[] = ruleOf(command).versions(command);
  const http = composed.some(({ after }) =>
    after.ledger.releases.some(
      ({ item, version }) => named.includes(version) && /url="http:/.test(item),
    ),
  );
  return http
    ? [
        'A package is fetched over plain http from this machine; only clients in development take that.',
      ]
    : [];
}
