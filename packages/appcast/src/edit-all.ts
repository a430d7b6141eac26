import type { Advisory, FeedIdentity } from '@phasegate/rollout';
import { addAdvisory, adding, ending, removeAdvisory } from './edit-advisory.ts';
import { dating, identifying, setIdentity, setLastBuildDate } from './edit-channel.ts';
import {
  insertItem,
  inserting,
  removeItem,
  removing,
  replaceItem,
  replacing,
} from './edit-item.ts';
import type { ItemChange } from './edit-item.ts';
import { refuseEdit } from './edit-problem.ts';
import type { EditOutcome } from './edit-problem.ts';
import type { Change } from './edit-text.ts';
import { outlineAppcast } from './outline.ts';
import type { AppcastOutline, OutlineOutcome } from './outline.ts';
import { applySplices, isWholeLines } from './splice.ts';
import type { Splice } from './splice.ts';

/** One edit of a feed, as a value. */
export type FeedEdit =
  | { readonly kind: 'remove-item'; readonly version: string }
  | { readonly kind: 'replace-item'; readonly version: string; readonly itemXml: string }
  /** Before all that is there. */
  | { readonly kind: 'insert-item'; readonly version: string; readonly itemXml: string }
  | { readonly kind: 'remove-advisory'; readonly id: string }
  | { readonly kind: 'add-advisory'; readonly advisory: Advisory }
  | { readonly kind: 'set-identity'; readonly identity: FeedIdentity }
  | { readonly kind: 'set-build-date'; readonly rfc822: string };

/**
 * Carries edits out one after the other, up to the first that fails. Where they do not touch each other all of them are
 * made on one look at the text, with the very same result: in a feed of a thousand items each look takes 20 ms.
 * `outline`: the outline of the text, where the caller has it.
 */
export function editAll(
  text: string,
  edits: readonly FeedEdit[],
  outline: OutlineOutcome = outlineAppcast(text),
): EditOutcome {
  const atOnce = outline.ok ? editAtOnce(text, edits, outline.outline) : undefined;
  return atOnce === undefined ? editInTurn(text, edits) : { ok: true, text: atOnce };
}

/** Each edit on the text that the one before has left. */
export function editInTurn(text: string, edits: readonly FeedEdit[]): EditOutcome {
  return edits.reduce<EditOutcome>((done, edit) => (done.ok ? editOnce(done.text, edit) : done), {
    ok: true,
    text,
  });
}

function editOnce(text: string, edit: FeedEdit): EditOutcome {
  switch (edit.kind) {
    case 'remove-item':
      return removeItem(text, edit.version);
    case 'replace-item':
      return replaceItem(text, edit.version, edit.itemXml);
    case 'insert-item':
      return insertItem(text, edit.itemXml);
    case 'remove-advisory':
      return removeAdvisory(text, edit.id);
    case 'add-advisory':
      return addAdvisory(text, edit.advisory);
    case 'set-identity':
      return setIdentity(text, edit.identity);
    case 'set-build-date':
      return setLastBuildDate(text, edit.rfc822);
  }
}

/** `undefined`: the edits may touch each other, or one of them fails. */
function editAtOnce(
  text: string,
  edits: readonly FeedEdit[],
  outline: AppcastOutline,
): string | undefined {
  const { feed, lastBuildDate, items } = outline;
  if (feed === undefined || lastBuildDate === undefined || !isDistinct(items)) {
    return undefined;
  }
  const work: Work = {
    text,
    left: outline,
    removals: [],
    splices: [],
    inserts: [],
    seen: new Set(),
  };
  const made = edits.every((edit) => note(work, edit));
  const splices = [...work.removals, ...work.splices, ...work.inserts];
  return made && areApart(work, splices) ? applySplices(text, inOrder(splices)) : undefined;
}

interface Work {
  readonly text: string;
  /** The outline of the text before, without what goes. */
  left: AppcastOutline;
  readonly removals: Splice[];
  readonly splices: Splice[];
  /** New items, all at one place, in the order in which they will stand. */
  readonly inserts: Splice[];
  /** The versions of the new items. */
  readonly seen: Set<string>;
}

/** Adds the splices of one edit; `false` where it has to be made by itself. */
function note(work: Work, edit: FeedEdit): boolean {
  const { text, left, removals, splices, inserts } = work;
  switch (edit.kind) {
    case 'remove-item':
      work.left = { ...left, items: left.items.filter(({ version }) => version !== edit.version) };
      return inserts.length === 0 && push(removals, removing(text, left, edit.version));
    case 'replace-item':
      return inserts.length === 0 && push(splices, itemSplices(replacing(text, left, edit), edit));
    case 'insert-item':
      return noteInsert(work, edit);
    case 'remove-advisory':
      work.left = { ...left, advisories: left.advisories.filter(({ id }) => id !== edit.id) };
      return inserts.length === 0 && push(removals, ending(text, left, edit.id));
    case 'add-advisory': {
      const { id } = edit.advisory;
      work.left = { ...left, advisories: [...left.advisories, { ...left.channel, id, text: '' }] };
      return inserts.length === 0 && push(splices, adding(text, left, edit.advisory));
    }
    case 'set-identity':
      return push(splices, identifying(text, left, edit.identity));
    case 'set-build-date':
      return push(splices, dating(text, left, edit.rfc822));
  }
}

/** The one that goes in last stands first. */
function noteInsert(
  work: Work,
  edit: Extract<FeedEdit, { readonly kind: 'insert-item' }>,
): boolean {
  const mine: Splice[] = [];
  const made = push(mine, itemSplices(inserting(work.text, work.left, edit.itemXml), edit));
  const taken = work.seen.has(edit.version);
  work.seen.add(edit.version);
  work.inserts.unshift(...mine);
  return made && !taken;
}

/** An item that reads as another version than it was announced as could collide with one that is not looked at. */
function itemSplices(change: ItemChange, { version }: { readonly version: string }): Change {
  return 'ok' in change || change.version !== version
    ? refuseEdit('bad-item', 'The item is of another version.')
    : change.splices;
}

function push(splices: Splice[], change: Change): boolean {
  if ('ok' in change) {
    return false;
  }
  splices.push(...change);
  return true;
}

function isDistinct(items: AppcastOutline['items']): boolean {
  return new Set(items.map(({ version }) => version)).size === items.length;
}

/** What is put in comes before what goes from the same place: removals are of whole lines, and begin with them. */
function inOrder(splices: readonly Splice[]): readonly Splice[] {
  return [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * Elements that share a line with others leave other white space behind, depending on who goes first; and the file's
 * first line end, which all new lines follow, must stay.
 */
function areApart({ text, removals }: Work, splices: readonly Splice[]): boolean {
  const ordered = inOrder(splices);
  const begin = ordered[0]?.start ?? 0;
  return (
    removals.every((one) => isWholeLines(text, one)) &&
    /[\r\n]/.test(text.slice(0, begin)) &&
    ordered.every(({ start }, at) => start >= (ordered[at - 1]?.end ?? 0))
  );
}
