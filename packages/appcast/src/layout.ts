/** How elements are set: the indentation of the first line, one step more, and the line end; `''` sets all in one line. */
export interface Layout {
  readonly indent: string;
  readonly step: string;
  readonly newline: string;
}

/** How an item or advisory stands in a feed of ours. */
export const OURS: Layout = { indent: '    ', step: '  ', newline: '\n' };

/** The same, one level deeper. */
export function deeper(layout: Layout): Layout {
  return { ...layout, indent: layout.indent + layout.step };
}

/** An element around others, each on its line; the first line is not indented, since it stands where it is put. */
export function block(
  layout: Layout,
  tags: readonly [string, string],
  inner: readonly string[],
): string {
  const { newline, indent, step } = layout;
  const margin = newline === '' ? '' : indent;
  const lines = inner.map((line) => `${newline}${newline === '' ? '' : margin + step}${line}`);
  return `${tags[0]}${lines.join('')}${newline}${margin}${tags[1]}`;
}

/** A start tag's second line of attributes, or the rest of its only line. */
export function wrapped(layout: Layout, attributes: string): string {
  if (attributes === '' || layout.newline === '') {
    return attributes;
  }
  return `${layout.newline}${layout.indent}${layout.step}${attributes.trimStart()}`;
}
