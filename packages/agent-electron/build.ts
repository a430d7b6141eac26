import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));

/** What every bundle of the SDK is built with: it runs in Electron 25 (Node 18.15, Chromium 114) and up. */
const shared: BuildOptions = {
  absWorkingDir: here,
  bundle: true,
  conditions: ['source'],
  target: ['es2022', 'node18'],
  sourcemap: 'linked',
  legalComments: 'inline',
  logLevel: 'warning',
};

const main: BuildOptions = {
  ...shared,
  entryPoints: ['src/main/index.ts'],
  platform: 'node',
  external: ['electron', 'electron-updater'],
};
const renderer: BuildOptions = {
  ...shared,
  entryPoints: ['src/renderer/index.ts'],
  platform: 'browser',
  target: ['es2022', 'chrome114'],
};

const react: BuildOptions = {
  ...renderer,
  entryPoints: ['src/react/index.ts'],
  external: ['react'],
};

/** Builds the eight bundles into `dist`; the types beside them are tsc's. */
export async function buildAgentElectron(outdir: string = path.join(here, 'dist')): Promise<void> {
  await Promise.all([
    build({
      ...main,
      format: 'cjs',
      outfile: path.join(outdir, 'main.cjs'),
      // `import()` does not read from asar archives in Electron 25; `require` does.
      supported: { 'dynamic-import': false },
      logOverride: { 'empty-import-meta': 'silent' },
    }),
    build({
      ...main,
      format: 'esm',
      outfile: path.join(outdir, 'main.mjs'),
      // CommonJS packages inside the bundle require Node's own modules.
      banner: {
        js: "import { createRequire as phasegateRequire } from 'node:module'; const require = phasegateRequire(import.meta.url);",
      },
    }),
    buildSandboxed('preload', outdir),
    buildSandboxed('diagnostics', outdir),
    build({ ...renderer, format: 'esm', outfile: path.join(outdir, 'renderer.mjs') }),
    build({ ...renderer, format: 'cjs', outfile: path.join(outdir, 'renderer.cjs') }),
    build({ ...react, format: 'esm', outfile: path.join(outdir, 'react.mjs') }),
    build({ ...react, format: 'cjs', outfile: path.join(outdir, 'react.cjs') }),
  ]);
}

/** One CommonJS file that requires nothing but `electron`, as sandboxed preloads must. */
async function buildSandboxed(name: 'preload' | 'diagnostics', outdir: string): Promise<void> {
  await build({
    ...shared,
    entryPoints: [`src/${name}/index.ts`],
    platform: 'node',
    format: 'cjs',
    external: ['electron'],
    outfile: path.join(outdir, `${name}.cjs`),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAgentElectron();
}
