import { until } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { MachineFacts, OneMachine } from './one-machine.ts';

// What is withdrawn at a bad moment: a real Electron, a real host that is slow, real files.
let machine: OneMachine;

test.afterEach(() => machine.close());

const WITHDRAWN = [{ id: 'bad', versions: '1.1.0' }];
const FEED = /appcast\.xml$/;
/** How much longer the end of the app may take (what-happens-when), and what a busy computer adds. */
const LIMIT = 10_000;
const SLACK = 5_000;

async function startOn(facts: MachineFacts = {}): Promise<void> {
  machine = await setUpMachine(facts);
  await machine.desktop.start();
}

/** Nothing of a release is left, and the app is the one that it was. */
async function nothingIsLeft(): Promise<void> {
  await until(async () => (await machine.stored('downloads')).length === 0, {
    what: 'the download to be deleted',
  });
  expect(await machine.pending()).toEqual([]);
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
}

test('a release that is withdrawn while it is downloaded is called off by the next check, and the next good one is taken', async () => {
  // Nobody asks for anything: the app's own schedule, in which twenty seconds take one, does it all.
  await startOn({ more: ['1.1.1'], env: { PHASEGATE_TIME_SCALE: '20' } });
  const { desktop, host, file, publish } = machine;
  host.fail(file, { stallAt: 200_000 });
  await publish(['1.1.0', '1.0.0']);
  await desktop.sees('a part of 1.1.0', ({ progress }) => (progress?.received ?? 0) > 0);
  expect(await machine.stored('downloads')).not.toEqual([]);

  await publish(['1.0.0'], WITHDRAWN);
  const after = await desktop.sees('an end of it', ({ phase }) => phase !== 'downloading');
  expect(after).toMatchObject({ phase: 'idle', target: undefined, notice: undefined });
  await nothingIsLeft();

  await publish(['1.1.1', '1.0.0'], WITHDRAWN);
  const next = await desktop.sees('1.1.1 ready', ({ phase }) => phase === 'ready');
  expect(next).toMatchObject({ target: '1.1.1', notice: { kind: 'update-ready' } });
  expect(host.requests.filter(({ path }) => path === file)).toHaveLength(1);
});

test('a user who watches the download is told that it is over', async () => {
  await startOn();
  const { desktop, host, file, publish } = machine;
  host.fail(file, { stallAt: 200_000 });
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await expect(desktop.page().getByText('Getting Notes 1.1.0')).toBeVisible();

  await publish(['1.0.0'], WITHDRAWN);
  // Once, unless a check by the schedule was reading the feed from before.
  await until(
    async () => {
      await desktop.check();
      return (await desktop.see()).phase === 'idle';
    },
    { what: 'the download to be called off' },
  );
  await expect(desktop.page().getByText('Getting Notes 1.1.0')).toBeHidden();
  await expect(desktop.page().getByText(/1\.1\.0 was withdrawn/)).toBeVisible();
  await nothingIsLeft();
});

/** 1.1.0 is ready, and is to be installed when the app quits. */
async function plannedOnQuit(): Promise<void> {
  await startOn();
  const { desktop, publish } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.page().getByRole('button', { name: 'Install 1.1.0 when I quit' }).click();
  await desktop.sees('a plan', ({ notice }) => notice?.kind === 'planned');
  machine.host.forget();
}

/** The user closes the only window; the milliseconds that the app goes on from there. */
async function quit(): Promise<number> {
  const page = machine.desktop.page();
  const closed = page.waitForEvent('close');
  await page.evaluate(() => globalThis.close()).catch(() => undefined);
  await closed;
  const at = performance.now();
  await machine.desktop.ended();
  return performance.now() - at;
}

test('a release that is withdrawn while the app quits is not installed, though the host takes its time to say so', async () => {
  await plannedOnQuit();
  const { desktop, host, publish } = machine;
  // Some six hundred bytes, gzipped: the answer is not whole for more than a second.
  host.fail(FEED, { drip: { bytes: 40, everyMs: 100 } });
  await publish(['1.0.0'], WITHDRAWN);
  expect(await quit()).toBeLessThan(LIMIT + SLACK);
  const asked = host.requests.filter(({ path }) => FEED.test(path));
  expect(asked).toHaveLength(1);
  expect(asked[0]?.bytes).toBeGreaterThan(400);
  await nothingIsLeft();
  expect(desktop.log()).toContain('the planned release waits for another time');
});

test('a host that does not come to an end holds up the end of the app for its limit, and nothing is installed then or at the next start', async () => {
  await plannedOnQuit();
  const { desktop, host, publish } = machine;
  const undo = host.fail(FEED, { drip: { bytes: 1, everyMs: 1000 } });
  await publish(['1.0.0'], WITHDRAWN);
  const took = await quit();
  expect(took).toBeGreaterThan(LIMIT - 1_000);
  expect(took).toBeLessThan(LIMIT + SLACK);
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));

  undo();
  await desktop.start();
  await desktop.sees('the withdrawal', ({ diagnostics }) => diagnostics.lastCheck !== undefined);
  expect(await desktop.see()).toMatchObject({ version: '1.0.0', phase: 'idle', notice: undefined });
  expect(await machine.pending()).toEqual([]);
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
});
