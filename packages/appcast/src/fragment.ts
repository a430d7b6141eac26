import { refuseEdit } from './edit-problem.ts';
import type { EditOutcome } from './edit-problem.ts';
import { OPERATOR_LIMITS } from './limits.ts';
import { CONVENTIONAL } from './namespaces.ts';
import type { Bindings } from './namespaces.ts';
import { outlineWith } from './outline.ts';
import type { ItemOutline } from './outline.ts';

/** One item that stands alone, ready for a file. */
export type Fragment =
  | { readonly ok: true; readonly text: string; readonly item: ItemOutline }
  | Extract<EditOutcome, { readonly ok: false }>;

/**
 * Reads `<item>...</item>` that is to go into a file, and declares on the item what the file does not: `sparkle:`
 * and `phasegate:` always mean their own namespace, any other prefix means what it means in the file.
 */
export function readFragment(xml: string, bindings: Bindings): Fragment {
  const text = xml.trim();
  const used = new Set<string>();
  const meaning = (prefix: string): string | undefined =>
    CONVENTIONAL.get(prefix) ?? bindings.get(prefix);
  const wrapper = `<rss><channel>${text}</channel></rss>`;
  const outcome = outlineWith(wrapper, OPERATOR_LIMITS, (prefix) => {
    used.add(prefix);
    return prefix === '' ? undefined : meaning(prefix);
  });
  const unbound = [...used].find((prefix) => prefix !== '' && meaning(prefix) === undefined);
  if (unbound !== undefined) {
    return refuseEdit('unbound-prefix', `The item uses ${unbound}:, which nothing declares.`);
  }
  const items = outcome.ok ? outcome.outline.items : [];
  const [item] = items;
  if (item === undefined || items.length > 1 || item.text !== text) {
    const why = outcome.ok ? 'it must be one <item> element' : outcome.problem.message;
    return refuseEdit('bad-item', `The item cannot be put into a feed: ${why}`);
  }
  if (item.version === undefined) {
    return refuseEdit('bad-item', 'The item has no sparkle:version.');
  }
  const missing = [...used].filter((prefix) => bindings.get(prefix) !== meaning(prefix));
  return { ok: true, item, text: declare(text, missing, meaning) };
}

/**
 * An item's text that means the same in any file: prefixes other than `sparkle:` and `phasegate:` (Python writes
 * `ns0:`, numbered anew in each file) are declared on the item. Keep this, not `text`, to put an item back later.
 */
export function portableItemXml(item: ItemOutline): string {
  const used = new Set<string>();
  outlineWith(`<rss><channel>${item.text}</channel></rss>`, OPERATOR_LIMITS, (prefix) => {
    used.add(prefix);
    return item.bindings.get(prefix);
  });
  const meaning = (prefix: string): string | undefined => item.bindings.get(prefix);
  const missing = [...used].filter((prefix) => CONVENTIONAL.get(prefix) !== meaning(prefix));
  return declare(item.text, missing, meaning);
}

function declare(
  text: string,
  prefixes: readonly string[],
  meaning: (prefix: string) => string | undefined,
): string {
  const declarations = prefixes
    .filter((prefix) => prefix !== '')
    .map((prefix) => ` xmlns:${prefix}="${meaning(prefix) ?? ''}"`);
  return `<item${declarations.join('')}${text.slice('<item'.length)}`;
}
