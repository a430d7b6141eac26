import type { EditOutcome } from './edit-problem.ts';
import { editText, itemsOf } from './edit-text.ts';
import { PHASEGATE, SPARKLE } from './namespaces.ts';
import type { ItemOutline, Place } from './outline.ts';
import type { Splice } from './splice.ts';
import { attributesAt, endOfAttributes, findAttribute, newValue, prefixFor } from './tag.ts';
import type { TagAttribute } from './tag.ts';

const WITHDRAWN = { local: 'withdrawn', uri: SPARKLE };
const OS = { local: 'os', uri: SPARKLE };
const REAL_OS = { local: 'os', uri: PHASEGATE };
/** Holds `sparkle:os` while an item is marked whose enclosure has a `phasegate:os` of its own. */
const KEPT_OS = { local: 'sparkle-os', uri: PHASEGATE };
const NO_SYSTEM = '"withdrawn"';

/**
 * Marks a version as withdrawn and leaves it in the feed (wire-format, "Mark method"). Stock clients do not know
 * `sparkle:withdrawn`, so each enclosure also names a system that none of them runs on.
 */
export function markWithdrawn(text: string, version: string): EditOutcome {
  return editText(text, (outline) => {
    const items = itemsOf(outline, version);
    return 'ok' in items ? items : items.flatMap((item) => markItem(text, item));
  });
}

/** Takes the mark off again; gives back the very text that {@link markWithdrawn} was given. */
export function unmarkWithdrawn(text: string, version: string): EditOutcome {
  const shown = editText(text, (outline) => {
    const items = itemsOf(outline, version);
    return 'ok' in items
      ? items
      : items.flatMap((item) => item.enclosures.flatMap((one) => show(text, one)));
  });
  // The enclosures first: a prefix that marking declared on the item is free once they do not use it.
  return shown.ok ? unmarkItems(shown.text, version) : shown;
}

function markItem(text: string, item: ItemOutline): readonly Splice[] {
  const mark = findAttribute(attributesAt(text, item), item.bindings, WITHDRAWN);
  const added = mark === undefined ? [append(text, item, '"true"')] : [newValue(mark, '"true"')];
  return [...(item.withdrawn ? [] : added), ...item.enclosures.flatMap((one) => hide(text, one))];
}

function append(text: string, item: Place, quoted: string): Splice {
  return insert(endOfAttributes(text, item), item, { ...WITHDRAWN, quoted });
}

function hide(text: string, enclosure: Place): readonly Splice[] {
  const attributes = attributesAt(text, enclosure);
  const os = findAttribute(attributes, enclosure.bindings, OS);
  if (os === undefined) {
    const end = endOfAttributes(text, enclosure);
    return [insert(end, enclosure, { ...OS, quoted: NO_SYSTEM })];
  }
  if (isNoSystem(os)) {
    return [];
  }
  const hasReal = findAttribute(attributes, enclosure.bindings, REAL_OS) !== undefined;
  // Right behind it: unmarking tells by the place that this value came from sparkle:os.
  const kept = { ...(hasReal ? KEPT_OS : REAL_OS), quoted: os.quoted };
  return [newValue(os, NO_SYSTEM), insert(os.end, enclosure, kept)];
}

/** A declaration goes behind its attribute, where unmarking finds it. */
function insert(
  at: number,
  { bindings }: Place,
  attribute: { readonly local: string; readonly uri: string; readonly quoted: string },
): Splice {
  const { local, uri, quoted } = attribute;
  const wish = uri === SPARKLE ? 'sparkle' : 'phasegate';
  const { prefix, declaration } = prefixFor(bindings, uri, wish);
  return { start: at, end: at, text: ` ${prefix}:${local}=${quoted}${declaration}` };
}

function unmarkItems(text: string, version: string): EditOutcome {
  return editText(text, (outline) => {
    const items = itemsOf(outline, version);
    return 'ok' in items
      ? items
      : items.flatMap((item) => {
          const mark = findAttribute(attributesAt(text, item), item.bindings, WITHDRAWN);
          return mark === undefined ? [] : [cut(text, item, mark)];
        });
  });
}

function show(text: string, enclosure: Place): readonly Splice[] {
  const attributes = attributesAt(text, enclosure);
  const os = findAttribute(attributes, enclosure.bindings, OS);
  if (os === undefined || !isNoSystem(os)) {
    return [];
  }
  const behind = attributes.filter(({ start }) => start === os.end);
  const kept = [KEPT_OS, REAL_OS]
    .map((name) => findAttribute(behind, enclosure.bindings, name))
    .find((found) => found !== undefined);
  return kept === undefined
    ? [cut(text, enclosure, os)]
    : [newValue(os, kept.quoted), cut(text, enclosure, kept)];
}

/** An attribute with the declaration right behind it, if nothing else in the element needs that. */
function cut(text: string, place: Place, { start, end, prefix }: TagAttribute): Splice {
  const next = attributesAt(text, place).find((one) => one.start === end);
  const declares = next !== undefined && next.prefix === 'xmlns' && next.local === prefix;
  const rest = text.slice(place.start, start) + text.slice(end, place.end);
  const needed = new RegExp(`[\\s</]${prefix.replaceAll('.', '\\.')}:`).test(rest);
  return { start, end: declares && !needed ? next.end : end, text: '' };
}

function isNoSystem({ quoted }: TagAttribute): boolean {
  return quoted.slice(1, -1) === NO_SYSTEM.slice(1, -1);
}
