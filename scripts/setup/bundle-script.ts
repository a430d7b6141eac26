import { createRequire } from 'node:module';

interface Esbuild {
  readonly build: (options: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** Bundles one file for Electron's main process, from source; by the demo's own bundler. */
export async function bundleScript(entry: string, outfile: string): Promise<void> {
  const { build } = createRequire(import.meta.resolve('@phasegate/demo'))('esbuild') as Esbuild;
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    conditions: ['source'],
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    external: ['electron'],
    logLevel: 'warning',
  });
}
