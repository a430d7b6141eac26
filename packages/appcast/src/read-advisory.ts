import { parseInstant, parseVersion, parseVersionRange, readSeverity } from '@phasegate/rollout';
import type {
  Advisory,
  AdvisoryAction,
  AdvisoryKind,
  AdvisoryLink,
  AdvisoryText,
  DataSafety,
  FeedRemark,
} from '@phasegate/rollout';
import { PHASEGATE, XML } from './namespaces.ts';
import { positiveInteger } from './read-identity.ts';
import { safeUrl } from './safe-url.ts';
import { attribute, childrenOf } from './tree.ts';
import type { XmlElement } from './tree.ts';

/** The most advisories that are read from one feed. */
export const MOST_ADVISORIES = 64;
/** The most languages that are read from one advisory. */
const MOST_LANGUAGES = 16;
/** The most characters (code points) of one text. */
const MOST_CHARACTERS = 280;

const KINDS: readonly AdvisoryKind[] = ['withdrawn', 'blocked', 'notice', 'resolved'];
const DATA: readonly DataSafety[] = ['safe', 'back-up-first', 'at-risk'];
const ACTIONS: readonly AdvisoryAction['kind'][] = ['update', 'go-back', 'manual', 'none'];
const RELS: readonly AdvisoryLink['rel'][] = ['download', 'details', 'support'];

/** The advisories of a feed, and remarks on what was left out. */
export interface ReadAdvisories {
  readonly advisories: readonly Advisory[];
  readonly remarks: readonly FeedRemark[];
}

/**
 * Reads the advisories of a channel. Only an id, a kind and a range are needed for a warning to hold; what else
 * cannot be read is left out of it, so that a slip in a date never silences a warning.
 */
export function readAdvisories(elements: readonly XmlElement[]): ReadAdvisories {
  const advisories: Advisory[] = [];
  const remarks: FeedRemark[] = [];
  for (const element of elements) {
    const advisory = readAdvisory(element);
    if (advisory !== undefined && advisories.length === MOST_ADVISORIES) {
      remarks.push({ code: 'too-many-advisories', advisory: undefined });
      break;
    }
    remarks.push(...remarksOn(element, advisory));
    advisories.push(...(advisory === undefined ? [] : [advisory]));
  }
  return { advisories, remarks };
}

function remarksOn(element: XmlElement, advisory: Advisory | undefined): readonly FeedRemark[] {
  const id = attribute(element, 'id')?.slice(0, 64);
  if (advisory === undefined) {
    return [{ code: 'bad-advisory', advisory: id }];
  }
  const texts = childrenOf(element, 'text', PHASEGATE);
  const long = texts
    .slice(0, MOST_LANGUAGES)
    .some((text) =>
      text.children.some((line) => Array.from(plain(line.text)).length > MOST_CHARACTERS),
    );
  const codes = [
    ...(texts.length > MOST_LANGUAGES ? (['too-many-languages'] as const) : []),
    ...(long ? (['text-cut'] as const) : []),
  ];
  return codes.map((code) => ({ code, advisory: id }));
}

function readAdvisory(element: XmlElement): Advisory | undefined {
  const text = (name: string): string | undefined => nonEmpty(attribute(element, name));
  const id = text('id');
  const kind = KINDS.find((known) => known === text('kind'));
  const range = text('versions');
  const versions = range === undefined ? undefined : parseVersionRange(range);
  if (
    id === undefined ||
    kind === undefined ||
    (versions === undefined && needsRange(kind, range))
  ) {
    return undefined;
  }
  return {
    id,
    revision: positiveInteger(text('revision') ?? '1') ?? 1,
    kind,
    severity: readSeverity(text('severity')),
    versions,
    data: DATA.find((known) => known === text('data')),
    issued: parseInstant(text('issued') ?? ''),
    expires: parseInstant(text('expires') ?? ''),
    deadline: parseInstant(text('deadline') ?? ''),
    supersedes: text('supersedes'),
    resolves: text('resolves'),
    platforms: words(text('platforms')),
    archs: words(text('archs')),
    texts: childrenOf(element, 'text', PHASEGATE).slice(0, MOST_LANGUAGES).map(readText(element)),
    action: readAction(element),
    links: readLinks(element),
  };
}

/** A range that was written and cannot be read must not turn a notice into one for every version. */
function needsRange(kind: AdvisoryKind, range: string | undefined): boolean {
  return kind === 'withdrawn' || kind === 'blocked' || (kind === 'notice' && range !== undefined);
}

function readText(advisory: XmlElement): (element: XmlElement) => AdvisoryText {
  return (element) => {
    const line = (name: string): string | undefined => {
      const text = childrenOf(element, name, PHASEGATE)[0]?.text;
      return text === undefined ? undefined : nonEmpty(cut(plain(text)));
    };
    return {
      language: language(attribute(element, 'lang', XML) ?? attribute(advisory, 'lang', XML)),
      issue: line('issue'),
      impact: line('impact'),
      instruction: line('instruction'),
      timeline: line('timeline'),
    };
  };
}

/** BCP 47; `und` is its own word for "not known". */
function language(tag: string | undefined): string {
  if (tag === undefined || tag === '') {
    return 'en';
  }
  return /^[A-Za-z]{2,8}(?:-[A-Za-z\d]{1,8})*$/.test(tag) ? tag : 'und';
}

function readAction(advisory: XmlElement): AdvisoryAction | undefined {
  const [element] = childrenOf(advisory, 'action', PHASEGATE);
  const kind = ACTIONS.find((known) => element && attribute(element, 'kind') === known);
  if (element === undefined || kind === undefined) {
    return undefined;
  }
  return { kind, version: parseVersion(attribute(element, 'version') ?? '') };
}

function readLinks(advisory: XmlElement): readonly AdvisoryLink[] {
  return childrenOf(advisory, 'link', PHASEGATE).flatMap((element) => {
    const rel = RELS.find((known) => attribute(element, 'rel') === known);
    const href = safeUrl(attribute(element, 'href') ?? '');
    return rel === undefined || href === undefined ? [] : [{ rel, href }];
  });
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_CHARACTERS
    ? text
    : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}

function words(text: string | undefined): readonly string[] | undefined {
  return text?.split(/[\s,]+/).filter((word) => word !== '');
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
