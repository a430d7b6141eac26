import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { dialogPackages, ensureSystemPackages } from '@phasegate/scripts/setup/system-packages';
import { until } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// 1.1.0 of this machine's app crashes as soon as its own code runs; what guards the start runs before that.
const ownCode = path.join(import.meta.dirname, '../../scripts/stage/app-that-dies.ts');
let machine: OneMachine;

interface Starts {
  readonly version: string;
  readonly starts: number;
  readonly lastGood?: string;
}

async function starts(): Promise<Starts> {
  const home = path.dirname(machine.desktop.app);
  const file = path.join(home, 'config/Notes/phasegate/starts.json');
  return JSON.parse(await readFile(file, 'utf8')) as Starts;
}

const counted = (what: string, holds: (found: Starts) => boolean): Promise<Starts> =>
  until(
    async () => {
      const found = await starts().catch(() => undefined);
      return found !== undefined && holds(found) ? found : undefined;
    },
    { what, withinMs: 30_000 },
  );

/** Its user starts the app, and it is gone. */
async function startAndCrash(): Promise<void> {
  const { app, env } = machine.desktop;
  const child = spawn(app, [], { env, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
}

/** 1.0.0 has started well, and its user updates to 1.1.0, which starts for the first time. */
async function updateToTheBrokenOne(): Promise<void> {
  const { desktop } = machine;
  await desktop.start();
  await counted('1.0.0 to have started well', ({ lastGood }) => lastGood === '1.0.0');
  await machine.publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click();
  await counted('the first start of 1.1.0', ({ version }) => version === '1.1.0');
}

/** Presses a button of a dialog with three of them, which stand side by side at its lower edge. */
async function pressInDialog(title: string, at: 0 | 1 | 2): Promise<void> {
  const xdotool = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('xdotool', args, { env: machine.desktop.env })).stdout;
  const window = await until(
    async () =>
      /\d+/.exec(await xdotool('search', '--onlyvisible', '--name', title).catch(() => ''))?.[0],
    { what: `a dialog "${title}"`, withinMs: 30_000 },
  );
  const shape = await xdotool('getwindowgeometry', '--shell', window);
  const size = (name: string): number =>
    Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(shape)?.[1]);
  const x = Math.round((size('WIDTH') * (2 * at + 1)) / 6);
  const y = size('HEIGHT') - 17;
  await xdotool('mousemove', '--window', window, String(x), String(y), 'click', '1');
}

test.afterEach(async () => {
  await machine.close();
});

test('a release that crashes at its start is noticed at the fourth one, and the machine goes back to the last good release, without a network', async () => {
  machine = await setUpMachine({ ownCode, env: { NOTES_GIVE_LAST_GOOD: 'on' } });
  const { desktop, host } = machine;
  await updateToTheBrokenOne();
  host.fail(/./, 'reset');
  await startAndCrash();
  await startAndCrash();
  expect(await starts()).toMatchObject({ version: '1.1.0', starts: 3, lastGood: '1.0.0' });
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));

  await desktop.throughRestart(startAndCrash);
  const back = await desktop.sees('1.0.0 again', ({ version }) => version === '1.0.0');
  expect(back.diagnostics.wentBackFrom).toBe('1.1.0');
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
  await expect(desktop.page().getByText('You are back on Notes 1.0.0')).toBeVisible();

  // Pinned: what crashed here is not offered again, though the publisher still has it in the feed.
  host.fail(/./, { relabel: {} });
  await desktop.check();
  const after = await desktop.sees('a hold', ({ phase }) => phase === 'idle');
  expect(after.diagnostics.lastCheck?.items).toContainEqual(
    expect.objectContaining({
      version: '1.1.0',
      outcome: { code: 'pinned', wentBackFrom: '1.1.0' },
    }),
  );
});

test('a user is asked before the app runs: later leaves everything as it is, and the next start goes back at their word', async () => {
  await ensureSystemPackages(dialogPackages);
  machine = await setUpMachine({ ownCode });
  const { desktop } = machine;
  await updateToTheBrokenOne();
  await startAndCrash();
  await startAndCrash();
  const title = 'Notes 1.1.0 did not start well 3 times';
  const later = startAndCrash();
  await pressInDialog(title, 2);
  await later;
  expect(await starts()).toMatchObject({ version: '1.1.0', starts: 4 });
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));

  await desktop.throughRestart(async () => {
    const back = startAndCrash();
    await pressInDialog('Notes 1.1.0 did not start well 4 times', 0);
    await back;
  });
  await desktop.sees('1.0.0 again', ({ version }) => version === '1.0.0');
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
});
