import { checkText } from './decode.ts';
import { OPERATOR_LIMITS } from './limits.ts';
import type { FeedLimits } from './limits.ts';
import { outliner } from './outliner.ts';
import type { Bindings } from './namespaces.ts';
import type { FeedProblem } from './problem.ts';
import { scan } from './scan.ts';

/** Where an element stands. Offsets are UTF-16 code units of the text, a BOM counted. */
export interface Place {
  readonly start: number;
  /** After its end tag. */
  readonly end: number;
  /** After the `>` of its start tag; the same as `end` where the element closes itself. */
  readonly openEnd: number;
  /** Before its end tag; the same as `end` where the element closes itself. */
  readonly closeStart: number;
  /** What prefixes mean inside it. */
  readonly bindings: Bindings;
}

/** An item, its version by the reader's rule, and where it stands. */
export interface ItemOutline extends Place {
  /** The version as read; where it is none, what stands in `sparkle:version`. */
  readonly version: string | undefined;
  /** `sparkle:version` as written: a build number in feeds that show `shortVersionString`. */
  readonly sparkleVersion: string | undefined;
  /** `<item>...</item>` as written. */
  readonly text: string;
  /** Whether `sparkle:withdrawn="true"` stands on it. */
  readonly withdrawn: boolean;
  readonly enclosures: readonly Place[];
}

/** An advisory and where it stands. */
export interface AdvisoryOutline extends Place {
  readonly id: string | undefined;
  readonly text: string;
}

/** Where things stand in a feed's text. */
export interface AppcastOutline {
  readonly channel: Place;
  readonly items: readonly ItemOutline[];
  readonly advisories: readonly AdvisoryOutline[];
  /** `phasegate:feed`. */
  readonly feed: Place | undefined;
  readonly lastBuildDate: Place | undefined;
}

/** An outline, or why the text is refused. */
export type OutlineOutcome =
  | { readonly ok: true; readonly outline: AppcastOutline }
  | { readonly ok: false; readonly problem: FeedProblem };

/** Finds where things stand, in one pass of the same guard that readers use. */
export function outlineAppcast(text: string, limits: FeedLimits = OPERATOR_LIMITS): OutlineOutcome {
  if (last?.text !== text || last.limits !== limits) {
    last = { text, limits, outcome: outlineWith(text, limits) };
  }
  return last.outcome;
}

// Whoever edits a feed has outlined it just before; for 10,000 items that is most of a second.
let last:
  | { readonly text: string; readonly limits: FeedLimits; readonly outcome: OutlineOutcome }
  | undefined;

/** The same for a text whose prefixes are declared elsewhere. */
export function outlineWith(
  text: string,
  limits: FeedLimits,
  resolvePrefix?: (prefix: string) => string | undefined,
): OutlineOutcome {
  const { visitor, finish } = outliner(text);
  const options = resolvePrefix === undefined ? { limits } : { limits, resolvePrefix };
  const problem = checkText(text, limits) ?? scan(text, { ...options, visitor });
  if (problem !== undefined) {
    return { ok: false, problem };
  }
  const outline = finish();
  if (outline === undefined) {
    const message = 'The file is no appcast: it has no rss/channel.';
    return { ok: false, problem: { code: 'not-an-appcast', message } };
  }
  return { ok: true, outline };
}
