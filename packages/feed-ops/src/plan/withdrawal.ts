import { isInRange, isNewer, parseVersionRange } from '@phasegate/rollout';
import type { Advisory, AdvisoryAction, Version } from '@phasegate/rollout';

import type { Rollback } from '../command.ts';
import { channelOf } from '../feeds/channel.ts';
import { newestComplete } from '../feeds/content.ts';
import { releaseOf } from '../state/ledger.ts';
import type { Ledger } from '../state/ledger.ts';
import { accept } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { advise, firstVersion } from './advise.ts';
import { USUAL_SEVERITY } from './severity-defaults.ts';

/** What machines on a withdrawn version should do, given what everybody may have. */
export function wayOut(ledger: Ledger, version: Version): AdvisoryAction {
  const withdrawn = releaseOf(ledger, version);
  const stays = newestComplete(ledger, withdrawn && channelOf(withdrawn));
  if (stays === undefined) {
    return { kind: 'manual', version: undefined };
  }
  const kind = isNewer(stays.version, version) ? 'update' : 'go-back';
  return { kind, version: stays.version };
}

/** The advisories of a rollback: one for the versions that go back, one for those that go forward. */
export function withdrawals(
  ledger: Ledger,
  versions: readonly Version[],
  command: Rollback,
  facts: { readonly now: number; readonly id: string; readonly app: string },
): Result<readonly Advisory[]> {
  const groups = new Map<string, Version[]>();
  for (const version of versions) {
    const { kind } = wayOut(ledger, version);
    groups.set(kind, [...(groups.get(kind) ?? []), version]);
  }
  const made: Advisory[] = [];
  for (const [at, group] of [...groups.values()].entries()) {
    const [first] = group;
    const one = advise(command.words, {
      ...facts,
      id: at === 0 ? facts.id : `${facts.id}-${at + 1}`,
      kind: 'withdrawn',
      versions: parseVersionRange(group.join(' || ')),
      action: first === undefined ? undefined : wayOut(ledger, first),
      usual: USUAL_SEVERITY,
    });
    if (!one.ok) {
      return one;
    }
    made.push(one.value);
  }
  return accept(made);
}

/** The way out of a blocked range: forward or back for all releases in it, or nothing said where they differ. */
export function blockedWayOut(ledger: Ledger, range: Advisory['versions']): Advisory['action'] {
  const inside = ledger.releases.filter(
    ({ version, state }) => state !== 'draft' && range !== undefined && isInRange(version, range),
  );
  const ways = inside.map(({ version }) => wayOut(ledger, version));
  const [first] = ways;
  return ways.every(({ kind }) => kind === first?.kind) ? first : undefined;
}

/** Advisories whose way out has changed since, say so in a new revision: 1.1.1 is out, so "go back" becomes "update". */
export function refreshed(ledger: Ledger): Ledger {
  const advisories = ledger.advisories.map((one) => refreshedOne(ledger, one));
  return { ...ledger, advisories };
}

function refreshedOne(ledger: Ledger, one: Advisory): Advisory {
  const action = actionNow(ledger, one);
  return action === undefined ||
    (action.kind === one.action?.kind && action.version === one.action.version)
    ? one
    : { ...one, action, revision: one.revision + 1 };
}

function actionNow(ledger: Ledger, { kind, versions }: Advisory): Advisory['action'] {
  if (kind === 'blocked') {
    return blockedWayOut(ledger, versions);
  }
  const release = ledger.releases.find(({ version }) => version === firstVersion(versions));
  return kind !== 'withdrawn' || release === undefined
    ? undefined
    : wayOut(ledger, release.version);
}
