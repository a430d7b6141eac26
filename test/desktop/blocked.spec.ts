import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import type { AdvisoryFacts, FeedItemFacts } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpSignedMachine } from './signed-machine.ts';
import type { SignedMachine } from './signed-machine.ts';

// A blocked version on a machine that believes signed feeds alone: what its publisher blocks, nobody is given, and
// nobody is left alone with. The tests go on from each other: one machine, which runs 1.0.0 until the last of them.
const ownCode = path.join(import.meta.dirname, '../../scripts/stage/app-that-hears-the-gate.ts');
let machine: SignedMachine;
let old: FeedItemFacts;
let bad: FeedItemFacts;

test.beforeAll(async () => {
  machine = await setUpSignedMachine({ ownCode });
  [old, bad] = [await machine.release('1.0.0'), await machine.release('1.1.0')];
  await machine.desktop.start();
});

test.afterAll(() => machine.close());

const BLOCKED: AdvisoryFacts = {
  id: 'loss',
  kind: 'blocked',
  versions: '1.1.0',
  severity: 'critical',
  data: 'at-risk',
  language: 'en',
  issue: 'Notes 1.1.0 can overwrite a note with another one.',
};

/** Both releases stand in the feed, whatever is said of them. */
async function publish(...advisories: readonly AdvisoryFacts[]): Promise<void> {
  machine.host.forget();
  await machine.show({ sequence: machine.next(), items: [bad, old], advisories });
}

/** Publishes, and has the user ask until that very feed was read: the one from before is a 304. */
async function show(...advisories: readonly AdvisoryFacts[]): Promise<void> {
  await publish(...advisories);
  await until(
    async () => {
      await machine.desktop.check();
      return machine.host.requests.some(
        ({ path: asked, status }) => asked.endsWith('/appcast.xml') && status === 200,
      );
    },
    { what: 'the feed to be read' },
  );
}

const ready = (): Promise<AgentSnapshot> =>
  machine.desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');

test('a blocked version is never offered, though it stands in the feed', async () => {
  const { desktop, host, file } = machine;
  await show(BLOCKED);
  const { diagnostics } = await desktop.sees(
    'both items judged',
    ({ diagnostics: { lastCheck } }) => lastCheck?.items.length === 2,
  );
  expect(diagnostics.lastCheck).toMatchObject({
    outcome: 'hold',
    items: [{ version: '1.1.0', outcome: { code: 'blocked' } }, { version: '1.0.0' }],
  });
  expect(await desktop.see()).toMatchObject({ phase: 'idle', target: undefined });
  expect(host.requests.filter(({ path: asked }) => asked === file)).toEqual([]);
});

test('one that is blocked after it was downloaded is not installed, though its user asks for it', async () => {
  const { desktop } = machine;
  await show();
  await ready();
  await publish(BLOCKED);
  await desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click();
  const after = await desktop.sees('nothing to install', ({ phase }) => phase === 'idle');
  expect(after.version).toBe('1.0.0');
  await expect(desktop.page().getByText(/^Version 1\.1\.0 was withdrawn/)).toBeVisible();
  await until(async () => (await machine.stored('downloads')).length === 0, {
    what: 'the download to be deleted',
  });
  expect(await machine.pending()).toEqual([]);
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
});

test('who runs it while their data are at risk has one way to go, and the app hears of it', async () => {
  const { desktop } = machine;
  await show();
  await ready();
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click(),
  );
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  // Started by its user once more: what a restarted app says on its console, nobody hears.
  await desktop.page().evaluate(() => globalThis.close());
  await desktop.ended();
  await desktop.start();
  const heard = (what: string): Promise<true> =>
    until(() => desktop.log().includes(`gate of 1.1.0: ${what}`), { what });
  await heard('open, fine');

  await show(BLOCKED);
  const alert = desktop.page().getByRole('alertdialog');
  await expect(alert).toContainText('Notes 1.1.0 can overwrite a note with another one.');
  await expect(alert).toContainText('Your data may be at risk in this version.');
  expect((await desktop.see()).notice?.actions.map(({ kind }) => kind)).toEqual(['go-back']);
  await expect(alert.getByRole('button')).toHaveText(['Go back to 1.0.0', 'Esc']);
  await heard('closed, blocked');
  // There is work to save, so it gives the window free; it does not go away.
  await desktop.page().keyboard.press('Escape');
  await desktop.page().keyboard.press('Escape');
  const banner = desktop.page().getByRole('status');
  await expect(alert).toBeHidden();
  await expect(banner.getByRole('button')).toHaveText(['Go back to 1.0.0']);

  await show();
  await expect(banner.getByText('Your data may be at risk')).toBeHidden();
  await until(() => desktop.log().split('gate of 1.1.0: open, fine').length === 3, {
    what: 'the gate to open again',
  });
});
