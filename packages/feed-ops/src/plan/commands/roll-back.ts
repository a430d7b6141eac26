import type { Version } from '@phasegate/rollout';

import type { PlanFacts, Rollback } from '../../command.ts';
import { markItem } from '../../feeds/item-text.ts';
import { releaseOf, withRelease } from '../../state/ledger.ts';
import type { Ledger, LedgerRelease } from '../../state/ledger.ts';
import type { PlatformState } from '../../state/snapshot.ts';
import type { Rule, RuleFacts } from '../rule.ts';
import { moveTo, on } from '../transition.ts';
import type { Transition } from '../transition.ts';
import { advisoryId, settledWords, toldLine } from '../advise.ts';
import { SEVERITY_DEFAULTS, USUAL_SEVERITY } from '../severity-defaults.ts';
import type { SeverityDefaults } from '../severity-defaults.ts';
import { wayOut, withdrawals } from '../withdrawal.ts';
import { onlyFallback } from './only-fallback.ts';
import { stillDraft } from './out-of-place.ts';

/** Released ones of these versions to withdrawn, with their advisory. */
export const rollBack: Rule<Rollback> = {
  versions: ({ versions }) => versions,
  transition,
  verb: ({ versions, command }) =>
    command.method === 'mark'
      ? `Withdraw ${versions.join(', ')}, marked in its feeds,`
      : `Roll back ${versions.join(', ')}`,
  danger: () => 'type',
  warnings: ({ command }) => [
    ...(command.method === 'mark'
      ? [
          'Stock Sparkle, WinSparkle and NetSparkle do not know sparkle:withdrawn, so the enclosures also name a system that none of them runs on.',
        ]
      : []),
    ...warningsOn(command),
  ],
  next: ({ command }) => defaultsOf(command).next,
};

function defaultsOf({ words }: Rollback): SeverityDefaults {
  return SEVERITY_DEFAULTS[settledWords(words, USUAL_SEVERITY).severity];
}

function warningsOn(command: Rollback): readonly string[] {
  const { warning } = defaultsOf(command);
  const told = settledWords(command.words, USUAL_SEVERITY).notice;
  return [
    ...(warning === undefined ? [] : [warning]),
    told
      ? 'Machines that have it are not changed by force: they are told at their next check.'
      : 'Notices are off: machines that have it may go back at their next check, and only the menu of the app says so.',
  ];
}

function transition(state: PlatformState, command: Rollback, facts: RuleFacts): Transition {
  const { ledger } = state;
  const known = command.versions.flatMap((version) => releaseOf(ledger, version) ?? []);
  const released = known.filter((release) => release.state !== 'draft');
  const standing = released.filter((release) => release.state !== 'withdrawn');
  if (released.length === 0) {
    return known[0] === undefined ? { kind: 'absent' } : stillDraft(state, known[0]);
  }
  if (standing.length === 0) {
    const lines = released.map((one) => `${on(one.version, state)} was withdrawn on ${one.since}`);
    return { kind: 'same', said: lines.join('; ') };
  }
  const after = standing.reduce(
    (now, release) => withRelease(now, withdrawn(release, command, facts)),
    ledger,
  );
  const versions = standing.map((release) => release.version);
  const id = advisoryId(command, `withdrawn ${command.versions.join(' ')}`, facts);
  const app = facts.config.title;
  const added = withdrawals(after, versions, command, { now: facts.now, id, app });
  if (!added.ok) {
    return { kind: 'refused', refusal: added.refusal };
  }
  const advised = { ...after, advisories: [...after.advisories, ...added.value] };
  return (
    onlyFallback(state, after, standing, 'roll back') ?? {
      kind: 'moved',
      ledger: advised,
      said: [
        ...versions.map((one) => said(state, advised, one)),
        ...added.value.flatMap((one) => toldLine(one) ?? []),
      ],
    }
  );
}

/** A release that is in no feed (paused) has nothing to mark; it simply does not come back. */
function withdrawn(release: LedgerRelease, { method }: Rollback, facts: PlanFacts): LedgerRelease {
  const marks = method === 'mark' && release.state !== 'paused';
  const item = marks ? markItem(release.item, release.version) : release.item;
  return moveTo(release, { state: 'withdrawn', phase: release.phase, item }, facts);
}

function said(state: PlatformState, ledger: Ledger, version: Version): string {
  const way = wayOut(ledger, version);
  const start = `${on(version, state)} is withdrawn; machines that have it`;
  if (way.kind === 'go-back') {
    return `${start} are asked to go back to ${way.version}`;
  }
  return way.kind === 'update'
    ? `${start} are asked to update to ${way.version}`
    : `${start} are told, and keep running: there is no other release yet`;
}
