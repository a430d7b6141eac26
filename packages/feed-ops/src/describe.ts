import { FULL_PHASE } from '@phasegate/rollout';
import type { Phase } from '@phasegate/rollout';

import { versionsOf } from './command.ts';
import type { ReleaseCommand } from './command.ts';
import { commitSubject } from './commit-message.ts';
import type { Composed } from './compose.ts';
import { releaseOf } from './ledger.ts';
import type { Affected, Change, Danger } from './plan-types.ts';
import type { Transitions } from './transition.ts';

type Managed = ReleaseCommand;

/** The words around a change: what it does, what to ask, what comes next. */
export function describe(
  command: Managed,
  composed: readonly Composed[],
  moves: Transitions,
  affected: readonly Affected[],
): Omit<Change, 'trust'> {
  const platforms = composed.map(({ after }) => after.platform);
  const versions = movedVersions(command, composed);
  const headline = `${verb(command, versions, composed)} on ${platforms.join(', ')}`;
  const reason = 'reason' in command ? command.reason : undefined;
  const sequence = Math.max(...composed.map(({ after }) => after.ledger.sequence));
  const writesFeeds = composed.some(({ edits }) => edits.some(({ role }) => role === 'feed'));
  return {
    kind: 'change',
    headline,
    edits: composed.flatMap(({ edits }) => edits),
    message: {
      subject: commitSubject(headline, reason),
      body: [`Phasegate wrote this commit: ${command.kind}, feed sequence ${sequence}.`],
    },
    summary: [...moves.moved.flatMap(({ said }) => said), ...moves.same],
    affected: writesFeeds ? affected : [],
    warnings: warningsOf(command, composed),
    danger: dangerOf(command, composed),
    confirm: versions.join(' '),
    versions,
    platforms,
    sequence,
    next: nextOf(command, versions, composed),
  };
}

/** The versions whose state a command changes. */
function movedVersions(command: Managed, composed: readonly Composed[]): readonly string[] {
  const moved = composed.flatMap(({ before, after }) =>
    after.ledger.releases.filter(
      (one) =>
        releaseOf(before.ledger, one.version)?.state !== one.state ||
        releaseOf(before.ledger, one.version)?.phase !== one.phase,
    ),
  );
  const versions = [...new Set(moved.map(({ version }) => version))];
  return versions.length === 0 ? versionsOf(command) : versions;
}

function phaseAfter(command: Managed, composed: readonly Composed[]): Phase | undefined {
  const [version] = versionsOf(command);
  return composed[0] && releaseOf(composed[0].after.ledger, version ?? '')?.phase;
}

function verb(
  command: Managed,
  versions: readonly string[],
  composed: readonly Composed[],
): string {
  const named = versions.join(', ');
  const phase = phaseAfter(command, composed) ?? FULL_PHASE;
  switch (command.kind) {
    case 'add':
      return `Add ${named}`;
    case 'start':
      return `Start ${named} at ${phase} %`;
    case 'escalate':
      return `Escalate ${named} to ${phase} %`;
    case 'resume':
      return `Resume ${named} at ${phase} %`;
    case 'pause':
      return `Pause ${named}`;
    case 'emergency-stop':
      return `Emergency stop of ${named}`;
    case 'rollback':
      return `Roll back ${named}`;
  }
}

function dangerOf(command: Managed, composed: readonly Composed[]): Danger {
  const everybody = phaseAfter(command, composed) === FULL_PHASE;
  switch (command.kind) {
    case 'rollback':
      return 'type';
    case 'start':
      return everybody ? 'type' : 'none';
    case 'resume':
    case 'escalate':
      return everybody ? 'type' : 'ask';
    default:
      return 'none';
  }
}

function warningsOf(command: Managed, composed: readonly Composed[]): readonly string[] {
  const warnings: string[] = [];
  if (command.kind === 'escalate') {
    warnings.push(
      'No health source is configured, so the health gate is off: nobody checked how this release does.',
    );
  }
  if (command.kind === 'rollback' && command.method === 'mark') {
    warnings.push(
      'Stock Sparkle, WinSparkle and NetSparkle do not know sparkle:withdrawn, so the enclosures also name a system that none of them runs on.',
    );
  }
  if (command.kind === 'rollback') {
    warnings.push(
      'Machines that have it are not changed by force: they are told at their next check.',
    );
  }
  const http = composed.some(({ after }) =>
    after.ledger.releases.some(
      ({ item, version }) => versionsOf(command).includes(version) && /url="http:/.test(item),
    ),
  );
  if (http) {
    warnings.push(
      'A package is fetched over plain http from this machine; only clients in development take that.',
    );
  }
  return warnings;
}

function nextOf(
  command: Managed,
  versions: readonly string[],
  composed: readonly Composed[],
): string {
  const [version = ''] = versions;
  switch (command.kind) {
    case 'add':
      return `phasegate rollout start ${version}`;
    case 'start':
    case 'resume':
    case 'escalate':
      return (phaseAfter(command, composed) ?? FULL_PHASE) === FULL_PHASE
        ? `watch it; if it is bad: phasegate rollback ${version} --reason "..."`
        : `watch it for 24 to 48 hours, then: phasegate rollout escalate ${version}`;
    case 'pause':
    case 'emergency-stop':
      return `phasegate rollback ${version} --reason "..." if it is bad, phasegate rollout resume ${version} if it is not`;
    case 'rollback':
      return 'ship a fixed version: phasegate release add, then phasegate rollout start';
  }
}
