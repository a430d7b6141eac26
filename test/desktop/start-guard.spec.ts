import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// 1.1.0 of this machine's app crashes as soon as its own code runs; what guards the start runs before that.
const brokenApp = path.join(import.meta.dirname, '../../scripts/stage/app-that-dies.ts');
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

test.beforeEach(async () => {
  machine = await setUpMachine({ brokenApp, env: { NOTES_GIVE_LAST_GOOD: 'on' } });
});

test.afterEach(async () => {
  await machine.close();
});

test('a release that crashes at its start is noticed at the fourth one, and the machine goes back to the last good release, without a network', async () => {
  const { desktop, host } = machine;
  await desktop.start();
  await counted('1.0.0 to have started well', ({ lastGood }) => lastGood === '1.0.0');
  await machine.publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click();
  await counted('the first start of 1.1.0', ({ version }) => version === '1.1.0');
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
