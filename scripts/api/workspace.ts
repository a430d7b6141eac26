import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Target = string | { readonly [condition: string]: Target };

/** What is read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly exports?: { readonly [subpath: string]: Target };
}

/** One way into a package: what an app writes in its import, and the source behind it. */
export interface Entry {
  readonly specifier: string;
  readonly file: string;
  readonly esm: boolean;
  readonly cjs: boolean;
}

/** The entries of the package in `folder`, in the order of its package.json; files that are no modules are left out. */
export function entriesOf(folder: string): readonly Entry[] {
  const { name, exports = {} } = readManifest(folder);
  return Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string' || typeof target['source'] !== 'string') {
      return [];
    }
    return {
      specifier: path.posix.join(name, subpath),
      file: path.join(folder, target['source']),
      esm: 'import' in target || 'default' in target,
      cjs: 'require' in target || 'default' in target,
    };
  });
}

/** Finds the source behind an import, in the same package or in another one of ours; `undefined` elsewhere. */
export type Locate = (specifier: string, from: string) => string | undefined;

/** How imports are found in the packages that are the folders of `parent`. */
export function locateIn(parent: string): Locate {
  const files = new Map<string, string>();
  for (const folder of readdirSync(parent)) {
    for (const { specifier, file } of entriesOf(path.join(parent, folder))) {
      files.set(specifier, file);
    }
  }
  return (specifier, from) =>
    specifier.startsWith('.') ? path.resolve(path.dirname(from), specifier) : files.get(specifier);
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
