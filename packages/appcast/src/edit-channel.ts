import type { FeedIdentity } from '@phasegate/rollout';
import type { EditOutcome } from './edit-problem.ts';
import { editText } from './edit-text.ts';
import type { Change } from './edit-text.ts';
import { attributesXml, escapeAttribute, escapeText } from './escape.ts';
import { PHASEGATE } from './namespaces.ts';
import type { AppcastOutline, Place } from './outline.ts';
import { slotIn } from './splice.ts';
import type { Splice } from './splice.ts';
import { attributesAt, endOfAttributes, newValue, prefixFor } from './tag.ts';
import { identityAttributes, identityXml } from './write.ts';

/** Writes what the feed says of itself: other values into the element that is there, or a new one. */
export function setIdentity(text: string, identity: FeedIdentity): EditOutcome {
  return editText(text, (outline) => identifying(text, outline, identity));
}

/** The splices of {@link setIdentity}. */
export function identifying(text: string, outline: AppcastOutline, identity: FeedIdentity): Change {
  if (outline.feed !== undefined) {
    return rewrite(text, outline.feed, identity);
  }
  const { layout, put } = slotIn(text, outline, outline.advisories[0] ?? outline.items[0]);
  const naming = { layout, ...prefixFor(outline.channel.bindings, PHASEGATE, 'phasegate') };
  return [put(identityXml(identity, naming))];
}

function rewrite(text: string, feed: Place, identity: FeedIdentity): readonly Splice[] {
  const attributes = attributesAt(text, feed).filter(({ prefix }) => prefix === '');
  const pairs = identityAttributes(identity);
  const changed = pairs.flatMap(([name, value]): Splice[] => {
    const old = attributes.find(({ local }) => local === name);
    if (old === undefined) {
      return [];
    }
    return value === undefined
      ? [{ start: old.start, end: old.end, text: '' }]
      : [newValue(old, `"${escapeAttribute(value)}"`)];
  });
  const added = pairs.filter(([name]) => !attributes.some(({ local }) => local === name));
  const end = endOfAttributes(text, feed);
  return [...changed, { start: end, end, text: attributesXml(added) }];
}

/** Writes the channel's `lastBuildDate`, an RFC 822 time. */
export function setLastBuildDate(text: string, rfc822: string): EditOutcome {
  return editText(text, (outline) => dating(text, outline, rfc822));
}

/** The splices of {@link setLastBuildDate}. */
export function dating(text: string, outline: AppcastOutline, rfc822: string): Change {
  const element = `<lastBuildDate>${escapeText(rfc822)}</lastBuildDate>`;
  const { lastBuildDate: old } = outline;
  if (old === undefined) {
    return [slotIn(text, outline, firstOfOurs(outline)).put(element)];
  }
  const { openEnd, closeStart, start, end } = old;
  return openEnd === end
    ? [{ start, end, text: element }]
    : [{ start: openEnd, end: closeStart, text: escapeText(rfc822) }];
}

function firstOfOurs({ feed, advisories, items }: AppcastOutline): Place | undefined {
  return feed ?? advisories[0] ?? items[0];
}
