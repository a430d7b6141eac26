import type { VerifiedFeedBytes } from '@phasegate/trust';
import { decodeAppcast } from './decode.ts';
import { escapeAttribute } from './escape.ts';
import { CLIENT_LIMITS } from './limits.ts';
import type { Bindings } from './namespaces.ts';
import { outlineAppcast } from './outline.ts';
import type { AppcastOutline, OutlineOutcome } from './outline.ts';
import { readAppcast, readTree } from './read.ts';
import type { ReadOptions, ReadOutcome } from './read.ts';
import { readItem } from './read-release.ts';
import type { ReadItem } from './read-release.ts';
import { applySplices } from './splice.ts';
import { childrenOf, parseTree } from './tree.ts';
import type { XmlElement } from './tree.ts';

/**
 * {@link readAppcast} for whoever reads many feeds that have most of their items in common, as operators do: an item
 * that was read before, byte for byte and with the same prefixes, is not parsed again. The answers are the same.
 * `outline`: outlines a text under the same limits.
 */
export function feedReader(
  options: ReadOptions,
  outline: (text: string) => OutlineOutcome = (text) =>
    outlineAppcast(text, options.limits ?? CLIENT_LIMITS),
): (verified: VerifiedFeedBytes) => ReadOutcome {
  const elements: Elements = new Map();
  const items = new WeakMap<XmlElement, ReadItem>();
  const known = (item: XmlElement): ReadItem => {
    const read = items.get(item) ?? readItem(item, options);
    items.set(item, read);
    return read;
  };
  return (verified) => {
    const limits = options.limits ?? CLIENT_LIMITS;
    const decoded = decodeAppcast(verified.bytes, limits);
    const outlined = decoded.ok ? outline(decoded.text) : undefined;
    const tree =
      decoded.ok && outlined?.ok === true
        ? treeOf(decoded.text, outlined.outline, elements)
        : undefined;
    // What is refused, or built otherwise than feeds are, is read as it always is.
    return tree === undefined ? readAppcast(verified, options) : readTree(tree, options, known);
  };
}

/** Items by their text, for each set of prefixes around them. */
type Elements = Map<string, Map<string, XmlElement>>;

/** The tree of a feed with one channel, its items behind all else; `undefined` where it is built otherwise. */
function treeOf(
  text: string,
  { channel, items }: AppcastOutline,
  elements: Elements,
): XmlElement | undefined {
  const prefixes = declarations(channel.bindings);
  const known = elements.get(prefixes) ?? new Map<string, XmlElement>();
  elements.set(prefixes, known);
  const fresh = items.filter((item) => !known.has(item.text));
  const parsed = parseItems(prefixes, fresh);
  if (parsed === undefined || items.some(({ start, end }) => !isInside(channel, start, end))) {
    return undefined;
  }
  for (const [at, item] of fresh.entries()) {
    known.set(item.text, parsed[at] as XmlElement);
  }
  const rest = applySplices(
    text,
    items.map(({ start, end }) => ({ start, end, text: '' })),
  );
  return withItems(
    parseTree(rest),
    items.map((item) => known.get(item.text) as XmlElement),
  );
}

function isInside(
  channel: { readonly openEnd: number; readonly closeStart: number },
  start: number,
  end: number,
): boolean {
  return channel.openEnd <= start && end <= channel.closeStart;
}

/** As many elements as items, or nothing. */
function parseItems(
  prefixes: string,
  items: readonly { readonly text: string }[],
): readonly XmlElement[] | undefined {
  const body = items.map(({ text }) => text).join('');
  const [channel] = parseTree(`<feed${prefixes}><items>${body}</items></feed>`)?.children ?? [];
  const found = channel?.children ?? [];
  return found.length === items.length ? found : undefined;
}

function withItems(
  root: XmlElement | undefined,
  items: readonly XmlElement[],
): XmlElement | undefined {
  const [channel, ...more] = root === undefined ? [] : childrenOf(root, 'channel');
  if (root === undefined || channel === undefined || more.length > 0) {
    return undefined;
  }
  const whole = { ...channel, children: [...channel.children, ...items] };
  return { ...root, children: root.children.map((one) => (one === channel ? whole : one)) };
}

function declarations(bindings: Bindings): string {
  return [...bindings]
    .filter(([prefix]) => prefix !== 'xml')
    .map(([prefix, uri]) => ` xmlns${prefix === '' ? '' : ':'}${prefix}="${escapeAttribute(uri)}"`)
    .join('');
}
