import { openGallery } from '@phasegate/scripts/stage/gallery';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect, test } from '@playwright/test';
import { NOTICES, snapshotWith } from './notices.ts';

let gallery: Gallery;

test.beforeAll(async () => {
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
  expect((await gallery.calls()).at(-1)).toEqual(['act', 'update-ready:1.1.0', 0]);
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
  expect((await gallery.calls()).at(-1)).toEqual(['act', NOTICES.withdrawn.id, 0]);
  await gallery.show(snapshotWith(undefined));
  await expect(dialog).toBeHidden();
  await expect(page.locator('#editor')).toBeFocused();
});

test('Escape puts a critical notice aside and never closes it by itself', async () => {
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  await gallery.page.keyboard.press('Escape');
  expect((await gallery.calls()).at(-1)).toEqual(['act', NOTICES.withdrawn.id, 1]);
  await expect(gallery.page.getByRole('alertdialog')).toBeVisible();
});

test('a download shows its bytes and its share, and blocks nothing', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.updating));
  const bar = page.getByRole('progressbar', { name: 'Getting Notes 1.1.0' });
  await expect(bar).toHaveAttribute('aria-valuenow', '12');
  await expect(page.getByText('12.4 of 98.0 MB')).toBeVisible();
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await gallery.show(
    snapshotWith({ ...NOTICES.updating, progress: { received: 49_000_000, total: 98_000_000 } }),
  );
  await expect(bar).toHaveAttribute('aria-valuenow', '50');
});

test('a critical download under way does not lock the window', async () => {
  await gallery.show(snapshotWith({ ...NOTICES.updating, severity: 'critical' }));
  await expect(gallery.page.getByRole('alert')).toContainText('Getting Notes 1.1.0');
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

test('at 200 % zoom on a small window every button can be reached', async () => {
  const { page } = gallery;
  await page.setViewportSize({ width: 400, height: 360 });
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  for (const name of ['Later', 'Go back to 1.0.0', 'Details example.com']) {
    const button = page.getByRole('alertdialog').getByRole('button', { name });
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  await page.setViewportSize({ width: 1080, height: 720 });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text and buttons have enough contrast in ${colorScheme}`, async () => {
    const { page } = gallery;
    await page.emulateMedia({ colorScheme });
    for (const notice of [NOTICES.updateReady, NOTICES.withdrawnHigh, NOTICES.withdrawn]) {
      await gallery.show(snapshotWith(notice));
      const ratios = await page.locator('phasegate-notice').first().evaluate(contrasts);
      expect(ratios.length).toBeGreaterThan(3);
      expect(Math.min(...ratios), notice.kind).toBeGreaterThanOrEqual(4.5);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });
}

/** WCAG 2.2 contrast of each line and button in the notice against the background it stands on. */
function contrasts(host: Element): number[] {
  const numbers = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = numbers(colour).map((value) => {
      const share = value / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element: Element): string => {
    const own = getComputedStyle(element).backgroundColor;
    const clear = numbers(own)[3] === 0;
    return clear && element.parentElement !== null ? backgroundOf(element.parentElement) : own;
  };
  const texts = [
    ...(host.shadowRoot?.querySelectorAll('.card p, .card button, .card .host') ?? []),
  ];
  return texts.map((element) => {
    const front = light(getComputedStyle(element).color);
    const back = light(backgroundOf(element));
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  });
}
