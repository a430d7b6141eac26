import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildOptions, Plugin } from 'esbuild';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

const shared: BuildOptions = {
  absWorkingDir: folder,
  bundle: true,
  conditions: ['source'],
  logLevel: 'warning',
  minifySyntax: true,
};
const node: BuildOptions = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  external: ['electron'],
};

/** What else a bundle holds. */
export interface BundleOptions {
  /** The text of the root whose feeds the app believes; without it the app asks for no signatures. */
  readonly root?: string | undefined;
  /** A module that takes the place of the app's own code, `src/app.ts`: for a release that does not start. */
  readonly app?: string | undefined;
}

/**
 * Bundles the app into `outDir`, ready to be packaged: nothing is installed there. `package.json` carries `version`;
 * electron-builder's `extraMetadata.version` may name another one.
 */
export async function bundleDemo(
  outDir: string,
  version: string = '0.0.0',
  { root, app }: BundleOptions = {},
): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const out = (name: string): string => path.join(outDir, name);
  await Promise.all([
    build({
      ...node,
      entryPoints: ['src/main.ts'],
      outfile: out('main.cjs'),
      // In Electron 25 `import()` does not read from asar archives.
      supported: { 'dynamic-import': false },
      plugins: app === undefined ? [] : [inPlaceOfApp(app)],
      logOverride: { 'empty-import-meta': 'silent' },
    }),
    // The SDK looks for files of these names beside the bundle by itself.
    ...['preload', 'diagnostics'].map((name) =>
      build({
        ...node,
        entryPoints: [`@phasegate/agent-electron/${name}`],
        outfile: out(`phasegate-${name}.cjs`),
      }),
    ),
    build({ ...node, entryPoints: ['src/preload.ts'], outfile: out('notes-preload.cjs') }),
    build({
      ...shared,
      platform: 'browser',
      format: 'esm',
      target: 'chrome114',
      entryPoints: ['src/renderer/index.ts'],
      outfile: out('renderer.js'),
    }),
    cp(path.join(folder, 'src/renderer/index.html'), out('index.html')),
    cp(path.join(folder, 'src/renderer/notes.css'), out('notes.css')),
    writeFile(out('package.json'), packageJson(version)),
    root === undefined ? rm(out('root.json'), { force: true }) : writeFile(out('root.json'), root),
  ]);
}

function inPlaceOfApp(app: string): Plugin {
  return {
    name: 'in-place-of-app',
    setup: (bundling) => {
      bundling.onResolve({ filter: /^\.\/app\.ts$/ }, () => ({ path: app }));
    },
  };
}

function packageJson(version: string): string {
  const facts = {
    name: 'notes',
    productName: 'Notes',
    version,
    description: 'A small notes app that keeps itself up to date with Phasegate',
    author: 'Phasegate',
    license: 'MIT',
    main: 'main.cjs',
  };
  return `${JSON.stringify(facts, undefined, 2)}\n`;
}
