/** Whether a source of health is a web address; anything else names a file. */
export function isAddress(source: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(source);
}

/** A file, https, or http on this machine; a verdict that anybody on the way can write is none. */
export function localOrHttps(source: string): boolean {
  if (!isAddress(source)) {
    return !source.includes('\0');
  }
  if (!URL.canParse(source)) {
    return false;
  }
  const { protocol, hostname, username, password } = new URL(source);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const secret = username !== '' || password !== '';
  return !secret && (protocol === 'https:' || (protocol === 'http:' && here));
}
