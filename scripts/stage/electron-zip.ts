import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Zip, ZipPassThrough } from 'fflate';
import { cachedFolder, cacheRoot } from '../setup/cache-folder.ts';
import type { ElectronRuntime } from '../setup/electron-runtime.ts';

/** What zip files call the system whose file modes they hold. */
const UNIX = 3;

/** A folder that holds the runtime as Electron's own releases are zipped, for `electronZipDir` of Electron's packager. */
export function electronZipFolder({ dist, version }: ElectronRuntime): Promise<string> {
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  return cachedFolder(cacheRoot(), `electron-zip-${version}`, (folder) => {
    zipFolder(dist, path.join(folder, name));
    return Promise.resolve();
  });
}

/** File by file, without compression: it is unpacked again at once. */
function zipFolder(from: string, to: string): void {
  const file = openSync(to, 'w');
  const zip = new Zip((error, chunk) => {
    if (error !== null) {
      throw error;
    }
    writeSync(file, chunk);
  });
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const source = path.join(from, name);
    const stats = statSync(source);
    if (stats.isFile()) {
      const entry = new ZipPassThrough(name);
      entry.os = UNIX;
      entry.attrs = stats.mode << 16;
      zip.add(entry);
      entry.push(readFileSync(source), true);
    }
  }
  zip.end();
  closeSync(file);
}
