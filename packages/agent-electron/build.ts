import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Where an entry's code runs: Electron's main process or Node, a sandboxed preload, a page. */
type Place = 'node' | 'preload' | 'page';

/** Every entry of package.json's `exports`: `src/NAME/index.ts`, built as `dist/NAME.cjs` and `.mjs`. */
const ENTRIES: Readonly<Record<string, Place>> = {
  main: 'node',
  preload: 'preload',
  diagnostics: 'preload',
  renderer: 'page',
  react: 'page',
  testing: 'node',
};

/** What every bundle of the SDK is built with: it runs in Electron 25 (Node 18.15, Chromium 114) and up. */
const shared: BuildOptions = {
  absWorkingDir: here,
  bundle: true,
  conditions: ['source'],
  sourcemap: 'linked',
  legalComments: 'inline',
  logLevel: 'warning',
};
const node: BuildOptions = {
  ...shared,
  platform: 'node',
  target: ['es2022', 'node18'],
  // Of xml2js only the parser is used; its builder would be half as much again as all of our own code.
  alias: { xml2js: requireOfAppcast().resolve('xml2js/lib/parser') },
};
const page: BuildOptions = { ...shared, platform: 'browser', target: ['es2022', 'chrome114'] };

function requireOfAppcast(): NodeJS.Require {
  return createRequire(path.join(here, '../appcast/package.json'));
}

/** Builds every bundle and the types beside it into `dist`; nothing in them imports a package of ours. */
export async function buildAgentElectron(outdir: string = path.join(here, 'dist')): Promise<void> {
  const external = await notBundled();
  await removeBundles(outdir);
  await Promise.all([
    ...Object.entries(ENTRIES).flatMap(([name, place]) =>
      bundlesOf(name, place, external).map((one) =>
        build({ ...one, outfile: path.join(outdir, one.outfile) }),
      ),
    ),
    ...(['mts', 'cts'] as const).map((extension) => buildTypes(outdir, extension, external)),
  ]);
}

/** An entry that is gone or renamed must not be published for ever; what tsc keeps in folders stays. */
async function removeBundles(outdir: string): Promise<void> {
  const names = await readdir(outdir).catch(() => []);
  const bundles = names.filter((name) => /\.[cm](?:js|ts)(?:\.map)?$/.test(name));
  await Promise.all(bundles.map((name) => rm(path.join(outdir, name))));
}

/** What the app brings itself or npm installs beside us; our own packages are bundled. */
async function notBundled(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8')) as {
    readonly dependencies: object;
    readonly peerDependencies: object;
  };
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

type Bundle = BuildOptions & { readonly outfile: string };

function bundlesOf(name: string, place: Place, external: readonly string[]): readonly Bundle[] {
  const entry = { entryPoints: [`src/${name}/index.ts`], external: [...external] };
  if (place === 'page') {
    return [
      { ...page, ...entry, format: 'esm', outfile: `${name}.mjs` },
      { ...page, ...entry, format: 'cjs', outfile: `${name}.cjs` },
    ];
  }
  const cjs: Bundle = {
    ...node,
    ...entry,
    format: 'cjs',
    outfile: `${name}.cjs`,
    // `import()` does not read from asar archives in Electron 25; `require` does.
    supported: { 'dynamic-import': false },
    logOverride: { 'empty-import-meta': 'silent' },
  };
  if (place === 'preload') {
    // One file that requires nothing but `electron`, as sandboxed preloads must, by a name that no app gives its own.
    return [{ ...cjs, external: ['electron'], outfile: `phasegate-${name}.cjs` }];
  }
  return [
    cjs,
    { ...node, ...entry, format: 'esm', outfile: `${name}.mjs`, banner: { js: REQUIRE } },
  ];
}

/** CommonJS packages inside an ESM bundle require Node's own modules. */
const REQUIRE =
  "import { createRequire as phasegateRequire } from 'node:module'; const require = phasegateRequire(import.meta.url);";

/**
 * The declarations of every entry, with those of our own packages in a file that they share: a type is the same one in
 * `/main` and in `/testing`.
 */
async function buildTypes(
  outdir: string,
  extension: 'mts' | 'cts',
  external: readonly string[],
): Promise<void> {
  const bundle = await rolldown({
    cwd: here,
    input: Object.fromEntries(Object.keys(ENTRIES).map((name) => [name, `src/${name}/index.ts`])),
    resolve: { conditionNames: ['source', 'types', 'import'] },
    external: [...external, /^node:/],
    plugins: [dts({ dtsOnly: true, generator: 'oxc', tsconfig: false })],
  });
  await bundle.write({
    dir: outdir,
    format: 'es',
    entryFileNames: `[name].d.${extension}`,
    chunkFileNames: `shared.d.${extension}`,
  });
  await bundle.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAgentElectron();
}
