import {
  emptyAppcast,
  insertItem,
  itemXml,
  markWithdrawn,
  outlineAppcast,
} from '@phasegate/appcast';
import type { EditOutcome, ReleaseFacts } from '@phasegate/appcast';

/** The texts that cannot come about here: an item of ours that our own editor does not take. */
class ItemTextError extends Error {
  readonly code = 'item-text';
}

/** The item of a release as it will stand in the feeds. */
export function itemOf(facts: ReleaseFacts): string {
  return itemIn(insertItem(blankFeed(), itemXml(facts)));
}

/** The same item, marked as withdrawn. */
export function markItem(item: string, version: string): string {
  const inserted = insertItem(blankFeed(), item);
  return itemIn(inserted.ok ? markWithdrawn(inserted.text, version) : inserted);
}

function itemIn(edited: EditOutcome): string {
  const read = edited.ok ? outlineAppcast(edited.text) : undefined;
  const item = read?.ok === true ? read.outline.items[0] : undefined;
  if (item === undefined) {
    const why = edited.ok ? 'it does not read back' : edited.problem.message;
    throw new ItemTextError(`the item cannot be written: ${why}`);
  }
  return item.text;
}

/** A feed that holds nothing; items are put into it to be read as they will be. */
export function blankFeed(): string {
  const time = '2000-01-01T00:00:00Z';
  const identity = {
    app: 'x',
    platform: 'linux',
    name: 'stable',
    sequence: 1,
    issued: time,
    expires: time,
    root: undefined,
  };
  return emptyAppcast({ title: 'x', identity, lastBuildDate: 'Sat, 01 Jan 2000 00:00:00 +0000' });
}
