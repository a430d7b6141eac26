import path from 'node:path';
import type { AgentSnapshot } from '@phasegate/agent';
import { startUnpackaged } from '@phasegate/scripts/stage/unpackaged';
import type { Unpackaged } from '@phasegate/scripts/stage/unpackaged';
import { feedXml, removeFolder, startPages, temporaryFolder, writeFiles } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

// The whole app with its real agent: two windows, one notice.
let site: string;
let host: Pages;
let notes: Unpackaged;
let first: Page;
let second: Page;

test.beforeAll(async () => {
  site = await temporaryFolder('site');
  await say(undefined);
  host = await startPages({ root: site });
  notes = await startUnpackaged(`${host.url}/updates`);
  first = notes.page;
  second = await openWindow();
});

test.afterAll(async () => {
  await notes.close();
  await host.close();
  await removeFolder(site);
});

interface Bridged {
  readonly phasegate: {
    readonly getSnapshot: () => Promise<AgentSnapshot>;
    readonly check: () => Promise<void>;
    readonly busy: (reason: unknown) => Promise<void>;
  };
}

/** Publishes an announcement about the installed version, which is due after the next check. */
function say(about: { readonly id: string; readonly severity: string } | undefined): Promise<void> {
  const identity = { app: 'com.example.notes', platform: 'linux', sequence: 1 };
  const advisories =
    about === undefined
      ? []
      : [
          {
            ...about,
            kind: 'notice',
            versions: '1.0.0',
            data: 'safe',
            language: 'en',
            issue: about.id,
          },
        ];
  const names = ['stable', 'stable-rollout-50%', 'stable-rollout-10%'];
  return writeFiles(
    site,
    Object.fromEntries(
      names.map((name) => [
        `updates/linux/${name}/appcast.xml`,
        feedXml({ identity: { ...identity, name }, advisories }),
      ]),
    ),
  );
}

async function openWindow(): Promise<Page> {
  const opened = notes.app.waitForEvent('window');
  await notes.app.evaluate(({ app, BrowserWindow }) => {
    const folder = app.getAppPath();
    const preload = `${folder}/notes-preload.cjs`;
    const window = new BrowserWindow({ webPreferences: { preload, sandbox: true } });
    void window.loadFile(`${folder}/index.html`);
  });
  const page = await opened;
  await page.waitForLoadState('load');
  return page;
}

const check = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as Bridged).phasegate.check());

const see = (page: Page): Promise<AgentSnapshot> =>
  page.evaluate(() => (globalThis as unknown as Bridged).phasegate.getSnapshot());

/** Brings the window of a page to the front, as its user does with a click. */
async function focus(page: Page): Promise<void> {
  const window = await notes.app.browserWindow(page);
  await window.evaluate((one) => one.focus());
  await expect.poll(() => window.evaluate((one) => one.isFocused())).toBe(true);
}

const card = (page: Page): Locator => page.locator('phasegate-notice .card').first();

test('only the window that was focused last shows a notice; it moves with the focus, and is said aloud once', async () => {
  await focus(first);
  await say({ id: 'slow', severity: 'high' });
  await check(first);
  await expect(first.getByRole('alert')).toContainText('slow');
  await expect(card(second)).toBeHidden();
  expect((await see(second)).notice).toBeUndefined();
  await focus(second);
  await expect(second.getByRole('status').filter({ hasText: 'slow' })).toBeVisible();
  await expect(card(first)).toBeHidden();
  // Nobody is looking: it stays where it was.
  await (await notes.app.browserWindow(second)).evaluate((one) => one.blur());
  await expect(card(second)).toBeVisible();
  await expect(card(first)).toBeHidden();
});

test('when that window closes, the next one shows it', async () => {
  await focus(second);
  await expect(card(second)).toBeVisible();
  await second.close();
  await expect(card(first)).toContainText('slow');
  second = await openWindow();
});

test('a low one waits in the menu of every window', async () => {
  await say({ id: 'small', severity: 'low' });
  await check(first);
  // The answer to the check comes before it.
  await focus(second);
  await second.getByRole('button', { name: 'OK' }).click();
  for (const page of [first, second]) {
    await page.locator('#show-updates').click();
    await expect(page.locator('#updates .card')).toContainText('small');
  }
});

test('what a window is busy with is over when its page goes away, and nonsense is not taken', async () => {
  const busy = async (): Promise<readonly string[]> => (await see(first)).busy;
  await second.evaluate(async () => {
    const { phasegate } = globalThis as unknown as Bridged;
    await phasegate.busy('exporting');
    await phasegate.busy({ path: '/etc/passwd' });
    await phasegate.busy('x'.repeat(81));
  });
  expect(await busy()).toEqual(['exporting']);
  await second.reload();
  await expect.poll(busy).toEqual([]);
});

test('the app is busy while it exports', async () => {
  await first.locator('#show-notes').click();
  await first.locator('#export').click();
  await expect(first.locator('#exported')).toContainText(path.join('Notes.txt'));
  expect((await see(first)).busy).toEqual([]);
});

/** What the app's menu says about updates now. */
const menuLabel = (): Promise<string | undefined> =>
  notes.app.evaluate(
    ({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('phasegate-updates')?.label,
  );

const choose = (): Promise<void> =>
  notes.app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.getMenuItemById('phasegate-updates')?.click(),
  );

test('the menu has the entry, and choosing it asks', async () => {
  await say(undefined);
  const before = (await see(first)).diagnostics.lastCheck?.at;
  expect(await menuLabel()).toBe((await see(first)).menu.label);
  await choose();
  await expect.poll(async () => (await see(first)).diagnostics.lastCheck?.at).not.toBe(before);
});

test('the entry brings back a notice that was put away, and says so meanwhile', async () => {
  await focus(first);
  await say({ id: 'odd', severity: 'high' });
  await check(first);
  const notice = first.locator('phasegate-notice').first();
  await expect(notice).toContainText('odd');
  const asks = await menuLabel();
  await notice.getByRole('button', { name: 'OK' }).click();
  await expect(notice.getByText('odd')).toBeHidden();
  await expect.poll(async () => (await see(first)).menu.kind).toBe('bring-back');
  await expect.poll(menuLabel).not.toBe(asks);
  expect(await menuLabel()).toBe((await see(first)).menu.label);
  await choose();
  await expect(notice).toContainText('odd');
  await expect.poll(menuLabel).toBe(asks);
});

test('in the background a high notice is told by the system once, and its click brings the last window back', async () => {
  await notes.app.evaluate(({ Notification, BrowserWindow }) => {
    // This machine has nobody who would show it; all but the showing is real.
    const shown: Electron.Notification[] = [];
    Object.assign(globalThis, { shown });
    Object.defineProperty(Notification, 'isSupported', { value: () => true });
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
    for (const window of BrowserWindow.getAllWindows()) {
      window.hide();
    }
  });
  const told = (): Promise<readonly string[]> =>
    notes.app.evaluate(() =>
      (globalThis as unknown as { shown: Electron.Notification[] }).shown.map(({ body }) => body),
    );
  await say({ id: 'leaky', severity: 'high' });
  await check(first);
  await expect.poll(told).toEqual(['leaky']);
  await check(first);
  await notes.app.evaluate(() =>
    (globalThis as unknown as { shown: Electron.Notification[] }).shown[0]?.emit('click'),
  );
  const visible = (): Promise<number> =>
    notes.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((one) => one.isVisible()).length,
    );
  await expect.poll(visible).toBe(1);
  expect(await told()).toEqual(['leaky']);
});

test('where no page has the element any more, a native dialog asks', async () => {
  await notes.app.evaluate(({ dialog }) => {
    const asked: Electron.MessageBoxOptions[] = [];
    Object.assign(globalThis, { asked });
    // A real box would wait for a click that no test can make.
    dialog.showMessageBox = ((box: Electron.MessageBoxOptions) => {
      asked.push(box);
      return new Promise((resolve) => {
        box.signal?.addEventListener('abort', () =>
          resolve({ response: 0, checkboxChecked: false }),
        );
      });
    }) as typeof dialog.showMessageBox;
  });
  const asked = (): Promise<readonly object[]> =>
    notes.app.evaluate(() =>
      (globalThis as unknown as { asked: Electron.MessageBoxOptions[] }).asked.map(
        ({ message, buttons, defaultId, cancelId }) => ({ message, buttons, defaultId, cancelId }),
      ),
    );
  for (const page of [first, second]) {
    await page.evaluate(() =>
      document.querySelectorAll('phasegate-notice').forEach((element) => element.remove()),
    );
  }
  await say({ id: 'broken', severity: 'high' });
  await check(first);
  await expect
    .poll(asked, { timeout: 10_000 })
    .toMatchObject([{ message: 'About Notes 1.0.0', buttons: ['OK'], defaultId: 0, cancelId: 0 }]);
  await Promise.all([first.reload(), second.reload()]);
});

test('a critical notice that is open does not hold up quitting', async () => {
  await say({ id: 'grave', severity: 'critical' });
  await check(first);
  const alerts = [first, second].map((page) => page.getByRole('alertdialog'));
  await expect
    .poll(async () => (await Promise.all(alerts.map((one) => one.isVisible()))).includes(true))
    .toBe(true);
  const closed = notes.app.waitForEvent('close');
  await notes.app.evaluate(({ app }) => app.quit());
  await closed;
});
