/** A request target as read: the path to look up, or the status that answers it at once. */
export type RequestTarget = {
  /** The path as it stood on the wire, without the query. */
  readonly raw: string;
  readonly query: string;
} & (
  | { readonly ok: true; /** Decoded once, no `.` or `..` in it. */ readonly path: string }
  | { readonly ok: false; readonly status: 400 | 404 }
);

const PERCENT_WITHOUT_HEX = /%(?![\da-f]{2})/i;

/**
 * Reads a request target as nginx does: a `%` without two hex digits, a NUL and a path that climbs above the root
 * are 400. Where a raw `%` is let through (`rejectRawPercent: false`) it stands for itself.
 */
export function readRequestTarget(target: string, rejectRawPercent: boolean): RequestTarget {
  const [raw = '', query = ''] = splitOnce(target.split('#')[0] ?? '', '?');
  if (!raw.startsWith('/') || (rejectRawPercent && PERCENT_WITHOUT_HEX.test(raw))) {
    return { ok: false, raw, query, status: 400 };
  }
  const decoded = decodeOnce(raw);
  if (decoded === undefined || decoded.includes('\\')) {
    return { ok: false, raw, query, status: 404 };
  }
  const path = decoded.includes('\0') ? undefined : withoutDots(decoded);
  return path === undefined
    ? { ok: false, raw, query, status: 400 }
    : { ok: true, raw, query, path };
}

function splitOnce(text: string, by: string): readonly string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + by.length)];
}

/** Bytes that are no UTF-8 name no file of ours. */
function decodeOnce(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replaceAll(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    return undefined;
  }
}

/** Runs after decoding, so that `%2e%2e%2f` climbs no further than `../` does. */
function withoutDots(path: string): string | undefined {
  const kept: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..' && kept.pop() === undefined) {
      return undefined;
    }
    if (segment !== '..' && segment !== '.') {
      kept.push(segment);
    }
  }
  const isFolder = /\/\.{0,2}$/.test(path);
  const joined = kept.filter((segment) => segment !== '').join('/');
  return `/${joined}${isFolder && joined !== '' ? '/' : ''}`;
}
