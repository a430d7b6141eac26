import { copyFile, link, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';

/** An Electron of a test's own, and the folder whose app it starts. */
export interface RuntimeCopy {
  readonly executable: string;
  readonly app: string;
}

/** Electron starts what lies in `resources/app` beside its program; the cached runtime itself stays untouched. */
export async function layOutRuntime(folder: string, dist: string): Promise<RuntimeCopy> {
  const runtime = path.join(folder, 'runtime');
  const app = path.join(runtime, 'resources/app');
  await mkdir(app, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== 'resources' && name !== 'electron') {
      await symlink(path.join(dist, name), path.join(runtime, name));
    }
  }
  const executable = path.join(runtime, 'electron');
  const own = path.join(dist, 'electron');
  await link(own, executable).catch(() => copyFile(own, executable));
  return { executable, app };
}
