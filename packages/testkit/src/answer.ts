import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';

import type { Found } from './static-file.ts';

/** One response, whole: what is sent unless a failure was asked for. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const COMPRESSED = /^(?:text\/|application\/(?:xml|json|javascript)|image\/svg)/;
const TITLES: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  404: 'Page not found &middot; GitHub Pages',
  405: '405 Not Allowed',
};

/** A page as hosts send it in place of a file: HTML, whatever was asked for. */
export function errorPage(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  const title = TITLES[status] ?? `${status}`;
  const body = `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body><h1>${status}</h1></body>\n</html>\n`;
  const type = 'text/html; charset=utf-8';
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

/** Answers for what was found: whole, 304, one range (several are answered whole), or gzipped. */
export function answerFor(found: Found, asked: IncomingHttpHeaders, maxAgeSeconds: number): Answer {
  if (found.kind === 'nothing') {
    return errorPage(404);
  }
  if (found.kind === 'redirect') {
    return errorPage(301, { location: found.to });
  }
  const zip = COMPRESSED.test(found.type) && asked.range === undefined && takesGzip(asked);
  // Two representations, two strong tags (RFC 9110, 8.8.3.3).
  const etag = `"${found.etag}${zip ? '-gzip' : ''}"`;
  const headers = {
    'cache-control': `max-age=${maxAgeSeconds}`,
    etag,
    vary: 'Accept-Encoding',
    'accept-ranges': 'bytes',
  };
  if (isKnown(asked['if-none-match'], etag)) {
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  const typed = { ...headers, 'content-type': found.type };
  if (zip) {
    const encoded = { ...typed, 'content-encoding': 'gzip' };
    return { status: 200, headers: encoded, body: gzipSync(found.body) };
  }
  const ranged = asked['if-range'] === undefined || asked['if-range'] === etag;
  return ranged && asked.range !== undefined
    ? part(found.body, asked.range, typed)
    : { status: 200, headers: typed, body: found.body };
}

function takesGzip(asked: IncomingHttpHeaders): boolean {
  const accepted = asked['accept-encoding'] ?? '';
  return /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);
}

/** Weak comparison, as If-None-Match wants it (RFC 9110, 13.1.2). */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

function part(body: Buffer, range: string, headers: Readonly<Record<string, string>>): Answer {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range.trim());
  const [first = '', last = ''] = asked?.slice(1) ?? [];
  if (asked === null || (first === '' && last === '')) {
    return { status: 200, headers, body };
  }
  const start = first === '' ? Math.max(0, body.length - Number(last)) : Number(first);
  const end =
    first === '' || last === '' ? body.length - 1 : Math.min(Number(last), body.length - 1);
  if (start > end) {
    return errorPage(416, { 'content-range': `bytes */${body.length}` });
  }
  const stated = { ...headers, 'content-range': `bytes ${start}-${end}/${body.length}` };
  return { status: 206, headers: stated, body: body.subarray(start, end + 1) };
}
