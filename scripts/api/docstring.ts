import type { Comment, Span } from 'oxc-parser';
import type { Source } from './source.ts';

const ENTRY_TAG = '@packageDocumentation';

/** The docstring of what begins at `start`; `undefined` where there is none, or an empty one. */
export function docAt({ comments, text }: Source, start: number): string | undefined {
  const comment = comments.findLast(({ end }) => end <= start);
  if (comment === undefined || !isDoc(comment) || comment.value.includes(ENTRY_TAG)) {
    return undefined;
  }
  // Before a member of a union stands the union's bar.
  const between = text.slice(comment.end, start);
  return /^[\s|]*$/.test(between) ? wordsOf(comment.value) : undefined;
}

/** What a whole file says of itself: its comment with `@packageDocumentation`. */
export function docOfFile({ comments }: Source): string | undefined {
  const comment = comments.find((one) => isDoc(one) && one.value.includes(ENTRY_TAG));
  return comment && wordsOf(comment.value.replace(ENTRY_TAG, ''));
}

/** The text of a node without its comments, and without the lines that they leave empty. */
export function textOf({ comments, text }: Source, { start, end }: Span): string {
  const inside = comments.filter((comment) => comment.start >= start && comment.end <= end);
  let from = start;
  let bare = '';
  for (const comment of inside) {
    bare += text.slice(from, comment.start);
    from = comment.end;
  }
  return inside.length === 0
    ? text.slice(start, end)
    : (bare + text.slice(from, end)).replaceAll(/\n(?:[ \t]*\n)+/g, '\n');
}

function isDoc({ type, value }: Comment): boolean {
  return type === 'Block' && value.startsWith('*');
}

function wordsOf(comment: string): string | undefined {
  const lines = comment
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  return lines.join('\n').trim() || undefined;
}
