import { gzipSync } from 'node:zlib';
import type { AgentErrorCode } from '@phasegate/agent';
import { until } from '@phasegate/testkit';
import type { Failure } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// electron-updater's measured traps (feed-format, last section) and the bytes' road, on the real thing.
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

async function fetchWhole(
  url: string,
): Promise<{ readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }> {
  const response = await fetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  return { body, headers: { 'content-type': 'application/octet-stream' } };
}

test('a release that was downloaded and then withdrawn is deleted, and is not installed on quit', async () => {
  const { desktop, publish } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  // What electron-updater does not have, it cannot install on quit.
  expect(await machine.pending()).toEqual([]);
  expect(await machine.stored('downloads')).toHaveLength(1);

  await publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0' }]);
  await desktop.check();
  await desktop.sees('nothing to install', ({ phase }) => phase === 'idle');
  await until(async () => (await machine.stored('downloads')).length === 0, {
    what: 'the download to be deleted',
  });

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
    code: 'download-wrong-length',
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
    expect((await machine.stored('downloads')).join(' ')).not.toContain('.installer');
    expect(await machine.pending()).toEqual([]);
    expect(failed.notice?.kind).toBe('update-failed');

    mend();
    await desktop.check();
    // The very next download: nothing of the broken one may still be running and spoil it.
    const next = await desktop.sees('an outcome', ({ phase }) => phase !== 'downloading');
    expect(next.phase, next.problem?.message).toBe('ready');
  });
}

test('a download goes on where it was after a restart of the app, and is the file of the feed', async () => {
  const { desktop, publish, host, file } = machine;
  const undo = host.fail(file, { stallAt: 200_000 });
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('a part of 1.1.0', ({ progress }) => (progress?.received ?? 0) > 0);
  await until(async () => (await machine.stored('downloads')).length === 2, {
    what: 'the part and what it is recognized by',
  });
  await quit();
  undo();
  host.forget();
  await desktop.start();
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  const [asked] = host.requests.filter(({ path }) => path === file);
  expect(asked?.status).toBe(206);
  expect(asked?.headers.range).toMatch(/^bytes=\d+-$/);
  expect(asked?.headers['if-range']).toMatch(/^"/);

  // Ready once is ready after another restart, without the network.
  await quit();
  host.forget();
  await desktop.start();
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  expect(host.requests.filter(({ path }) => path === file)).toEqual([]);
});

test('a host that compresses the file on its way, or drips it, is understood', async () => {
  const { desktop, publish, host, file } = machine;
  const { body, headers } = await fetchWhole(`${host.url}${file}`);
  const gzipped = { ...headers, 'content-encoding': 'gzip' };
  const undo = host.fail(file, { status: 200, body: gzipSync(body), headers: gzipped });
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  undo();

  await publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0' }]);
  await desktop.check();
  await publish(['1.1.0', '1.0.0']);
  host.fail(file, { drip: { bytes: Math.ceil(body.length / 20), everyMs: 20 } });
  await desktop.check();
  const ready = await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  expect(ready.problem).toBeUndefined();
});

test('the first way back needs no network: the file that was replaced is kept', async () => {
  const { desktop, publish, host, oldFile } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click(),
  );
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  expect((await machine.stored('kept')).toSorted()).toEqual([
    expect.stringMatching(/^1\.0\.0-/),
    expect.stringMatching(/^1\.1\.0-/),
  ]);

  await publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0', severity: 'critical' }]);
  host.fail(oldFile, 'reset');
  host.forget();
  await desktop.check();
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Go back to 1.0.0' }).click(),
  );
  await desktop.sees('1.0.0 running', ({ version }) => version === '1.0.0');
  expect(await machine.installed()).toBe(await machine.built('1.0.0'));
  expect(host.requests.filter(({ path }) => path === oldFile)).toEqual([]);
});

test('a redirect of the feed out of https is not followed', async () => {
  const { desktop, host } = machine;
  const elsewhere = { location: 'http://phasegate.invalid/appcast.xml' };
  host.fail(/appcast\.xml$/, { status: 302, headers: elsewhere });
  await desktop.check();
  const { lastCheck } = (await desktop.see()).diagnostics;
  expect(lastCheck?.outcome).toBe('failed');
  expect(lastCheck?.reason).toContain('ERR_BLOCKED_BY_CLIENT');
});

/** The table of docs/privacy.md. */
const HEADERS =
  /^(?:host|connection|accept-(?:encoding|language)|sec-fetch-\w+|user-agent|if-(?:none-match|range)|range)$/;

test('neither feed nor file requests carry cookies, credentials or an id', async () => {
  const { desktop, publish, host } = machine;
  await publish(['1.1.0', '1.0.0']);
  await desktop.check();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  expect(host.requests.length).toBeGreaterThan(2);
  for (const { headers, path } of host.requests) {
    expect(
      Object.keys(headers).filter((name) => !HEADERS.test(name)),
      path,
    ).toEqual([]);
    expect(headers['user-agent'], path).toMatch(/ Notes\/1\.0\.0 Chrome\/\S+ Electron\/\S+ /);
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
