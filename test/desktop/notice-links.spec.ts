import type { AgentSnapshot } from '@phasegate/agent';
import { startUnpackaged } from '@phasegate/scripts/stage/unpackaged';
import type { Unpackaged } from '@phasegate/scripts/stage/unpackaged';
import { feedXml, removeFolder, startPages, temporaryFolder, writeFiles } from '@phasegate/testkit';
import type { Pages } from '@phasegate/testkit';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

// Links of notices in the whole app; all that is not real is the system's browser, behind `shell.openExternal`.
const HREF = 'https://example.com/advisories/1?lang=en#top';
let site: string;
let host: Pages;
let notes: Unpackaged;
let page: Page;
let advisories = 0;

test.beforeAll(async () => {
  site = await temporaryFolder('site');
  await publish('a0');
  host = await startPages({ root: site });
  notes = await startUnpackaged(`${host.url}/updates`);
  ({ page } = notes);
  await notes.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url: string) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
});

test.afterAll(async () => {
  await notes.close();
  await host.close();
  await removeFolder(site);
});

interface Bridged {
  readonly phasegate: {
    readonly getSnapshot: () => Promise<AgentSnapshot | undefined>;
    readonly check: () => Promise<void>;
    readonly act: (noticeId: string, index: number) => Promise<void>;
  };
}

/** The installed version is withdrawn by this advisory, with nothing to go to and these links. */
function publish(id: string, ...hrefs: readonly string[]): Promise<void> {
  const names = ['stable', 'stable-rollout-50%', 'stable-rollout-10%'];
  const feed = (name: string): string =>
    feedXml({
      identity: { app: 'com.example.notes', platform: 'linux', sequence: 1, name },
      advisories: [
        {
          id,
          versions: '1.0.0',
          severity: 'high',
          language: 'en',
          issue: `It can close (${id})`,
          links: hrefs.map((href) => ({ rel: 'details', href })),
        },
      ],
    });
  return writeFiles(
    site,
    Object.fromEntries(names.map((name) => [`updates/linux/${name}/appcast.xml`, feed(name)])),
  );
}

const see = async (): Promise<AgentSnapshot | undefined> =>
  page.evaluate(() => (globalThis as unknown as Bridged).phasegate.getSnapshot());

/** What was handed to the system so far. */
const opened = (): Promise<readonly string[]> =>
  notes.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);

const links = (): Locator => page.locator('phasegate-notice').first().locator('button .host');

async function noticeWith(...hrefs: readonly string[]): Promise<void> {
  advisories += 1;
  const id = `a${advisories}`;
  await publish(id, ...hrefs);
  const asked = async (): Promise<string | undefined> => {
    await page.evaluate(() => (globalThis as unknown as Bridged).phasegate.check());
    return (await see())?.notice?.id;
  };
  await expect.poll(asked).toBe(`withdrawn:1.0.0:${id}`);
  await expect(page.getByRole('alert')).toContainText(`It can close (${id})`);
}

test('a link says which host it leads to, and a click hands exactly its address to the system', async () => {
  await noticeWith(HREF);
  await expect(links()).toHaveText(['example.com']);
  expect(await opened()).toEqual([]);
  await links().click();
  await expect.poll(opened).toEqual([HREF]);
});

test('an address that is not https, or has credentials, never becomes a link', async () => {
  const odd = [
    'http://example.com/plain',
    'https://example.com@phasegate.invalid/',
    'https://user:secret@example.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ];
  for (const href of odd) {
    await noticeWith(href);
    await expect(links(), href).toHaveCount(0);
    expect(
      (await see())?.notice?.actions.map(({ kind }) => kind),
      href,
    ).not.toContain('link');
  }
  await noticeWith('https://example.org/next', ...odd);
  await expect(links()).toHaveText(['example.org']);
});

test('neither a foreign page nor a frame can open one, though it knows the notice and has the bridge', async () => {
  await noticeWith(HREF);
  const notice = (await see())?.notice;
  const press = {
    id: notice?.id ?? '',
    index: notice?.actions.find(({ kind }) => kind === 'link')?.index ?? Number.NaN,
  };
  const before = await opened();
  const preload = await notes.app.evaluate(({ app }) => `${app.getAppPath()}/notes-preload.cjs`);
  const coming = notes.app.waitForEvent('window');
  await notes.app.evaluate(({ BrowserWindow }, given) => {
    // As careless as an app can be: a page of the web, and the bridge in each of its frames.
    const window = new BrowserWindow({
      webPreferences: { preload: given, sandbox: true, nodeIntegrationInSubFrames: true },
    });
    void window.loadURL('data:text/html,<title>foreign</title><iframe srcdoc="<p>frame"></iframe>');
  }, preload);
  const foreign = await coming;
  await foreign.waitForLoadState('load');
  const frames = foreign.frames();
  expect(frames).toHaveLength(2);
  for (const frame of frames) {
    const seen = await frame.evaluate(async ({ id, index }) => {
      const { phasegate } = globalThis as unknown as Bridged;
      await phasegate.act(id, index);
      return (await phasegate.getSnapshot()) === undefined;
    }, press);
    expect(seen, frame.url()).toBe(true);
  }
  await foreign.close();

  // The same press from the app's own page is what opens it.
  expect(await opened()).toEqual(before);
  await page.evaluate(
    ({ id, index }) => (globalThis as unknown as Bridged).phasegate.act(id, index),
    press,
  );
  expect(await opened()).toEqual([...before, HREF]);
});
