import type { Bindings } from './namespaces.ts';
import type { Place } from './outline.ts';
import type { Splice } from './splice.ts';

/** One attribute as it stands in a start tag; offsets in the text. */
export interface TagAttribute {
  readonly prefix: string;
  readonly local: string;
  /** The white space before it. */
  readonly start: number;
  readonly valueStart: number;
  /** After the closing quote. */
  readonly end: number;
  /** With its quotes, escapes as written. */
  readonly quoted: string;
}

// Only for tags that the guard has let through: there every attribute is `name = "value"`.
const ATTRIBUTE = /\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g;

/** The attributes of an element's start tag, in order. */
export function attributesAt(text: string, { start, openEnd }: Place): readonly TagAttribute[] {
  return [...text.slice(start, openEnd).matchAll(ATTRIBUTE)].map((found) => {
    const [whole, name = '', quoted = ''] = found;
    const [local = '', prefix = ''] = name.split(':').reverse();
    const end = start + found.index + whole.length;
    return {
      prefix,
      local,
      start: start + found.index,
      valueStart: end - quoted.length,
      end,
      quoted,
    };
  });
}

/** The attribute of one name. */
export function findAttribute(
  attributes: readonly TagAttribute[],
  bindings: Bindings,
  wanted: { readonly local: string; readonly uri: string },
): TagAttribute | undefined {
  return attributes.find(
    ({ prefix, local }) =>
      local === wanted.local && (prefix === '' ? '' : bindings.get(prefix)) === wanted.uri,
  );
}

/** Where one more attribute goes: after the last one, or after the element's name. */
export function endOfAttributes(text: string, place: Place): number {
  const last = attributesAt(text, place).at(-1);
  const name = /^<[^\s/>]+/.exec(text.slice(place.start, place.openEnd))?.[0] ?? '';
  return last?.end ?? place.start + name.length;
}

/** Another value for an attribute; the rest of the tag stays as it is. */
export function newValue({ valueStart, end }: TagAttribute, quoted: string): Splice {
  return { start: valueStart, end, text: quoted };
}

/** The file's own prefix for a namespace, or one to declare on the element that is written. */
export function prefixFor(
  bindings: Bindings,
  uri: string,
  wish: string,
): { readonly prefix: string; readonly declaration: string } {
  const bound = [...bindings].filter(([prefix, meaning]) => prefix !== '' && meaning === uri);
  const own = bound.find(([prefix]) => prefix === wish) ?? bound[0];
  if (own !== undefined) {
    return { prefix: own[0], declaration: '' };
  }
  let prefix = wish;
  for (let number = 1; bindings.has(prefix); number += 1) {
    prefix = `${wish}${number}`;
  }
  return { prefix, declaration: ` xmlns:${prefix}="${uri}"` };
}
