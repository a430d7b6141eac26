import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder, until } from '@phasegate/testkit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBench } from './installers.fixture.ts';
import { dpkgRoot, hasTool, rpmRoot } from './real-packages.fixture.ts';
import type { Bench } from './installers.fixture.ts';
import {
  asUser,
  fakeProgram,
  recorded,
  recordingScript,
  standInElectron,
} from './updaters.fixture.ts';
import type { PlainApp } from './updaters.fixture.ts';

// electron-updater's updaters of Linux: packages up to the tool that is run, AppImages whole.
let bench: Bench;
let downloaded: Bench['downloaded'];

beforeAll(async () => {
  await standInElectron(await temporaryFolder('electron'));
});
beforeEach(async () => {
  bench = await openBench();
  ({ downloaded } = bench);
  vi.stubEnv('PATH', `${bench.bin}:/usr/bin:/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.close();
});

describe.skipIf(process.platform !== 'linux')('a package of the system', () => {
  const file = (app: PlainApp, name: string): string => path.join(app.pending, name);

  it.each([
    [true, ['relaunch', 'quit']],
    [false, ['quit']],
  ])(
    '(deb) is installed by dpkg as root, asked for by pkexec; restart: %s',
    async (restart, told) => {
      const { app, install } = await downloaded('DebUpdater');
      asUser(app);
      await fakeProgram(path.join(bench.bin, 'dpkg'), bench.record);
      await fakeProgram(path.join(bench.bin, 'pkexec'), bench.record, 'shift; exec "$@"');
      await install(restart);
      const command = `dpkg -i ${file(app, 'update-1.2.0.deb')}`;
      expect(await recorded(bench.record)).toEqual([
        `pkexec --disable-internal-agent /bin/bash -c ${command}`,
        command,
      ]);
      expect(app.told).toEqual(told);
    },
  );

  it('(deb) that dpkg refuses is a failed install, and the download stays', async () => {
    const { app, install, names } = await downloaded('DebUpdater');
    asUser(app);
    await fakeProgram(path.join(bench.bin, 'dpkg'), bench.record, 'exit 1');
    await fakeProgram(path.join(bench.bin, 'apt-get'), bench.record, 'exit 1');
    await fakeProgram(path.join(bench.bin, 'pkexec'), bench.record, 'shift; exec "$@"');
    await expect(install(true)).rejects.toMatchObject({ code: 'install-failed' });
    expect(app.told).toEqual([]);
    expect(await names('downloads')).toHaveLength(1);
    expect(await names('kept')).toEqual([]);
    expect(await readdir(app.pending)).toEqual([]);
  });

  it.each([
    [
      'zypper',
      'back',
      '--non-interactive --no-refresh install --oldpackage --allow-unsigned-rpm -f',
    ],
    ['zypper', 'forward', '--non-interactive --no-refresh install --allow-unsigned-rpm -f'],
    ['dnf', 'back', 'downgrade --nogpgcheck -y'],
    ['dnf', 'forward', 'install --nogpgcheck -y'],
    ['yum', 'back', 'downgrade --nogpgcheck -y'],
    ['rpm', 'back', '--oldpackage -Uvh --replacepkgs --replacefiles --nodeps'],
    ['rpm', 'forward', '-Uvh --replacepkgs --replacefiles --nodeps'],
  ] as const)('(rpm) is installed by %s on the way %s', async (tool, direction, words) => {
    vi.stubEnv('ELECTRON_BUILDER_LINUX_PACKAGE_MANAGER', tool);
    const { app, install } = await downloaded('RpmUpdater', { direction });
    asUser(app);
    await fakeProgram(path.join(bench.bin, tool), bench.record);
    await fakeProgram(path.join(bench.bin, 'pkexec'), bench.record, 'shift; exec "$@"');
    await install(true);
    const version = direction === 'back' ? '1.0.0' : '1.2.0';
    const [, called] = await recorded(bench.record);
    expect(called).toBe(`${tool} ${words} ${file(app, `update-${version}.rpm`)}`);
  });
});

const tools = [
  { name: 'dpkg', updater: 'DebUpdater', open: dpkgRoot, there: hasTool('dpkg', 'dpkg-deb') },
  { name: 'rpm', updater: 'RpmUpdater', open: rpmRoot, there: hasTool('rpm', 'rpmbuild') },
] as const;

for (const { name, updater, open, there } of tools) {
  describe.skipIf(!there)(`a real package of ${name}`, () => {
    it('is installed over an older one, and an older one over it on the way back', async () => {
      vi.stubEnv('ELECTRON_BUILDER_LINUX_PACKAGE_MANAGER', name);
      const { build: content, installed } = await open(bench.folder, bench.bin);
      const tool = path.join(bench.bin, 'pkexec');
      await fakeProgram(tool, bench.record, 'shift; exec "$@"');
      const steps = [
        ['forward', '1.2.0'],
        ['back', '1.0.0'],
        ['forward', '1.2.0'],
      ] as const;
      for (const [direction, version] of steps) {
        const { app, install } = await downloaded(updater, { direction, content });
        asUser(app);
        await install(true);
        expect(await installed()).toBe(version);
      }
    });
  });
}

describe.skipIf(process.platform !== 'linux')('an AppImage', () => {
  async function running(): Promise<string> {
    const file = path.join(bench.folder, 'Notes.AppImage');
    await writeFile(file, recordingScript('1.1.0', bench.record));
    vi.stubEnv('APPIMAGE', file);
    return file;
  }

  it('takes the place of the running one and starts, and both are kept', async () => {
    const file = await running();
    const { install, installer, names } = await downloaded('AppImageUpdater', { running: file });
    const bytes = await readFile(installer.path);
    await install(true);
    expect(await readFile(file)).toEqual(bytes);
    await until(async () => (await recorded(bench.record)).length > 0, { what: 'the new version' });
    expect((await names('kept')).toSorted()).toEqual([
      expect.stringMatching(/^1\.1\.0-/),
      expect.stringMatching(/^1\.2\.0-/),
    ]);
  });

  it('takes its place and is not started when the app only quits', async () => {
    const file = await running();
    const { app, install, installer } = await downloaded('AppImageUpdater', { running: file });
    const bytes = await readFile(installer.path);
    await install(false);
    expect(app.told).toEqual(['quit']);
    expect(await readFile(file)).toEqual(bytes);
    expect(await recorded(bench.record)).toEqual([]);
  });
});
