import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const shared: BuildOptions = {
  bundle: true,
  conditions: ['source'],
  external: ['electron'],
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
};
const node: BuildOptions = {
  ...shared,
  absWorkingDir: import.meta.dirname,
  platform: 'node',
  target: 'node18',
  supported: { 'dynamic-import': false },
};

const SDK_PRELOAD = '@phasegate/agent-electron/preload';

/** Bundles the app in `bundled/` into a folder; of the SDK only the preload may lie there as a file of its own. */
export async function bundleApp(out: string, preloadBeside: boolean): Promise<void> {
  const source = (name: string): string => path.join(import.meta.dirname, 'bundled', name);
  const to = (name: string): string => path.join(out, name);
  await Promise.all([
    build({ ...node, entryPoints: [source('main.cjs')], outfile: to('main.cjs') }),
    build({ ...node, entryPoints: [source('preload.cjs')], outfile: to('app-preload.cjs') }),
    ...(preloadBeside
      ? [build({ ...node, entryPoints: [SDK_PRELOAD], outfile: to('phasegate-preload.cjs') })]
      : [rm(to('phasegate-preload.cjs'), { force: true })]),
    build({ ...shared, entryPoints: [source('renderer.cjs')], outfile: to('renderer.js') }),
    writeFile(
      to('package.json'),
      '{"name":"bundled","version":"1.0.0","main":"main.cjs","license":"MIT"}',
    ),
    writeFile(to('index.html'), PAGE),
  ]);
}

const PAGE = `<!doctype html>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'self'" />
<title>Bundled</title>
<phasegate-notice></phasegate-notice>
<script src="renderer.js"></script>
`;
