import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** What stands under a path: a file's content, a folder that wants its slash, or nothing. */
export type Found =
  | { readonly kind: 'file'; readonly type: string; readonly etag: string; readonly body: Buffer }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'nothing' };

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.yml': 'text/yaml',
};
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EISDIR']);

/** Looks a decoded path up under the root; a symlink that leads out of the root finds nothing. */
export async function findFile(root: string, path: string): Promise<Found> {
  try {
    return await lookUp(root, path);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) {
      return { kind: 'nothing' };
    }
    throw error;
  }
}

async function lookUp(root: string, path: string): Promise<Found> {
  const wantsFolder = path.endsWith('/');
  const [base, file] = await Promise.all([realpath(root), realpath(join(root, path))]);
  if (file !== base && !file.startsWith(base + sep)) {
    return { kind: 'nothing' };
  }
  const isFolder = (await stat(file)).isDirectory();
  if (isFolder && !wantsFolder) {
    return { kind: 'redirect', to: `${path.split('/').map(encodeURIComponent).join('/')}/` };
  }
  if (isFolder) {
    return lookUp(root, join(path, 'index.html'));
  }
  return wantsFolder ? { kind: 'nothing' } : read(file);
}

/** The tag is of the content, read anew each time: two writes within one tick of the file clock must differ. */
async function read(file: string): Promise<Found> {
  const body = await readFile(file);
  const etag = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const type = TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
  return { kind: 'file', type, etag, body };
}
