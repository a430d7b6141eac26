/** Text for between tags: escaped, and without the characters that XML 1.0 forbids. */
export function escapeText(text: string): string {
  return allowed(text).replaceAll(/[&<>\r]/g, escaped);
}

/** Text for inside double quotes; line ends and tabs are kept as references, or readers would see spaces. */
export function escapeAttribute(text: string): string {
  return allowed(text).replaceAll(/[&<>"\r\n\t]/g, escaped);
}

/** `name="value"` pairs in their order, those without a value left out. */
export function attributesXml(pairs: readonly (readonly [string, string | undefined])[]): string {
  return pairs
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${escapeAttribute(value)}"`],
    )
    .join('');
}

/** XML 1.0, production 2. Half a surrogate pair is no character either. */
function allowed(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(character: string): string {
  return ENTITIES[character] ?? `&#${character.codePointAt(0)};`;
}
