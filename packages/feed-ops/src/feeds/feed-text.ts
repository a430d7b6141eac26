import {
  addAdvisory,
  emptyAppcast,
  insertItem,
  outlineAppcast,
  removeAdvisory,
  removeItem,
  replaceItem,
  setIdentity,
  setLastBuildDate,
} from '@phasegate/appcast';
import type { AppcastOutline, EditOutcome } from '@phasegate/appcast';
import type { Advisory, FeedIdentity } from '@phasegate/rollout';

import type { FeedContent } from './content.ts';
import type { LedgerRelease } from '../state/ledger.ts';
import { rfc822 } from '../times.ts';

/** One step from a feed's text to the next. */
type Step = (text: string) => EditOutcome;

/** What a feed should say of itself. */
export interface FeedHead {
  readonly title: string;
  readonly identity: FeedIdentity;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Brings a feed to what it should hold by edits that change only the bytes meant; a feed that is not there yet is
 * made. Comments and elements of others stay where they are.
 */
export function reachContent(
  text: string | undefined,
  content: FeedContent,
  head: FeedHead,
): EditOutcome {
  const lastBuildDate = rfc822(head.now);
  const begun = text ?? emptyAppcast({ title: head.title, identity: head.identity, lastBuildDate });
  const read = outlineAppcast(begun);
  if (!read.ok) {
    const { message } = read.problem;
    return { ok: false, problem: { code: 'unreadable', message, feed: read.problem } };
  }
  const steps: readonly Step[] = [
    ...advisorySteps(read.outline, content.advisories),
    ...itemSteps(read.outline, content.releases),
    (now) => setIdentity(now, head.identity),
    (now) => setLastBuildDate(now, lastBuildDate),
  ];
  return inTurn(begun, steps);
}

/** Carries edits out one after the other, up to the first that fails. */
function inTurn(text: string, steps: readonly Step[]): EditOutcome {
  return steps.reduce<EditOutcome>((done, step) => (done.ok ? step(done.text) : done), {
    ok: true,
    text,
  });
}

/** What is new goes in; an item older than one that stays goes in below it, so the newest stays on top. */
function itemSteps({ items }: AppcastOutline, wanted: readonly LedgerRelease[]): readonly Step[] {
  const standing = new Map(items.map((item) => [item.version, item.text]));
  const gone = [...standing.keys()].filter(
    (version) => version === undefined || !wanted.some((one) => one.version === version),
  );
  const lowestNew = wanted.findLastIndex((one) => !standing.has(one.version));
  const above = wanted.slice(0, lowestNew + 1);
  const lifted = above.filter((one) => standing.has(one.version));
  const below = wanted.slice(lowestNew + 1);
  return [
    ...[...gone, ...lifted.map((one) => one.version)].map(
      (version): Step =>
        (text) =>
          removeItem(text, version ?? ''),
    ),
    ...below
      .filter((one) => standing.get(one.version) !== one.item)
      .map(
        (one): Step =>
          (text) =>
            replaceItem(text, one.version, one.item),
      ),
    ...[...above].reverse().map(
      (one): Step =>
        (text) =>
          insertItem(text, one.item),
    ),
  ];
}

function advisorySteps(outline: AppcastOutline, wanted: readonly Advisory[]): readonly Step[] {
  const standing = outline.advisories.map(({ id }) => id ?? '');
  const texts = new Map(outline.advisories.map(({ id, text }) => [id ?? '', text]));
  const stale = standing.filter((id) => {
    const advisory = wanted.find((one) => one.id === id);
    return advisory === undefined || !sameRevision(texts.get(id) ?? '', advisory);
  });
  const missing = wanted.filter(({ id }) => !standing.includes(id) || stale.includes(id));
  return [
    ...stale.map(
      (id): Step =>
        (text) =>
          removeAdvisory(text, id),
    ),
    ...missing.map(
      (one): Step =>
        (text) =>
          addAdvisory(text, one),
    ),
  ];
}

/** An advisory changes with its revision and never without. */
function sameRevision(text: string, { revision }: Advisory): boolean {
  return new RegExp(`^[^>]*\\srevision="${revision}"`).test(text);
}
