/** Names of this machine itself, as URLs write them. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether an address may be fetched: https, or http to this machine itself where the app allows that. */
export function isSafeAddress(address: string, allowLoopbackHttp: boolean): boolean {
  const url = parseUrl(address);
  if (url === undefined) {
    return false;
  }
  const loopback =
    allowLoopbackHttp && url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname);
  return url.protocol === 'https:' || loopback;
}

/** Whether a text can be the URL of an `updates` folder: a safe address without credentials, query or fragment. */
export function isFeedBase(text: string, allowLoopbackHttp: boolean): boolean {
  const url = parseUrl(text);
  return (
    url !== undefined &&
    isSafeAddress(text, allowLoopbackHttp) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '')
  );
}

/** Reads a URL; anything else is `undefined`. (`URL.canParse` came after Electron 25.) */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Whether a person may be sent there: https, with a host, and without credentials, which can look like one. */
export function isWebLink(address: string): boolean {
  const url = parseUrl(address);
  return (
    url !== undefined &&
    url.protocol === 'https:' &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === ''
  );
}
