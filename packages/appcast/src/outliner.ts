import { PHASEGATE, SPARKLE, XML } from './namespaces.ts';
import type { Bindings } from './namespaces.ts';
import type { AdvisoryOutline, AppcastOutline, ItemOutline, Place } from './outline.ts';
import type { EndTag, StartTag, Visitor } from './scan.ts';
import { itemVersion, withMarkup } from './version-rule.ts';

/** Builds an outline while a scan goes by. */
export interface Outliner {
  readonly visitor: Visitor;
  /** After the scan; `undefined` where the text is no appcast. */
  readonly finish: () => AppcastOutline | undefined;
}

interface Open {
  readonly tag: StartTag;
  /** Its names from the root down, `{uri}local` each where there is a namespace. */
  readonly path: string;
  readonly bindings: Bindings;
  text: string;
  hasElements: boolean;
}

interface ItemFacts {
  readonly versions: string[];
  readonly shortVersions: string[];
  readonly elements: { version: string[]; shortVersionString: string[] };
  readonly enclosures: Place[];
}

const CHANNEL = '/rss/channel';
const ITEM = `${CHANNEL}/item`;
const ENCLOSURE = `${ITEM}/enclosure`;
const VERSION = `${ITEM}/{${SPARKLE}}version`;
const SHORT_VERSION = `${ITEM}/{${SPARKLE}}shortVersionString`;
const FEED = `${CHANNEL}/{${PHASEGATE}}feed`;
const ADVISORY = `${CHANNEL}/{${PHASEGATE}}advisory`;
const LAST_BUILD_DATE = `${CHANNEL}/lastBuildDate`;
const NOTHING: Bindings = new Map([['xml', XML]]);

/** An outliner for one text; nothing in it looks at the text again except to cut pieces out. */
export function outliner(text: string): Outliner {
  const stack: Open[] = [];
  const found = emptyFindings();
  const close = (end: EndTag): void => {
    const open = stack.pop();
    if (open !== undefined) {
      record(found, open, { place: placeOf(open, end), text });
    }
  };
  const visitor: Visitor = {
    open: (tag) => {
      const parent = stack.at(-1);
      if (parent !== undefined) {
        parent.hasElements = true;
      }
      stack.push(opened(tag, parent));
      if (stack.at(-1)?.path === ITEM) {
        found.item = emptyFacts();
      }
    },
    close,
    text: (piece) => {
      const open = stack.at(-1);
      if (open !== undefined && stack.length === 4) {
        open.text += piece;
      }
    },
  };
  return { visitor, finish: () => finish(found) };
}

interface Findings {
  channel: Place | undefined;
  feed: Place | undefined;
  lastBuildDate: Place | undefined;
  item: ItemFacts;
  readonly items: ItemOutline[];
  readonly advisories: AdvisoryOutline[];
}

function emptyFindings(): Findings {
  return {
    channel: undefined,
    feed: undefined,
    lastBuildDate: undefined,
    item: emptyFacts(),
    items: [],
    advisories: [],
  };
}

function emptyFacts(): ItemFacts {
  const elements = { version: [], shortVersionString: [] };
  return { versions: [], shortVersions: [], elements, enclosures: [] };
}

function finish({
  channel,
  feed,
  lastBuildDate,
  items,
  advisories,
}: Findings): AppcastOutline | undefined {
  return channel && { channel, feed, lastBuildDate, items, advisories };
}

function opened(tag: StartTag, parent: Open | undefined): Open {
  const name = tag.uri === '' ? tag.local : `{${tag.uri}}${tag.local}`;
  const outer = parent?.bindings ?? NOTHING;
  const declared = Object.entries(tag.declares);
  const bindings = declared.length === 0 ? outer : new Map([...outer, ...declared]);
  return { tag, path: `${parent?.path ?? ''}/${name}`, bindings, text: '', hasElements: false };
}

function placeOf({ tag, bindings }: Open, { start, end }: EndTag): Place {
  return { start: tag.start, end, openEnd: tag.end, closeStart: start, bindings };
}

interface Closed {
  readonly place: Place;
  /** The whole file. */
  readonly text: string;
}

function record(found: Findings, open: Open, { place, text }: Closed): void {
  const cut = (): Place & { text: string } => ({
    ...place,
    text: text.slice(place.start, place.end),
  });
  switch (open.path) {
    case CHANNEL:
      found.channel ??= place;
      break;
    case ITEM:
      found.items.push({ ...cut(), ...itemFacts(found.item, open.tag) });
      break;
    case ENCLOSURE:
      found.item.enclosures.push(place);
      found.item.versions.push(...attributeOf(open.tag, 'version'));
      found.item.shortVersions.push(...attributeOf(open.tag, 'shortVersionString'));
      break;
    case VERSION:
      found.item.elements.version.push(withMarkup(open.text, open.hasElements));
      break;
    case SHORT_VERSION:
      found.item.elements.shortVersionString.push(withMarkup(open.text, open.hasElements));
      break;
    case FEED:
      found.feed ??= place;
      break;
    case ADVISORY:
      found.advisories.push({ ...cut(), id: plainAttribute(open.tag, 'id') });
      break;
    case LAST_BUILD_DATE:
      found.lastBuildDate ??= place;
      break;
    default:
  }
}

function itemFacts(
  facts: ItemFacts,
  tag: StartTag,
): Pick<ItemOutline, 'version' | 'sparkleVersion' | 'withdrawn' | 'enclosures'> {
  const { raw, sparkleVersion } = itemVersion({
    versions: [...facts.versions, ...facts.elements.version],
    shortVersions: [...facts.shortVersions, ...facts.elements.shortVersionString],
  });
  const withdrawn = attributeOf(tag, 'withdrawn')[0]?.trim().toLowerCase() === 'true';
  return { version: raw, sparkleVersion, withdrawn, enclosures: facts.enclosures };
}

/** The value of an attribute in Sparkle's namespace, as a list of none or one. */
function attributeOf(tag: StartTag, local: string): readonly string[] {
  return Object.values(tag.attributes)
    .filter((one) => one.local === local && one.uri === SPARKLE)
    .map((one) => one.value);
}

function plainAttribute(tag: StartTag, name: string): string | undefined {
  return tag.attributes[name]?.value.trim();
}
