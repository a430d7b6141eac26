import { refuseEdit } from './edit-problem.ts';
import type { EditOutcome } from './edit-problem.ts';
import { editText, itemsOf } from './edit-text.ts';
import type { Change } from './edit-text.ts';
import { readFragment } from './fragment.ts';
import type { AppcastOutline } from './outline.ts';
import { removal, slotIn, withNewlinesOf } from './splice.ts';
import type { Splice } from './splice.ts';

/**
 * Puts an item before the first one, on lines of its own where the file has lines. The item's own lines go in as
 * they are (only line ends follow the file), so that a release stays the same in every feed.
 */
export function insertItem(text: string, itemXml: string): EditOutcome {
  return editText(text, (outline) => changeOf(inserting(text, outline, itemXml)));
}

/** What an item that goes in changes, and the version that it reads as. */
export type ItemChange =
  | { readonly version: string | undefined; readonly splices: readonly Splice[] }
  | Extract<EditOutcome, { readonly ok: false }>;

/** The splices of {@link insertItem}. */
export function inserting(text: string, outline: AppcastOutline, itemXml: string): ItemChange {
  const fragment = readFragment(itemXml, outline.channel.bindings);
  if (!fragment.ok) {
    return fragment;
  }
  const { version } = fragment.item;
  if (outline.items.some((item) => item.version === version)) {
    return refuseEdit('item-exists', `The feed has an item of version ${version} already.`);
  }
  const slot = slotIn(text, outline, outline.items[0]);
  return { version, splices: [slot.put(withNewlinesOf(text, fragment.text))] };
}

/** Takes a version's item out (all of them, where a feed for several systems has more), with its lines. */
export function removeItem(text: string, version: string): EditOutcome {
  return editText(text, (outline) => removing(text, outline, version));
}

/** The splices of {@link removeItem}. */
export function removing(text: string, outline: AppcastOutline, version: string): Change {
  const items = itemsOf(outline, version);
  return 'ok' in items ? items : items.map((item) => removal(text, item));
}

/** Puts another item in the place of a version's (first) item. */
export function replaceItem(text: string, version: string, itemXml: string): EditOutcome {
  return editText(text, (outline) => changeOf(replacing(text, outline, { version, itemXml })));
}

/** The splices of {@link replaceItem}. */
export function replacing(
  text: string,
  outline: AppcastOutline,
  { version, itemXml }: { readonly version: string; readonly itemXml: string },
): ItemChange {
  const items = itemsOf(outline, version);
  if ('ok' in items) {
    return items;
  }
  const fragment = readFragment(itemXml, outline.channel.bindings);
  if (!fragment.ok) {
    return fragment;
  }
  const [{ start, end }] = items;
  const { version: found } = fragment.item;
  const named = outline.items.filter((item) => item.version === found);
  if (named.some((item) => item.start !== start)) {
    return refuseEdit('item-exists', `The feed has an item of version ${found}.`);
  }
  const splices = [{ start, end, text: withNewlinesOf(text, fragment.text) }];
  return { version: found, splices };
}

function changeOf(change: ItemChange): Change {
  return 'ok' in change ? change : change.splices;
}
