import type { Notice } from '@phasegate/agent';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import { contrasts } from './contrasts.ts';
import { test } from './gallery-test.ts';
import { NOTICES, snapshotWith } from './notices.ts';

let gallery: Gallery;

test.beforeAll(async ({ openGallery }) => {
  gallery = await openGallery();
  await gallery.page.emulateMedia({ reducedMotion: 'reduce' });
});

test.afterAll(async () => {
  await gallery.close();
});

test.beforeEach(async () => {
  await gallery.show(snapshotWith(undefined));
  await gallery.page.locator('#show-notes').click();
});

/** The button press that the window sent last. */
const lastAct = async (): Promise<unknown> =>
  (await gallery.calls()).filter(([call]) => call === 'act').at(-1);

test('a window with the element says that it shows notices', async () => {
  expect(await gallery.calls()).toContainEqual(['noticeReady']);
});

test('a medium notice is a status, takes no focus and its buttons send nothing but an index', async () => {
  const { page } = gallery;
  await page.locator('#editor').focus();
  await gallery.show(snapshotWith(NOTICES.updateReady));
  const notice = page.getByRole('status');
  await expect(notice).toContainText('Notes 1.1.0 is ready to install');
  await expect(page.locator('#editor')).toBeFocused();
  await notice.getByRole('button', { name: 'Restart and update to 1.1.0' }).click();
  expect(await lastAct()).toEqual(['act', 'update-ready:1.1.0', 0]);
});

test('a high notice is an alert, said once: the same words are not put in again', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.withdrawnHigh));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Notes 1.1.0 becomes slow');
  const first = await alert.locator('.card').elementHandle();
  await gallery.show(snapshotWith(NOTICES.withdrawnHigh));
  expect(await first?.evaluate((card) => card.isConnected)).toBe(true);
});

test('a critical notice is a modal alertdialog: focus on the safe button, kept inside, given back', async () => {
  const { page } = gallery;
  await page.locator('#editor').focus();
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  const dialog = page.getByRole('alertdialog', { name: 'Notes 1.1.0 was withdrawn' });
  await expect(dialog).toBeVisible();
  await expect(dialog).toHaveAccessibleDescription(/Your data are safe/);
  const later = dialog.getByRole('button', { name: 'Later' });
  const back = dialog.getByRole('button', { name: 'Go back to 1.0.0' });
  const details = dialog.getByRole('button', { name: 'Details example.com' });
  await expect(later).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(back).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(details).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(back).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await lastAct()).toEqual(['act', NOTICES.withdrawn.id, 0]);
  await gallery.show(snapshotWith(undefined));
  await expect(dialog).toBeHidden();
  await expect(page.locator('#editor')).toBeFocused();
});

test('Escape puts a critical notice aside; one that may not wait any longer folds up, and never goes by itself', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await lastAct()).toEqual(['act', NOTICES.withdrawn.id, 1]);
  await expect(dialog).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status')).toContainText('Notes 1.1.0 was withdrawn');
  await gallery.show(snapshotWith(undefined));
  await page.keyboard.press('Shift');
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  await expect(dialog, 'put aside, and back').toBeVisible();
});

test('a critical notice without "later" presses nothing on Escape: it folds up into a banner that stays', async () => {
  const { page } = gallery;
  await page.locator('#editor').focus();
  await gallery.show(snapshotWith(NOTICES.blocked));
  const dialog = page.getByRole('alertdialog', { name: 'Notes 1.1.0 was blocked' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Go back to 1.0.0' })).not.toBeFocused();
  const before = await lastAct();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Esc' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('#editor')).toBeFocused();
  await expect(page.getByRole('status')).toContainText('Notes 1.1.0 was blocked');
  expect(await lastAct()).toEqual(before);
});

test('a critical notice waits for the end of the word: the next key must not press its button', async () => {
  const { page } = gallery;
  await page.locator('#editor').focus();
  await page.keyboard.type('half a wo');
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  await page.keyboard.type('rd ');
  await expect(page.locator('#editor')).toHaveValue(/half a word /);
  const dialog = page.getByRole('alertdialog', { name: 'Notes 1.1.0 was withdrawn' });
  await expect(dialog.getByRole('button', { name: 'Later' })).toBeFocused();
});

test('a notice says once that it is in view, and one in a hidden menu only when that opens', async () => {
  const { page } = gallery;
  const shown = async (id: string): Promise<number> =>
    (await gallery.calls()).filter((call) => call[0] === 'noticeShown' && call[1] === id).length;
  await gallery.show(snapshotWith(NOTICES.wentBack));
  await expect.poll(() => shown(NOTICES.wentBack.id)).toBe(1);
  await gallery.show(snapshotWith(NOTICES.wentBack));
  await gallery.show(snapshotWith(NOTICES.resolved));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(await shown(NOTICES.resolved.id)).toBe(0);
  await page.locator('#show-updates').click();
  await expect.poll(() => shown(NOTICES.resolved.id)).toBe(1);
  expect(await shown(NOTICES.wentBack.id)).toBe(1);
});

test('a notice that another window has said aloud is said politely here', async () => {
  await gallery.show(
    snapshotWith({ ...NOTICES.withdrawnHigh, id: 'said-elsewhere' }, { said: true }),
  );
  await expect(gallery.page.getByRole('status')).toContainText('Notes 1.1.0 becomes slow');
});

test('each kind of button looks like what it is, and the deed comes first', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.updateReady));
  const buttons = page.getByRole('status').locator('button');
  await expect(buttons).toHaveText([
    'Restart and update to 1.1.0',
    'Update when I quit',
    'Choose a time…',
    'Later',
  ]);
  expect(await buttons.evaluateAll((all) => all.map(({ className }) => className))).toEqual([
    'primary',
    'secondary',
    'quiet',
    'quiet',
  ]);
  await gallery.show(snapshotWith(NOTICES.crashing));
  const stay = page.getByRole('alert').getByRole('button', { name: 'Stay on 1.1.0' });
  await expect(stay).toHaveClass('quiet');
});

test('by keyboard a download is paused and taken up again without losing the place', async () => {
  const { page } = gallery;
  await page.locator('#editor').focus();
  await gallery.show(snapshotWith(NOTICES.updating));
  const status = page.getByRole('status');
  await status.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  expect(await lastAct()).toEqual(['act', NOTICES.updating.id, 4]);
  await gallery.show(snapshotWith(NOTICES.suspended));
  await expect(status.getByRole('button', { name: 'Go on' })).toBeFocused();
  await gallery.show(snapshotWith(NOTICES.updating));
  await expect(status.getByRole('button', { name: 'Pause' })).toBeFocused();
  await gallery.show(snapshotWith(undefined));
  await expect(page.locator('#editor')).toBeFocused();
});

test('a download shows its bytes and its share, and blocks nothing', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.updating));
  const bar = page.getByRole('progressbar', { name: 'Getting Notes 1.1.0' });
  await expect(bar).toHaveAttribute('aria-valuenow', '12');
  await expect(page.getByText('12.4 of 98.0 MB · 3.2 MB/s · 27 seconds left')).toBeVisible();
  await expect(bar).toHaveAttribute('aria-valuetext', /27 seconds left/);
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await gallery.show(
    snapshotWith({ ...NOTICES.updating, progress: { received: 49_000_000, total: 98_000_000 } }),
  );
  await expect(bar).toHaveAttribute('aria-valuenow', '50');
});

test('a critical download under way does not lock the window', async () => {
  await gallery.show(snapshotWith({ ...NOTICES.updating, severity: 'critical' }));
  await expect(gallery.page.getByRole('status')).toContainText('Getting Notes 1.1.0');
  await gallery.page.locator('#editor').fill('still typing');
});

test('text stays text, whatever is in it', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.hostile));
  await expect(page.getByRole('alert')).toContainText('<img src=x onerror=');
  expect(await page.locator('phasegate-notice').first().locator('img, script, b, i').count()).toBe(
    0,
  );
  expect(await page.title()).toBe('Notes 1.0.0');
});

test('versions stand in bdi, and right-to-left languages turn the notice around', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.hebrew));
  const card = page.getByRole('status').locator('.card').first();
  await expect(card).toHaveAttribute('dir', 'rtl');
  await expect(card).toHaveAttribute('lang', 'he');
  await expect(card.locator('bdi').first()).toHaveText('1.1.0-beta.2');
});

test('a low notice stays out of the way and waits where the app has put its menu', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.paused));
  await expect(page.getByText('Notes 1.1.0 is on hold')).toBeHidden();
  await page.locator('#show-updates').click();
  await expect(page.getByText('Notes 1.1.0 is on hold')).toBeVisible();
});

const TEXTS = '.card p, .card button, .card .host';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text and buttons have enough contrast in ${colorScheme}`, async () => {
    const { page } = gallery;
    await page.emulateMedia({ colorScheme });
    for (const notice of Object.values<Notice>(NOTICES).filter((one) => one.severity !== 'low')) {
      await gallery.show(snapshotWith(notice));
      const host = page.locator('phasegate-notice').first();
      // A critical one may wait for a pause in typing; until then the one before it is there.
      await expect(host.locator('.title')).toHaveText(notice.title);
      const texts = host.locator(TEXTS);
      const ratios = await texts.evaluateAll(contrasts);
      expect(ratios.length).toBeGreaterThan(2);
      expect(Math.min(...ratios), notice.kind).toBeGreaterThanOrEqual(4.5);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });
}
