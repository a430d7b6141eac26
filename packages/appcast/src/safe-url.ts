/** Whether plain http is allowed to this machine itself (development only). */
export interface UrlRules {
  readonly allowLoopbackHttp?: boolean | undefined;
}

/**
 * Reads an address that may be fetched or opened: https, no user or password; `undefined` otherwise. Callers use
 * the normalised form that this returns and never the text of the feed, since browsers read more into a raw one.
 */
export function safeUrl(text: string, rules: UrlRules = {}): string | undefined {
  const url = parse(text);
  if (url === undefined || url.username !== '' || url.password !== '' || url.hostname === '') {
    return undefined;
  }
  const loopback = url.protocol === 'http:' && rules.allowLoopbackHttp === true && isLoopback(url);
  return url.protocol === 'https:' || loopback ? url.href : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
