import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder, until } from '@phasegate/testkit';
import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';
import type { CommandResult } from './run-command.ts';
import { wrapAsAppImage } from './self-extracting.ts';
import type { WrapOptions, WrappedApp } from './self-extracting.ts';

const reporting = `#!/bin/sh
here=$(dirname "$0")
echo "appimage=$APPIMAGE"
echo "version=$(cat "$here/resources/version.txt")"
for arg; do echo "arg=$arg"; done
`;

interface Shop {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  wrap(version: string, more?: Partial<WrapOptions>): Promise<WrappedApp>;
  run(file: string, args?: readonly string[], env?: NodeJS.ProcessEnv): Promise<CommandResult>;
}

async function shop(program = reporting): Promise<Shop> {
  const home = await temporaryFolder();
  const temp = path.join(home, 'temp folder');
  await mkdir(temp);
  const env = { PATH: process.env['PATH'], TMPDIR: temp };
  return {
    home,
    env,
    async wrap(version, more = {}) {
      const appDir = path.join(home, `app-${version}`);
      await mkdir(path.join(appDir, 'resources'), { recursive: true });
      await writeFile(path.join(appDir, 'tiny-app'), program, { mode: 0o755 });
      await writeFile(path.join(appDir, 'shared.pak'), 'the same in every version');
      await writeFile(path.join(appDir, 'resources/version.txt'), version);
      const out = path.join(home, `${version}.AppImage`);
      return wrapAsAppImage({ appDir, executableName: 'tiny-app', out, ...more });
    },
    run: (file, args = [], more = {}) => runCommand(file, args, { env: { ...env, ...more } }),
  };
}

const appsIn = async ({ env }: Shop): Promise<string> =>
  path.join(env['TMPDIR'] ?? '', (await readdir(env['TMPDIR'] ?? ''))[0] ?? '');

describe('a self-extracting app', () => {
  it('runs its app with the sandbox switches, its own arguments and those of the start', async () => {
    const app = await shop();
    const { path: file } = await app.wrap('1.0.0', { extraArgs: ["it's", '--a b'] });
    const { stdout, code } = await app.run(file, ['--notes=x y', '$HOME', '']);
    expect([code, stdout]).toEqual([
      0,
      `appimage=${file}\nversion=1.0.0\narg=--no-sandbox\narg=--disable-gpu\narg=it's\narg=--a b\narg=--notes=x y\narg=$HOME\narg=\n`,
    ]);
  });

  it('gives the length and sha512 of the file it wrote, and equal bytes for equal contents', async () => {
    const app = await shop();
    const one = await app.wrap('1.0.0');
    const bytes = await readFile(one.path);
    expect(one).toMatchObject({
      length: bytes.length,
      sha512: createHash('sha512').update(bytes).digest('base64'),
    });
    const again = await app.wrap('1.0.0', { out: path.join(app.home, 'again.AppImage') });
    expect(again.sha512).toBe(one.sha512);
    expect((await app.wrap('1.0.1')).sha512).not.toBe(one.sha512);
  });

  it('sets APPIMAGE to the real file, also when started through a link', async () => {
    const app = await shop();
    const { path: file } = await app.wrap('1.0.0');
    const link = path.join(app.home, 'link');
    await symlink(file, link);
    expect((await app.run(link)).stdout).toContain(`appimage=${file}\n`);
  });

  it('unpacks once for each content, whole, also when many start at once', async () => {
    const app = await shop();
    const { path: file } = await app.wrap('1.0.0');
    const runs = await Promise.all(Array.from({ length: 6 }, () => app.run(file)));
    expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(runs[0]?.stdout).toContain('version=1.0.0');
    await app.run(file);
    expect(await readdir(await appsIn(app))).toHaveLength(1);
    await app.run((await app.wrap('1.1.0')).path);
    expect(await readdir(await appsIn(app))).toHaveLength(2);
  });

  it('goes on running its own version while the file is replaced, and the next start is the new one', async () => {
    const waiting = `#!/bin/sh\nhere=$(dirname "$0")\necho started\nread -r line\ncat "$here/resources/version.txt"\n`;
    const app = await shop(waiting);
    const file = path.join(app.home, 'notes.AppImage');
    await rename((await app.wrap('1.0.0')).path, file);
    const update = await app.wrap('1.1.0');
    const child = spawn(file, { env: app.env, stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(() => said.includes('started'));
    // As electron-updater does it: unlink, then move the download to the same name.
    await rm(file);
    await rename(update.path, file);
    child.stdin.end('go\n');
    await once(child, 'close');
    expect(said).toBe('started\n1.0.0');
    expect((await app.run(file)).stdout).toBe('started\n1.1.0');
  });

  it('ends at once when electron-updater only installs and does not want a start', async () => {
    const app = await shop();
    const { path: file } = await app.wrap('1.0.0');
    const result = await app.run(file, [], { APPIMAGE_EXIT_AFTER_INSTALL: 'true' });
    expect(result).toMatchObject({ code: 0, stdout: '' });
  });

  it('refuses a folder for unpacked apps that is somebody else’s link', async () => {
    const app = await shop();
    const { path: file } = await app.wrap('1.0.0');
    const theirs = await temporaryFolder();
    const uid = process.getuid?.() ?? 0;
    await symlink(theirs, path.join(app.env['TMPDIR'] ?? '', `phasegate-apps-${uid}`));
    const result = await app.run(file);
    expect(result).toMatchObject({ code: 70, stdout: '' });
    expect(result.stderr).toContain('belongs to somebody else');
    expect(await readdir(theirs)).toEqual([]);
  });
});

describe('a self-extracting app that refers to a runtime', () => {
  async function withRuntime(): Promise<{ app: Shop; runtimeDir: string }> {
    const app = await shop();
    const runtimeDir = path.join(app.home, 'runtime');
    await mkdir(path.join(runtimeDir, 'resources'), { recursive: true });
    await writeFile(path.join(runtimeDir, 'electron'), reporting, { mode: 0o755 });
    await writeFile(path.join(runtimeDir, 'shared.pak'), 'the same in every version');
    await writeFile(path.join(runtimeDir, 'resources/version.txt'), '1.0.0');
    return { app, runtimeDir };
  }

  it('carries its resources and links to the rest', async () => {
    const { app, runtimeDir } = await withRuntime();
    const { path: file } = await app.wrap('1.0.0', { runtimeDir });
    await rm(path.join(runtimeDir, 'resources'), { recursive: true });
    expect((await app.run(file)).stdout).toContain('version=1.0.0');
    const bytes = await readFile(file, 'latin1');
    expect(bytes).not.toContain('the same in every version');
    const [unpacked] = await readdir(await appsIn(app));
    const shared = path.join(await appsIn(app), unpacked ?? '', 'shared.pak');
    expect(await readFile(shared, 'utf8')).toBe('the same in every version');
  });

  it('carries a file that differs from the runtime’s in content alone', async () => {
    const { app, runtimeDir } = await withRuntime();
    await writeFile(path.join(runtimeDir, 'shared.pak'), 'the same in Every version');
    const { path: file } = await app.wrap('1.0.0', { runtimeDir });
    expect(await readFile(file, 'latin1')).toContain('the same in every version');
  });

  it('is not taken for another one that refers to another program and is the same in everything else', async () => {
    const { app, runtimeDir } = await withRuntime();
    const one = await app.wrap('1.0.0', { runtimeDir });
    const other = `${reporting}echo fused\n`;
    const appDir = path.join(app.home, 'app-1.0.0');
    const program = path.join(app.home, 'fused');
    for (const file of [program, path.join(appDir, 'tiny-app')]) {
      await writeFile(file, other, { mode: 0o755 });
    }
    const out = path.join(app.home, 'fused.AppImage');
    await wrapAsAppImage({ appDir, executableName: 'tiny-app', out, runtimeDir, program });
    expect((await app.run(one.path)).stdout).not.toContain('fused\n');
    expect((await app.run(out)).stdout).toContain('fused\n');
  });

  it('says so when the runtime is gone, and keeps nothing half unpacked', async () => {
    const { app, runtimeDir } = await withRuntime();
    const { path: file } = await app.wrap('1.0.0', { runtimeDir });
    await rm(runtimeDir, { recursive: true });
    const result = await app.run(file);
    expect([result.code, result.stdout]).toEqual([70, '']);
    expect(result.stderr).toContain(
      `the Electron it was built with is gone: ${runtimeDir}/electron`,
    );
    expect(await readdir(await appsIn(app))).toEqual([]);
  });
});
