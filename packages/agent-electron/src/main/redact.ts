/** Takes out of a text what must not leave the machine with it. */
export type Redact = (text: string) => string;

/**
 * Leaves out credentials and queries of addresses, which may hold tokens, whatever calls itself one, and random ids; of a
 * whole sha256, as machine ids and key ids are, eight digits stay.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#@"']*@/gi, '$1(hidden)@')
    .replace(/(\b[a-z][a-z\d+.-]*:\/\/[^\s?#"']*)\?[^\s#"']+/gi, '$1?(hidden)')
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '(id)')
    .replace(/\b([\da-f]{8})[\da-f]{56}\b/gi, '$1…')
    .replace(/\b(bearer|basic)\s+[\w~+/.=-]{8,}/gi, '$1 (hidden)')
    .replace(
      /\b([\w-]*(?:token|secret|password|passwd|api-?key))(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
      '$1$2(hidden)',
    );
}

/** {@link withoutSecrets}, with the home folder written as `~` in every way that paths are written. */
export function redactor(home: string): Redact {
  const slashes = home.replaceAll('\\', '/');
  const spellings = [home, JSON.stringify(home).slice(1, -1), slashes, encodeURI(slashes)];
  const longest = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longest
      .map((one) => `${one.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)}(?![\\w-])`)
      .join('|'),
    'gi',
  );
  // The home of a system account can be the root folder itself, which is in every path.
  const hides = home.replaceAll(/[/\\.:]/g, '').length > 1;
  return (text) => withoutSecrets(hides ? text.replace(pattern, '~') : text);
}
