import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { contrasts } from '../notices/contrasts.ts';
import { setUpMachine } from './one-machine.ts';
import type { OneMachine } from './one-machine.ts';

// The packaged app in the real Electron, with overrides in a file and a damaged state file, which is worth a line in the log.
const TEXTS = 'h1, h1 small, h2, p, dt, dd bdi, dd small, th, td, pre, button';
const MACHINE_ID = 'desk-4711-of-ann';
let machine: OneMachine;
let app: ElectronApplication;
let endings: (() => Promise<void>)[] = [];
let notes: Page;
let view: Page;

const home = (...names: readonly string[]): string =>
  path.join(path.dirname(machine.desktop.app), ...names);

async function writeOverrides(overrides: object): Promise<void> {
  const folder = home('config', 'Notes', 'phasegate');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'phasegate-overrides.json'), JSON.stringify(overrides));
}

async function launch(overrides: object, ...args: string[]): Promise<void> {
  await writeOverrides(overrides);
  await writeFile(home('config', 'Notes', 'phasegate', 'state.json'), 'damaged');
  app = await _electron.launch({
    executablePath: machine.desktop.app,
    args,
    env: machine.desktop.env as Record<string, string>,
  });
  endings.push(() => app.close());
  notes = await app.firstWindow();
  await notes.waitForLoadState('load');
}

/** As its user does, on the demo's updates page. */
async function openDiagnostics(): Promise<Page> {
  const next = app.waitForEvent('window');
  await notes.locator('#show-updates').click();
  await notes.locator('#diagnostics').click();
  const opened = await next;
  await opened.locator('#log').waitFor();
  return opened;
}

const clipboard = (): Promise<string> => app.evaluate((electron) => electron.clipboard.readText());
const section = (name: string): ReturnType<Page['locator']> =>
  view.locator('section').filter({ has: view.getByRole('heading', { name }) });

/** The dialog of the system cannot be pressed from here; everything around it is real. */
const answerSaveDialog = (filePath: string | undefined): Promise<void> =>
  app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: file === undefined, filePath: file ?? '' });
  }, filePath);

test.beforeAll(async () => {
  machine = await setUpMachine({ inspectable: true });
  endings = [machine.close];
  await launch({
    phase: 50,
    'machine-id': MACHINE_ID,
    'time-scale': 8640,
    bucket: 60,
    tempo: 'fast',
  });
  view = await openDiagnostics();
});

test.afterAll(async () => {
  for (const end of endings.reverse()) {
    await end();
  }
});

test('shows what was decided for this machine, what is forced, and from where', async () => {
  await expect(section('Last check')).toContainText('nothing newer than 1.0.0');
  await expect(view.getByRole('heading', { level: 1 })).toContainText('Notes 1.0.0');
  const forced = section('Loosened and overridden');
  await expect(forced).toContainText("trust: 'unsigned', allowLoopbackHttp");
  // The bucket of the environment goes before that of the file.
  await expect(forced).toContainText('bucket=7');
  await expect(forced).toContainText('phase=50');
  await expect(forced).toContainText('machine-id=(set)');
  await expect(section('Feed and trust')).toContainText('stable-rollout-50%');
  await expect(section('Schedule')).toContainText('runs by the override time-scale=8640');
  await expect(section('Schedule')).toContainText(/in \d+ (s|min|h|d)|due/);
  await expect(section('Last check').getByRole('row', { name: /1\.0\.0 not-newer/ })).toBeVisible();
  const log = section('Log');
  await expect(log).toContainText('there is no override "tempo" in phasegate-overrides.json');
  await expect(log).toContainText('phase=50 (phasegate-overrides.json)');
  await expect(log).toContainText('bucket=7 (PHASEGATE_BUCKET)');
});

test('shows no machine id and no home folder, also where the log names them', async () => {
  await expect(section('Log')).toContainText('~/config/Notes/phasegate/state.json is damaged');
  await view.getByRole('button', { name: 'Copy' }).click();
  for (const text of [await view.locator('body').innerText(), await clipboard()]) {
    expect(text).not.toContain(MACHINE_ID);
    expect(text).not.toContain(home());
    expect(text).toContain('~/config');
  }
});

test('follows what happens while it is open', async () => {
  await machine.publish(['1.1.0', '1.0.0']);
  await notes.locator('#check').click();
  await expect(view.locator('#summary')).toContainText('ready, with 1.1.0');
  await expect(section('Last check')).toContainText('offered');
  await notes.getByRole('button', { name: 'Later' }).first().click();
  await expect(section('Schedule')).toContainText('update-ready:1.1.0');
});

test('is one window, however often it is asked for', async () => {
  await notes.locator('#diagnostics').click();
  await notes.locator('#diagnostics').click();
  await expect.poll(() => app.windows().length).toBe(2);
});

test('copies the whole of it as text', async () => {
  await view.getByRole('button', { name: 'Copy' }).click();
  await expect(view.getByRole('status')).toHaveText('Copied.');
  const text = await clipboard();
  expect(text).toMatch(/^Notes 1\.0\.0: update diagnostics\nmade 20/);
  for (const heading of await view.getByRole('heading', { level: 2 }).allInnerTexts()) {
    expect(text).toContain(`\n${heading}\n`);
  }
});

test('saves a file where the user says, and says so, and why where it cannot', async () => {
  const status = view.getByRole('status');
  const save = view.getByRole('button', { name: 'Save…' });
  await answerSaveDialog(home('diagnostics.txt'));
  await save.click();
  await expect(status).toHaveText('Saved.');
  expect(await readFile(home('diagnostics.txt'), 'utf8')).toContain('Overrides in force');
  expect((await stat(home('diagnostics.txt'))).mode & 0o077).toBe(0);

  await answerSaveDialog(home('gone', 'diagnostics.txt'));
  await save.click();
  await expect(status).toHaveText('It was not saved: the folder is gone.');

  await answerSaveDialog(undefined);
  await save.click();
  await expect(status).toHaveText('');
});

test('its page has no node, no bridge, no script and no network', async () => {
  const [bridges, ran, fetched] = await view.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'document.body.dataset.ran = "1"';
    document.body.append(script);
    script.remove();
    return [
      ['require', 'process', 'phasegate', 'notes', 'electron'].map(
        (name) => typeof Reflect.get(window, name),
      ),
      document.body.dataset['ran'],
      await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      ),
    ] as const;
  });
  expect(new Set(bridges)).toEqual(new Set(['undefined']));
  expect(ran).toBeUndefined();
  expect(fetched).toBe('refused');
  const opened = await view.evaluate(() => window.open('https://example.com/') === null);
  expect(opened).toBe(true);
});

test('is used with the keyboard alone', async () => {
  await view.bringToFront();
  await view.getByRole('button', { name: 'Copy' }).focus();
  const focused = (): Promise<string> => view.evaluate(() => document.activeElement?.id ?? '');
  const order: string[] = [];
  for (const key of ['Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
    await view.keyboard.press(key);
    order.push(await focused());
  }
  expect(order).toEqual(['save', 'log', 'save', 'copy']);
  await view.keyboard.press('Enter');
  await expect(view.getByRole('status')).toHaveText('Copied.');
});

for (const direction of ['ltr', 'rtl'] as const) {
  test(`at 200 % zoom on a small window nothing is cut off, ${direction}`, async () => {
    await view.setViewportSize({ width: 320, height: 256 });
    await view.evaluate((dir) => (document.documentElement.dir = dir), direction);
    const { needed, given } = await view.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { needed: scrollWidth, given: clientWidth };
    });
    const wide = await view.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((one) => one.closest('.scroll, .log') === null)
        .filter((one) => {
          const { left, right } = one.getBoundingClientRect();
          return left < -1 || right > document.documentElement.clientWidth + 1;
        })
        .map((one) => `${one.tagName} ${one.textContent?.slice(0, 40)}`),
    );
    expect(wide).toEqual([]);
    expect(needed).toBeLessThanOrEqual(given);
    for (const name of ['Copy', 'Save…']) {
      const button = view.getByRole('button', { name });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 1 });
    }
    await view.evaluate(() => (document.documentElement.dir = 'ltr'));
    await view.setViewportSize({ width: 800, height: 720 });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every text has enough contrast in ${colorScheme}`, async () => {
    await view.emulateMedia({ colorScheme });
    const ratios = await view.locator(TEXTS).evaluateAll(contrasts);
    expect(ratios.length).toBeGreaterThan(20);
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5);
  });
}

test('a notice put aside for a day comes back when ten seconds are over', async () => {
  await expect(notes.getByRole('status').filter({ hasText: '1.1.0 is ready' }).first()).toBeVisible(
    {
      timeout: 20_000,
    },
  );
  await expect(section('Schedule')).not.toContainText('update-ready:1.1.0');
});

test('Escape closes it, and it opens again', async () => {
  const closed = view.waitForEvent('close');
  // The window is gone before the key is up again.
  await view.keyboard.down('Escape').catch(() => undefined);
  await closed;
  view = await openDiagnostics();
  await expect(section('Log')).toContainText('state.json is damaged');
});

test('another page in that window is not answered', async () => {
  await app.evaluate(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ title }) => title.includes('diagnostics'));
    await window?.loadURL(
      'data:text/html,<h1 id=title></h1><main><p id=summary></p></main><button id=copy>x</button>',
    );
  });
  await app.evaluate((electron) => electron.clipboard.writeText('untouched'));
  await view.locator('#copy').click();
  await expect.poll(() => clipboard()).toBe('untouched');
  expect(await view.locator('#summary').innerText()).toBe('');
  await view.close();
  view = await openDiagnostics();
  await expect(section('Log')).toContainText(
    'phasegate:diagnostics-copy from another page than the diagnostics was refused',
  );
});

test('a sample notice is shown in its surface, and its buttons put it away and do nothing else', async () => {
  await app.close();
  const before = await machine.installed();
  await launch({ notice: 'withdrawn:critical', phase: 10 }, '--phasegate-phase=100');
  const dialog = notes.getByRole('alertdialog', { name: /Notes 1\.0\.0 was withdrawn/ });
  await expect(dialog).toContainText('This is a sample for QA.');
  view = await openDiagnosticsBehind();
  await expect(section('Loosened and overridden')).toContainText('notice=withdrawn:critical');
  await expect(section('Loosened and overridden')).toContainText('phase=100');
  await expect(section('Log')).toContainText('phase=100 (--phasegate-phase)');
  await expect(view.locator('#summary')).toContainText('forced:withdrawn');
  await dialog.getByRole('button', { name: /Go back to/ }).click();
  await expect(dialog).toBeHidden();
  await expect(view.locator('#summary')).not.toContainText('forced:');
  expect(await machine.installed()).toBe(before);
});

test('overrides of the file outlive the restart into an update and the way back', async () => {
  await app.close();
  await writeOverrides({ phase: 10 });
  const { desktop } = machine;
  await machine.publish(['1.1.0', '1.0.0']);
  await desktop.start();
  await desktop.sees('1.1.0 ready', ({ phase }) => phase === 'ready');
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Restart and update to 1.1.0' }).click(),
  );
  const forced = async (): Promise<readonly string[]> =>
    (await desktop.see()).diagnostics.overrides;
  await desktop.sees('1.1.0 running', ({ version }) => version === '1.1.0');
  expect(await forced()).toContain('phase=10');

  await machine.publish(['1.0.0'], [{ id: 'bad', versions: '1.1.0', severity: 'high' }]);
  await desktop.check();
  await desktop.throughRestart(() =>
    desktop.page().getByRole('button', { name: 'Go back to 1.0.0' }).click(),
  );
  const { diagnostics } = await desktop.sees(
    'back',
    (snapshot) => snapshot.diagnostics.wentBackFrom === '1.1.0',
  );
  expect(diagnostics.overrides).toContain('phase=10');
});

/** A modal notice covers the page, and so its buttons; the app's own code may still open it. */
async function openDiagnosticsBehind(): Promise<Page> {
  const next = app.waitForEvent('window');
  await notes.evaluate(() =>
    (globalThis as unknown as { notes: { diagnostics: () => Promise<void> } }).notes.diagnostics(),
  );
  const opened = await next;
  await opened.locator('#log').waitFor();
  return opened;
}
