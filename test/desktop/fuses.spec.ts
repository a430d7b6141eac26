import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildVersions } from '@phasegate/scripts/stage/builds';
import { createDesktop } from '@phasegate/scripts/stage/desktop';
import { findElectron } from '@phasegate/scripts/setup/electron-runtime';
import { electronPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { startDisplay } from '@phasegate/scripts/setup/virtual-display';
import { removeFolder, temporaryFolder } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';

// Electron's fuses on the real program: with them on, whoever sets the environment has the app run his code.
let folder: string;

test.beforeEach(async () => {
  await ensureSystemPackages(electronPackages);
  folder = await temporaryFolder('fuses');
});
test.afterEach(() => removeFolder(folder));

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch(() => undefined);

/** An environment that has Node code write a file; who asks Electron to be Node runs it. */
async function attack(
  name: string,
): Promise<{ readonly env: Record<string, string>; readonly ran: string }> {
  const ran = path.join(folder, `${name}.txt`);
  const script = path.join(folder, `${name}.cjs`);
  await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(ran)}, 'ran')`);
  return { env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${script}` }, ran };
}

test('the packaged app, told to be Node, is the app and runs no code of the environment', async () => {
  const runtime = await findElectron();
  const plain = await attack('plain');
  const child = spawn(runtime.executable, ['-e', ''], { env: { ...process.env, ...plain.env } });
  await once(child, 'exit');
  expect(await textOf(plain.ran), 'an Electron with its fuses as shipped').toBe('ran');

  const [build] = await buildVersions(['1.0.0'], runtime, () => undefined);
  const display = await startDisplay();
  const { env, ran } = await attack('packaged');
  const desktop = await createDesktop({
    folder: path.join(folder, 'home'),
    bucket: 7,
    feedBase: 'https://localhost:9/updates',
    install: build?.path ?? '',
    display: display.env.DISPLAY,
    env,
  });
  try {
    await desktop.start();
    expect((await desktop.see()).version).toBe('1.0.0');
    expect(await textOf(ran)).toBeUndefined();
  } finally {
    await desktop.stop();
    await display.stop();
  }
});
