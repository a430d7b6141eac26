import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
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

const dialog = (): Locator => gallery.page.getByRole('dialog');

/** The user clicks the version in the bar. */
async function open(): Promise<void> {
  await gallery.page.locator('#version').click();
  await expect(dialog()).toBeVisible();
}

test.beforeEach(async () => {
  await gallery.page.locator('#update-dialog').evaluate((one) => one.removeAttribute('open'));
  await gallery.show(snapshotWith(undefined));
});

test('a user asks, sees the check at work, is told that they are up to date, and says OK', async () => {
  const { page } = gallery;
  await open();
  await expect(page.locator('#about')).toHaveText('Notes 1.0.0');
  await expect(page.locator('#about')).toBeVisible();
  await page.keyboard.press('Enter');
  expect((await gallery.calls()).at(-1)).toEqual(['pressMenu']);
  await gallery.show(snapshotWith(undefined, { phase: 'checking' }));
  await expect(dialog().getByRole('progressbar', { name: 'Check for updates' })).toBeVisible();
  const button = dialog().getByRole('button', { name: 'Check for updates' });
  await expect(button).toBeFocused();
  await expect(button).toBeDisabled();
  await page.keyboard.press('Enter');
  expect((await gallery.calls()).filter(([call]) => call === 'pressMenu')).toHaveLength(1);
  await gallery.show(snapshotWith(NOTICES.upToDate));
  await expect(dialog()).toHaveAccessibleName('Notes 1.0.0 is the newest version for you');
  await expect(dialog().getByRole('button', { name: 'OK' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect((await gallery.calls()).filter(([call]) => call === 'act').at(-1)).toEqual([
    'act',
    NOTICES.upToDate.id,
    9,
  ]);
  await expect(dialog()).toBeHidden();
  await expect(page.locator('#version')).toBeFocused();
});

test('its button has the words and the deed of the menu entry', async () => {
  const menu = { label: 'Hinweis wieder zeigen', kind: 'bring-back' } as const;
  await gallery.show(snapshotWith(undefined, { menu }));
  await open();
  await expect(dialog()).toHaveAccessibleName('Hinweis wieder zeigen');
  await dialog().getByRole('button', { name: 'Hinweis wieder zeigen' }).click();
  expect((await gallery.calls()).at(-1)).toEqual(['pressMenu']);
});

test('it shows a download with its words, and the page behind it does not say the same twice', async () => {
  await gallery.show(snapshotWith(NOTICES.updating));
  await expect(gallery.page.getByRole('status')).toContainText('Getting Notes 1.1.0');
  await open();
  await expect(dialog().getByText('12.4 of 98.0 MB · 3.2 MB/s · 27 seconds left')).toBeVisible();
  await expect(gallery.page.getByText('Getting Notes 1.1.0')).toHaveCount(1);
  await gallery.page.keyboard.press('Escape');
  await expect(dialog()).toBeHidden();
  await expect(gallery.page.getByRole('status')).toContainText('Getting Notes 1.1.0');
});

test('a critical notice is asked over it, and then it is there again', async () => {
  await open();
  await gallery.show(snapshotWith(NOTICES.withdrawn));
  const alert = gallery.page.getByRole('alertdialog', { name: 'Notes 1.1.0 was withdrawn' });
  await expect(alert.getByRole('button', { name: 'Later' })).toBeFocused();
  await gallery.show(snapshotWith(undefined));
  await expect(alert).toBeHidden();
  await expect(dialog()).toBeVisible();
});

test('a low notice is in it as well, and closing the dialog puts nothing aside', async () => {
  const acts = async (): Promise<number> =>
    (await gallery.calls()).filter(([call]) => call === 'act').length;
  await gallery.show(snapshotWith(NOTICES.paused));
  await open();
  await expect(dialog()).toContainText('Notes 1.1.0 is on hold');
  const before = await acts();
  await dialog().getByRole('button', { name: 'Close' }).click();
  await expect(dialog()).toBeHidden();
  expect(await acts()).toBe(before);
});

test('Tab goes round inside it', async () => {
  await gallery.show(snapshotWith(NOTICES.updateReady));
  await open();
  const stops = dialog().getByRole('button');
  const count = await stops.count();
  expect(count).toBe(5);
  const names = new Set<string>();
  for (let at = 0; at < count; at += 1) {
    names.add(await dialog().locator('button:focus').innerText());
    await gallery.page.keyboard.press('Tab');
  }
  expect(names.size).toBe(count);
});
