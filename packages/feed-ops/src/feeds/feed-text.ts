import { editAll, emptyAppcast, outlineAppcast } from '@phasegate/appcast';
import type { AppcastOutline, EditOutcome, FeedEdit, OutlineOutcome } from '@phasegate/appcast';
import type { Advisory, FeedIdentity } from '@phasegate/rollout';

import type { FeedContent } from './content.ts';
import type { LedgerRelease } from '../state/ledger.ts';
import { clientOutline } from './reading.ts';
import { unsignedText } from '../keys/signing.ts';
import { rfc822 } from '../times.ts';

/** What a feed should say of itself. */
export interface FeedHead {
  readonly title: string;
  readonly identity: FeedIdentity;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Brings a feed to what it should hold by edits that change only the bytes meant; a feed that is not there yet is
 * made. Comments and elements of others stay where they are. What comes back is not signed.
 */
export function reachContent(
  text: string | undefined,
  content: FeedContent,
  head: FeedHead,
): EditOutcome {
  const lastBuildDate = rfc822(head.now);
  const standing =
    text ?? emptyAppcast({ title: head.title, identity: head.identity, lastBuildDate });
  // The signatures stand behind the feed, so that everything is where it is with them; they are made anew at the end.
  const begun = unsignedText(standing);
  const read = standing.startsWith(begun) ? outlineOf(standing) : outlineOf(begun);
  if (!read.ok) {
    const { message } = read.problem;
    return { ok: false, problem: { code: 'unreadable', message, feed: read.problem } };
  }
  const edits: readonly FeedEdit[] = [
    ...advisoryEdits(read.outline, content.advisories),
    ...itemEdits(read.outline, content.releases),
    { kind: 'set-identity', identity: head.identity },
    { kind: 'set-build-date', rfc822: lastBuildDate },
  ];
  return editAll(begun, edits, read);
}

/** Feeds that clients could not read are edited all the same: that mends some of them. */
function outlineOf(text: string): OutlineOutcome {
  const outline = clientOutline(text);
  return outline.ok ? outline : outlineAppcast(text);
}

/** What is new goes in; an item older than one that stays goes in below it, so the newest stays on top. */
function itemEdits(
  { items }: AppcastOutline,
  wanted: readonly LedgerRelease[],
): readonly FeedEdit[] {
  const standing = new Map(items.map((item) => [item.version, item.text]));
  const kept = new Set<string | undefined>(wanted.map(({ version }) => version));
  const gone = [...standing.keys()].filter(
    (version) => version === undefined || !kept.has(version),
  );
  const lowestNew = wanted.findLastIndex((one) => !standing.has(one.version));
  const above = wanted.slice(0, lowestNew + 1);
  const lifted = above.filter((one) => standing.has(one.version));
  const below = wanted.slice(lowestNew + 1);
  return [
    ...[...gone, ...lifted.map((one) => one.version)].map((version = ''): FeedEdit => ({
      kind: 'remove-item',
      version,
    })),
    ...below
      .filter((one) => standing.get(one.version) !== one.item)
      .map(({ version, item }): FeedEdit => ({ kind: 'replace-item', version, itemXml: item })),
    ...[...above]
      .reverse()
      .map(({ version, item }): FeedEdit => ({ kind: 'insert-item', version, itemXml: item })),
  ];
}

function advisoryEdits(outline: AppcastOutline, wanted: readonly Advisory[]): readonly FeedEdit[] {
  const standing = outline.advisories.map(({ id }) => id ?? '');
  const texts = new Map(outline.advisories.map(({ id, text }) => [id ?? '', text]));
  const stale = standing.filter((id) => {
    const advisory = wanted.find((one) => one.id === id);
    return advisory === undefined || !sameRevision(texts.get(id) ?? '', advisory);
  });
  const missing = wanted.filter(({ id }) => !standing.includes(id) || stale.includes(id));
  return [
    ...stale.map((id): FeedEdit => ({ kind: 'remove-advisory', id })),
    ...missing.map((advisory): FeedEdit => ({ kind: 'add-advisory', advisory })),
  ];
}

/** An advisory changes with its revision and never without. */
function sameRevision(text: string, { revision }: Advisory): boolean {
  return new RegExp(`^[^>]*\\srevision="${revision}"`).test(text);
}
