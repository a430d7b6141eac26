import { checkText } from './decode.ts';
import type { FeedLimits } from './limits.ts';
import type { Bindings } from './namespaces.ts';
import { outlineAppcast, outlineWith } from './outline.ts';
import type { AppcastOutline, ItemOutline, OutlineOutcome, Place } from './outline.ts';

/** An item that was outlined before, as if it began the text. */
interface Known {
  readonly outline: ItemOutline;
  /** As many elements as it has, or a few more. */
  readonly elements: number;
}

/** Items by their text, for each set of prefixes around them. */
type Memory = Map<string, Map<string, Known>>;

/** An item of the text that is known, and the empty one that stands for it. */
interface Standin {
  readonly start: number;
  readonly end: number;
  readonly known: Known;
  /** Where the empty one stands in the shortened text. */
  readonly at: number;
}

const EMPTY = '<item/>';

/**
 * `outlineAppcast` for whoever outlines many feeds that have most of their items in common. Items that were seen
 * before, byte for byte and with the same prefixes around them, are scanned as an empty item in their place: where that
 * is an item of the channel, so is what stood there. The answers are the same; what is odd is outlined as a whole.
 */
export function feedOutliner(limits: FeedLimits): (text: string) => OutlineOutcome {
  const memory: Memory = new Map();
  let prefixes = '';
  return (text) => {
    const outcome =
      outlineKnown(text, { limits, memory, prefixes }) ?? outlineAppcast(text, limits);
    if (outcome.ok) {
      prefixes = bindingsKey(outcome.outline.channel.bindings);
      learn(outcome.outline, prefixes, memory);
    }
    return outcome;
  };
}

interface Seen {
  readonly limits: FeedLimits;
  readonly memory: Memory;
  /** Those around the items of the feed before; another feed's are usually the same. */
  readonly prefixes: string;
}

/** `undefined`: nothing is known, or something is odd. */
function outlineKnown(
  text: string,
  { limits, memory, prefixes }: Seen,
): OutlineOutcome | undefined {
  const standins = standinsIn(text, prefixes, memory);
  const problem = standins.length === 0 ? undefined : checkText(text, limits);
  if (standins.length === 0 || problem !== undefined) {
    return undefined;
  }
  const spent = standins.reduce((sum, { known }) => sum + known.elements, 0);
  const left = { ...limits, elements: limits.elements - spent };
  const short = outlineWith(shortened(text, standins), left);
  return short.ok && bindingsKey(short.outline.channel.bindings) === prefixes
    ? restored(text, short.outline, standins)
    : undefined;
}

function standinsIn(text: string, prefixes: string, memory: Memory): readonly Standin[] {
  const found: Standin[] = [];
  const items = memory.get(prefixes);
  let saved = 0;
  for (let start = items === undefined ? -1 : text.indexOf('<item'); start !== -1;) {
    const close = text.indexOf('</item>', start);
    const end = close + '</item>'.length;
    const known = close === -1 ? undefined : items?.get(text.slice(start, end));
    if (known !== undefined) {
      found.push({ start, end, known, at: start - saved });
      saved += end - start - EMPTY.length;
    }
    start = text.indexOf('<item', known === undefined ? start + 1 : end);
  }
  return found;
}

function shortened(text: string, standins: readonly Standin[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of standins) {
    pieces.push(text.slice(from, start), EMPTY);
    from = end;
  }
  return [...pieces, text.slice(from)].join('');
}

/** The outline of the whole text from that of the shortened one; `undefined` where a stand-in is no item of the channel. */
function restored(
  text: string,
  short: AppcastOutline,
  standins: readonly Standin[],
): OutlineOutcome | undefined {
  const byPlace = new Map(standins.map((one) => [one.at, one]));
  const place = shifter(standins);
  let used = 0;
  const items = short.items.map((item): ItemOutline => {
    const standin = item.text === EMPTY ? byPlace.get(item.start) : undefined;
    used += standin === undefined ? 0 : 1;
    return standin === undefined
      ? { ...place(item), text: cut(text, place(item)), enclosures: item.enclosures.map(place) }
      : moved(standin.known.outline, standin.start);
  });
  const { feed, lastBuildDate } = short;
  return used === standins.length && short.items.every((one) => isInside(short.channel, one))
    ? {
        ok: true,
        outline: {
          channel: place(short.channel),
          feed: feed && place(feed),
          lastBuildDate: lastBuildDate && place(lastBuildDate),
          items,
          advisories: short.advisories.map(place),
        },
      }
    : undefined;
}

function cut(text: string, { start, end }: Place): string {
  return text.slice(start, end);
}

/** Puts a place of the shortened text where it is in the whole one. */
function shifter(standins: readonly Standin[]): <P extends Place>(place: P) => P {
  const ends = standins.map(({ at }) => at + EMPTY.length);
  const shifts = standins.map(({ end }, index) => end - (ends[index] ?? 0));
  const shift = (offset: number): number => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = (ends[middle] ?? 0) <= offset ? [middle + 1, high] : [low, middle];
    }
    return offset + (shifts[low - 1] ?? 0);
  };
  return (place) => ({
    ...place,
    start: shift(place.start),
    end: shift(place.end),
    openEnd: shift(place.openEnd),
    closeStart: shift(place.closeStart),
  });
}

function learn({ channel, items }: AppcastOutline, prefixes: string, memory: Memory): void {
  const known = memory.get(prefixes) ?? new Map<string, Known>();
  memory.set(prefixes, known);
  for (const item of items) {
    const { text } = item;
    if (known.has(text)) {
      continue;
    }
    // Where an end tag stands in a comment or in CDATA as well, looking for the first one finds another text.
    const whole = text.indexOf('</item>') === text.length - '</item>'.length;
    if (whole && isInside(channel, item)) {
      const elements = text.split('<').length - text.split('</').length - 1;
      known.set(text, { outline: moved(item, -item.start), elements });
    }
  }
}

function isInside(channel: Place, { start, end }: Place): boolean {
  return channel.openEnd <= start && end <= channel.closeStart;
}

function moved(item: ItemOutline, by: number): ItemOutline {
  const move = <P extends Place>(place: P): P => ({
    ...place,
    start: place.start + by,
    end: place.end + by,
    openEnd: place.openEnd + by,
    closeStart: place.closeStart + by,
  });
  return { ...move(item), enclosures: item.enclosures.map(move) };
}

function bindingsKey(bindings: Bindings): string {
  return JSON.stringify([...bindings].sort(([a], [b]) => (a < b ? -1 : 1)));
}
