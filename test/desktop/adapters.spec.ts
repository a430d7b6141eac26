import type { AgentErrorCode } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import type { Failure } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// electron-updater's measured traps (feed-format, last section) on the real thing: each test fails without our adapter.
let machine: OneMachine;

test.beforeEach(async () => {
  machine = await setUpMachine();
  await machine.desktop.start();
  await machine.desktop.sees(
    'the first check',
    ({ phase, diagnostics }) => phase === 'idle' && diagnostics.lastCheck !== undefined,
  );
});

test.afterEach(async () => {
  await machine.close();
});

/** Closes the window as a user does, and waits for the app to be gone. */
async function quit(): Promise<void> {
  const page = machine.desktop.page();
  const gone = page.waitForEvent('close');
  await page.evaluate(() => window.close());
  await gone;
  await until(
    () =>
      machine.desktop.see().then(
        () => false,
        () => true,
      ),
    { what: 'the app to quit' },
  );
}

test('a release that was downloaded and then withdrawn is deleted, and is not installed on quit', async () => {
  const { desktop, publish } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  expect(await machine.pending()).toContain('update-info.json');

  await publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0' }]);
  await desktop.check();
  await desktop.sees('nothing to install', ({ phase }) => phase === 'idle');
  expect(await machine.pending()).toEqual([]);

  const before = await machine.installed();
  await quit();
  expect(await machine.installed()).toBe(before);
});

test('a release that is ready waits for its user: quitting does not install it', async () => {
  const { desktop, publish } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  const before = await machine.installed();
  await quit();
  expect(await machine.installed()).toBe(before);
});

test('going back replaces the newer file by the older one, and only then', async () => {
  const { desktop, publish } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click(),
  );
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  expect(await machine.installed()).toBe(await machine.built('1.1.0'));

  // A missing item is a pause, and moves nobody.
  await publish(['1.0.0']);
  await desktop.check();
  expect((await desktop.see()).phase).toBe('idle');

  await publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0', severity: 'critical' }]);
  await desktop.check();
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Go back to 1.0.0' }).click(),
  );
  await desktop.sees('1.0.0 running', ({ version }) => version === '1.0.0');
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
});

const broken: readonly {
  readonly name: string;
  readonly how: Failure;
  readonly code: AgentErrorCode;
}[] = [
  {
    name: 'other bytes of the same length',
    how: { alter: (body) => Buffer.alloc(body.length, 'x') },
    code: 'download-wrong-digest',
  },
  {
    name: 'a file that goes on after its end',
    how: { alter: (body) => Buffer.concat([body, Buffer.alloc(50_000_000)]) },
    code: 'download-wrong-length',
  },
  {
    name: 'a file that ends early',
    how: { alter: (body) => body.subarray(0, 1000) },
    code: 'download-wrong-digest',
  },
  { name: 'a connection that breaks', how: { cutAt: 5000 }, code: 'download-unreachable' },
  { name: 'a server that is down', how: 503, code: 'download-bad-status' },
  { name: 'a file that is gone', how: 404, code: 'download-bad-status' },
  {
    name: 'a redirect out of https',
    how: { status: 302, headers: { location: 'http://phasegate.invalid/notes.AppImage' } },
    code: 'download-unreachable',
  },
];

for (const { name, how, code } of broken) {
  test(`nothing is installed from ${name}, and the next try works`, async () => {
    const { desktop, publish, host, file } = machine;
    const mend = host.fail(file, how);
    await publish(['1.1.0', '1.0.0']);
    await desktop.check();
    const failed = await desktop.sees('the failure', ({ phase }) => phase === 'failed');
    expect(failed.problem?.code, failed.problem?.message).toBe(code);
    expect(await machine.pending()).toEqual([]);
    expect(failed.notice?.kind).toBe('update-failed');

    mend();
    await desktop.check();
    // The very next download: nothing of the broken one may still be running and spoil it.
    const next = await desktop.sees('an outcome', ({ phase }) => phase !== 'downloading');
    expect(next.phase, next.problem?.message).toBe('ready');
  });
}

test('a redirect of the feed out of https is not followed', async () => {
  const { desktop, host } = machine;
  const elsewhere = { location: 'http://phasegate.invalid/appcast.xml' };
  host.fail(/appcast\.xml$/, { status: 302, headers: elsewhere });
  await desktop.check();
  const { lastCheck } = (await desktop.see()).diagnostics;
  expect(lastCheck?.outcome).toBe('failed');
  expect(lastCheck?.reason).toContain('ERR_BLOCKED_BY_CLIENT');
});

test('neither feed nor file requests carry cookies, credentials or an id', async () => {
  const { desktop, publish, host } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  expect(host.requests.length).toBeGreaterThan(2);
  for (const { headers } of host.requests) {
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/cookie|authorization|staging/)]),
    );
  }
});

test('a frame inside the page has no road to the agent', async () => {
  const [own, inner] = await machine.desktop.page().evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return [window, frame.contentWindow].map((one) => typeof Reflect.get(one ?? {}, 'phasegate'));
  });
  expect([own, inner]).toEqual(['object', 'undefined']);
});
