import { x } from 'tinyexec';

/** A Python 3 of this machine. */
export interface Python {
  /** The interpreter itself: a version manager's shim in front of it would be measured with it. */
  readonly path: string;
  readonly version: string;
}

const ASK = 'import platform, sys; print(sys.executable); print(platform.python_version())';

/** Looks for `python3`; `undefined` where there is none that runs. */
export async function findPython(): Promise<Python | undefined> {
  try {
    const { exitCode, stdout } = await x('python3', ['-c', ASK]);
    const [path, version] = stdout.trim().split('\n');
    return exitCode === 0 && path !== undefined && version !== undefined
      ? { path, version }
      : undefined;
  } catch {
    return undefined;
  }
}
