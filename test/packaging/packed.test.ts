import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { packTarballs, publishedPackages, succeeded } from '@phasegate/scripts/stage/tarballs';
import type { Tarball } from '@phasegate/scripts/stage/tarballs';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFresh } from './fresh-folder.ts';
import type { FreshFolder } from './fresh-folder.ts';

// What a developer gets from the registry: the tarballs themselves, linted and then used outside the repository.
const root = path.resolve(import.meta.dirname, '../..');
const published = await publishedPackages();
const libraries = published.filter(({ folder }) => folder.startsWith('packages/'));
let folder: string;
let tarballs: readonly Tarball[];
let fresh: FreshFolder;

beforeAll(async () => {
  folder = await temporaryFolder('packed');
  tarballs = await packTarballs(folder);
  fresh = await installFresh(path.join(folder, 'app'), tarballs);
}, 240_000);

afterAll(() => removeFolder(folder));

async function bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = tarballs.find((one) => one.name === name)?.path ?? name;
  return new Uint8Array(await readFile(file));
}

/** The entries of a package as developers write them. */
async function entriesOf(one: {
  readonly name: string;
  readonly folder: string;
}): Promise<string[]> {
  const text = await readFile(path.join(root, one.folder, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => one.name + entry.slice(1));
}

/** The Node that started the tests, as a developer's build has one: 20 or newer, and often older than ours. */
async function olderNode(): Promise<{ node: string; env: NodeJS.ProcessEnv; old: boolean }> {
  const own = path.join('node_modules', '.bin');
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((one) => !one.includes(own));
  const env = { ...process.env, PATH: folders.join(path.delimiter), NODE_OPTIONS: '' };
  const { stdout } = await succeeded('node', ['--version'], { env });
  return { node: 'node', env, old: Number.parseInt(stdout.slice(1), 10) < 24 };
}

describe('the packages as they are published', () => {
  it('are the ones that share a version', async () => {
    const config = await readFile(path.join(root, '.changeset/config.json'), 'utf8');
    const { fixed } = JSON.parse(config) as { fixed: readonly (readonly string[])[] };
    expect(published.map(({ name }) => name).sort()).toEqual(fixed.flat().sort());
  });

  it.each(published)('$name passes publint', async ({ name }) => {
    const { buffer: tarball } = await bytesOf(name);
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it.each(libraries)('$name has types that are right wherever it resolves', async ({ name }) => {
    const result = await checkPackage(createPackageFromTarballData(await bytesOf(name)));
    const problems = result.types === false ? ['no types'] : result.problems;
    // Entries are `exports` only, which TypeScript's retired `node10` resolution does not know; and all but
    // agent-electron are ES modules, on purpose.
    const expected = name === '@phasegate/agent-electron' ? [] : ['CJSResolvesToESM'];
    const left = problems.filter(
      (one) =>
        typeof one === 'string' ||
        (!expected.includes(one.kind) &&
          !(one.kind === 'NoResolution' && one.resolutionKind === 'node10')),
    );
    expect(left).toEqual([]);
  });

  it('hold neither sources nor conditions that lead to them, nor what only this repository needs', async () => {
    for (const { path: file } of tarballs) {
      const names = (await succeeded('tar', ['-tzf', file])).stdout.trim().split('\n');
      expect(names.filter((name) => /\/src\/|tsbuildinfo|\.test\.|\.fixture\./.test(name))).toEqual(
        [],
      );
      const { stdout } = await succeeded('tar', ['-xzOf', file, 'package/package.json']);
      expect(stdout).not.toMatch(/workspace:|"source"|devDependencies/);
    }
  });

  it('agent-electron asks for no other package of ours', async () => {
    const own = tarballs.find(({ name }) => name === '@phasegate/agent-electron')?.path ?? '';
    const { stdout } = await succeeded('tar', ['-xzOf', own, 'package/package.json']);
    const { dependencies, peerDependencies } = JSON.parse(stdout) as Record<string, object>;
    expect(Object.keys({ ...dependencies })).toEqual(['electron-updater']);
    expect(peerDependencies).toMatchObject({ electron: '>=25' });
  });
});

describe('in an empty folder, after npm install', () => {
  const pages = /\/(?:renderer|react)$/;

  it('every entry of agent-electron can be required and imported', async () => {
    const [own] = published.filter(({ name }) => name === '@phasegate/agent-electron');
    const entries = own === undefined ? [] : await entriesOf(own);
    const code = entries.filter((entry) => !pages.test(entry));
    expect(entries).toContain('@phasegate/agent-electron/testing');
    const required = code.map(
      (entry) => `console.log(Object.keys(require('${entry}')).join(' '));`,
    );
    const imported = code.map(
      (entry) =>
        `console.log(Object.keys(await import('${entry}')).filter((name) => !['default', 'module.exports'].includes(name)).join(' '));`,
    );
    const cjs = await fresh.run('entries.cjs', required.join('\n'));
    const esm = await fresh.run('entries.mjs', imported.join('\n'));
    expect(cjs).toContain('createUpdateAgent');
    expect(cjs).toContain('startFeedServer');
    const sorted = (said: string): string[] => said.split(/\s+/).sort();
    expect(sorted(esm)).toEqual(sorted(cjs));
  });

  it('every entry of the other libraries can be imported', async () => {
    const others = libraries.filter(({ name }) => name !== '@phasegate/agent-electron');
    const entries = (await Promise.all(others.map(entriesOf))).flat();
    const lines = entries.map(
      (entry) => `console.log(Object.keys(await import('${entry}')).length > 0);`,
    );
    const said = await fresh.run('libraries.mjs', lines.join('\n'));
    expect(said.split('\n')).toEqual(entries.map(() => 'true'));
  });

  it('the commands run', async () => {
    const bin = (name: string): string => path.join(fresh.folder, 'node_modules/.bin', name);
    for (const name of ['phasegate', 'phasegate-check', 'manage-rollout', 'rollback-release']) {
      const { stdout } = await succeeded(bin(name), ['--help'], { cwd: fresh.folder });
      expect(stdout).toContain('Usage');
    }
  });

  it('the hooks write their manifest on the Node of a build that is older than ours', async () => {
    const builds = await olderNode();
    const text = `
      import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
      import { afterAllArtifactBuild } from '@phasegate/cli/electron-builder';
      import Publisher from '@phasegate/cli/electron-forge';
      mkdirSync('out/make', { recursive: true });
      const path = process.cwd() + '/out/make/notes-arm64.deb';
      writeFileSync(path, 'notes');
      const version = '1.1.0';
      const platformToTargets = new Map();
      const configuration = { extraMetadata: { version } };
      const result = { outDir: process.cwd(), artifactPaths: [path], platformToTargets, configuration };
      await afterAllArtifactBuild(result);
      const made = { artifacts: [path], packageJSON: { version }, platform: 'linux', arch: 'arm64' };
      await new Publisher().publish({ makeResults: [made] });
      const files = ['.', 'out/make'].map((folder) => JSON.parse(readFileSync(folder + '/phasegate-release.json', 'utf8')).files);
      console.log(JSON.stringify(files.map(([file]) => file.file)));
      const asked = new Publisher({ repository: '.', urlBase: 'https://example.com' });
      await asked.publish({ makeResults: [made] }).catch((error) => console.log(error.message));
    `;
    await writeFile(path.join(fresh.folder, 'hooks.mjs'), text);
    const { stdout } = await succeeded(builds.node, ['hooks.mjs'], {
      cwd: fresh.folder,
      env: builds.env,
    });
    expect(stdout).toContain('["out/make/notes-arm64.deb","notes-arm64.deb"]');
    expect(stdout).toMatch(
      builds.old ? /release add needs Node 24 and this is v2[0-3]/ : /release add ended with/,
    );
  });

  it('the command line brings its completion, its manual page and the types of its config', async () => {
    const bin = path.join(fresh.folder, 'node_modules/.bin/phasegate');
    const config = `import { defineConfig } from '@phasegate/cli/config';
export default defineConfig({ app: 'com.example.notes', title: 'Notes', platforms: ['linux'] });`;
    await writeFile(path.join(fresh.folder, 'phasegate.config.mts'), config);
    // The tests' own pnpm says where its user stands; these stand in the new folder.
    const cwd = { cwd: fresh.folder, env: { INIT_CWD: fresh.folder } };
    expect((await succeeded(process.execPath, [bin, 'config', 'check'], cwd)).stdout).toContain(
      'is a config',
    );
    expect((await succeeded(process.execPath, [bin, 'completion', 'zsh'], cwd)).stdout).toContain(
      '#compdef',
    );
    const page = path.join(fresh.folder, 'node_modules/@phasegate/cli/man/phasegate.1');
    expect(await readFile(page, 'utf8')).toContain('.TH PHASEGATE 1');
    const node16 = { module: 'node16', moduleResolution: 'node16' } as const;
    await fresh.compile('phasegate.config.mts', config, node16);
    const typo = config.replace('platforms', 'phase: [5], platforms');
    await expect(fresh.compile('typo.mts', typo, node16)).rejects.toThrow(/phase/);
  });

  const five = `
    const updates = createUpdateAgent({ appId: 'com.example.notes', feedBase: 'https://example.com/updates', trust: 'unsigned' });
    const fake: UpdateAgent = createFakeAgent({ snapshot: snapshotWith('withdrawn', { severity: 'critical' }) });
    const started: Promise<void> = updates.start();
    const check: LastCheck | undefined = fake.snapshot()?.diagnostics.lastCheck;
    const store: UpdateStore = createUpdateStore();
    // @ts-expect-error: an option that is not one
    createUpdateAgent({ appId: 'com.example.notes', feed: '' });
    void [started, check, store];
  `;
  const imports = `
    import { createUpdateAgent, type LastCheck, type UpdateAgent } from '@phasegate/agent-electron/main';
    import '@phasegate/agent-electron/preload';
    import { createUpdateStore, type UpdateStore } from '@phasegate/agent-electron/renderer';
    import { createFakeAgent, snapshotWith } from '@phasegate/agent-electron/testing';
  `;

  it.each([
    ['node16, ES module', 'five-lines.mts', { module: 'node16', moduleResolution: 'node16' }],
    ['node16, CommonJS', 'five-lines.cts', { module: 'node16', moduleResolution: 'node16' }],
    ['bundler', 'five-lines.ts', { module: 'esnext', moduleResolution: 'bundler' }],
  ] as const)('the five lines compile under %s', (_, name, options) =>
    fresh.compile(name, imports + five, options),
  );
});
