import { isNewer, parseVersionRange } from '@phasegate/rollout';
import type { Advisory, AdvisoryAction, AdvisoryText, Version } from '@phasegate/rollout';

import type { AdvisoryWords, Rollback } from '../command.ts';
import { channelOf } from '../feeds/channel.ts';
import { newestComplete } from '../feeds/content.ts';
import { releaseOf } from '../state/ledger.ts';
import type { Ledger } from '../state/ledger.ts';
import { day } from '../times.ts';

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
  facts: { readonly now: number; readonly id: string },
): readonly Advisory[] {
  const groups = new Map<string, Version[]>();
  for (const version of versions) {
    const { kind } = wayOut(ledger, version);
    groups.set(kind, [...(groups.get(kind) ?? []), version]);
  }
  return [...groups.values()].map((group, at) => {
    const [first] = group;
    const action = first === undefined ? undefined : wayOut(ledger, first);
    const id = at === 0 ? facts.id : `${facts.id}-${at + 1}`;
    return { ...advisory(command.words, group, facts.now), id, action };
  });
}

/** An id that no ledger has: the day and what the reason says, `2026-11-23-crash-on-open`. */
export function advisoryId(command: Rollback, now: number, taken: readonly string[]): string {
  const words = command.words.issue ?? command.reason;
  const slug = slugOf(words) || slugOf(`withdrawn ${command.versions.join(' ')}`);
  const base = `${day(now)}-${slug}`;
  const names = [base, ...Array.from({ length: taken.length + 1 }, (_, at) => `${base}-${at + 2}`)];
  return names.find((name) => !taken.includes(name) && !taken.includes(`${name}-2`)) ?? base;
}

/** Withdrawals whose way out has changed since, say so in a new revision: 1.1.1 is out, so "go back" becomes "update". */
export function refreshed(ledger: Ledger): Ledger {
  const advisories = ledger.advisories.map((one) => refreshedOne(ledger, one));
  return { ...ledger, advisories };
}

function refreshedOne(ledger: Ledger, one: Advisory): Advisory {
  const [first] = (one.versions ?? '').split(' || ');
  const release = ledger.releases.find(({ version }) => version === first);
  if (one.kind !== 'withdrawn' || release === undefined) {
    return one;
  }
  const action = wayOut(ledger, release.version);
  return action.kind === one.action?.kind && action.version === one.action.version
    ? one
    : { ...one, action, revision: one.revision + 1 };
}

function advisory(words: AdvisoryWords, versions: readonly Version[], now: number): Advisory {
  return {
    id: '',
    revision: 1,
    kind: 'withdrawn',
    severity: words.severity,
    versions: parseVersionRange(versions.join(' || ')),
    data: words.data,
    issued: Math.floor(now / 1000) * 1000,
    expires: undefined,
    deadline: undefined,
    supersedes: undefined,
    resolves: undefined,
    platforms: undefined,
    archs: undefined,
    texts: textsOf(words),
    action: undefined,
    links: words.links,
  };
}

function textsOf({ issue, impact, instruction, timeline }: AdvisoryWords): readonly AdvisoryText[] {
  const said = [issue, impact, instruction, timeline].some((text) => text !== undefined);
  return said ? [{ language: 'en', issue, impact, instruction, timeline }] : [];
}

function slugOf(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z\d]+/g) ?? [];
  return words
    .reduce((slug, word) => (slug.length > 24 ? slug : `${slug}-${word}`), '')
    .slice(1, 41);
}
