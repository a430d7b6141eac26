import { refuseEdit } from './edit-problem.ts';
import type { EditOutcome } from './edit-problem.ts';
import { outlineAppcast } from './outline.ts';
import type { AppcastOutline, ItemOutline } from './outline.ts';
import { applySplices } from './splice.ts';
import type { Splice } from './splice.ts';

/** What to change, or why not to. */
export type Change = readonly Splice[] | Extract<EditOutcome, { readonly ok: false }>;

/** Outlines a text, asks what to change, and changes that. */
export function editText(text: string, change: (outline: AppcastOutline) => Change): EditOutcome {
  const read = outlineAppcast(text);
  if (!read.ok) {
    const { message } = read.problem;
    return { ok: false, problem: { code: 'unreadable', message, feed: read.problem } };
  }
  const changed = change(read.outline);
  return 'ok' in changed ? changed : { ok: true, text: applySplices(text, changed) };
}

/**
 * The items of a version. A feed for several systems has one for each; a version that no item reads as may be
 * named by its `sparkle:version`, the build number that the specification's own script compares.
 */
export function itemsOf(
  { items }: AppcastOutline,
  version: string,
): readonly [ItemOutline, ...ItemOutline[]] | Extract<EditOutcome, { readonly ok: false }> {
  const named = items.filter((item) => item.version === version);
  const [first, ...more] =
    named.length > 0 ? named : items.filter((item) => item.sparkleVersion === version);
  return first === undefined
    ? refuseEdit('no-such-item', `The feed has no item of version ${version}.`)
    : [first, ...more];
}
