import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every file of a folder, by its path in it; git's own are left out. */
export async function textsBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !name.startsWith('.git/'));
  const texts = names.map(
    async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
