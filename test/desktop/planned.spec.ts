import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// An install that waits for its time, or for the end of the app: a real Electron, and a real file that is replaced.
let machine: OneMachine;

test.beforeEach(async () => {
  machine = await setUpMachine();
  await machine.desktop.start();
  await machine.publish(['1.1.0', '1.0.0']);
  await machine.desktop.check();
  await machine.desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
});

test.afterEach(() => machine.close());

/** Presses a button of the notice that is shown. */
const press = (name: string): Promise<void> =>
  machine.desktop.page().getByRole('status').getByRole('button', { name }).click();

/** Runs in the page, whose clock is this machine's. */
async function inThreeSeconds(): Promise<number> {
  const { phasegate } = globalThis as unknown as {
    phasegate: { installLater: (when: number) => Promise<void> };
  };
  const at = Date.now() + 3_000;
  await phasegate.installLater(at);
  return at;
}

/** The user closes the window, which is the app's only one. */
async function quit(): Promise<void> {
  await machine.desktop
    .page()
    .evaluate(() => globalThis.close())
    .catch(() => undefined);
  await machine.desktop.ended();
}

const planned = (): Promise<unknown> =>
  machine.desktop.sees('a plan', ({ notice }) => notice?.kind === 'planned');

test('the release is installed at the time that its user has picked, and the app is there again', async () => {
  const { desktop } = machine;
  await press('Choose a time…');
  await press('Install 1.1.0 then');
  await planned();
  await expect(desktop.page().getByText(/^Notes 1\.1\.0 installs at .*10:00/)).toBeVisible();

  let at = Number.NaN;
  await desktop.throughRestart(async () => {
    at = await desktop.page().evaluate(inThreeSeconds);
  });
  expect(Date.now()).toBeGreaterThanOrEqual(at);
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));
});

test('what is no time in the next two weeks plans nothing', async () => {
  const { desktop } = machine;
  const said = await desktop.page().evaluate(async () => {
    const { phasegate } = globalThis as unknown as {
      phasegate: { installLater: (when: unknown) => Promise<unknown> };
    };
    const now = Date.now();
    const odd = [now - 1, now + 15 * 86_400_000, now + 0.5, 'when-free', { when: now }, undefined];
    return Promise.all(odd.map((when) => phasegate.installLater(when)));
  });
  expect(said).toEqual(said.map(() => undefined));
  expect((await desktop.see()).notice?.kind).toBe('update-ready');
});

test('on quitting the release is installed and nothing starts again; the next start is the new version', async () => {
  const { desktop } = machine;
  await press('Install 1.1.0 when I quit');
  await planned();
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
  await quit();
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));

  await desktop.start();
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
});

test('a release that was withdrawn since is not installed on quitting, and its file is gone', async () => {
  const { desktop, host } = machine;
  await press('Install 1.1.0 when I quit');
  await planned();
  host.forget();
  await machine.publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0' }]);
  await quit();
  expect(host.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/appcast/));
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
  expect(await machine.stored('downloads')).toEqual([]);

  await desktop.start();
  await desktop.sees('1.0.0 running', ({ version }) => version === '1.0.0');
});
