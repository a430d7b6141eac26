import type { Notice } from '@phasegate/agent';
import { openWebGallery } from '@phasegate/scripts/stage/web-gallery';
import type { Gallery, GalleryPage } from '@phasegate/scripts/stage/gallery';
import { expect, test } from '@playwright/test';
import { NOTICES, snapshotWith } from '../notices/notices.ts';

// A page whose server allows neither inline styles nor markup from text, not even through a policy of the page's own.

/** Opens a gallery, and loads it anew while what it complains about is written down. */
async function openWatched(name: GalleryPage): Promise<Gallery & { readonly said: string[] }> {
  const gallery = await openWebGallery(name);
  const said: string[] = [];
  gallery.page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      said.push(message.text());
    }
  });
  gallery.page.on('pageerror', (error) => said.push(String(error)));
  await gallery.page.reload();
  return { ...gallery, said };
}

test('the policy is in force: the page may make no markup from text', async () => {
  const { page, said, close } = await openWatched('index');
  const refused = await page.evaluate(() => {
    try {
      document.body.insertAdjacentHTML('beforeend', '<i>odd</i>');
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
  await expect.poll(() => said.join()).toMatch(/TrustedHTML/);
  await close();
});

test('no notice, no form, no update dialog breaks it', async () => {
  const { page, said, show, close } = await openWatched('index');
  for (const notice of Object.values<Notice>(NOTICES)) {
    await show(snapshotWith(notice));
  }
  await show(snapshotWith(NOTICES.updateReady));
  await page.getByRole('button', { name: 'Choose a time…' }).click();
  await page.getByLabel('When to install 1.1.0').fill('2020-01-01T00:00');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Any time in the next 14 days')).toBeVisible();
  await page.keyboard.press('Escape');
  await show(snapshotWith(undefined, { phase: 'checking' }));
  await page.locator('#version').click();
  await expect(page.getByRole('dialog').getByRole('progressbar')).toBeVisible();
  expect(said).toEqual([]);
  await close();
});

test('nor does the component in React', async () => {
  const { page, said, show, close } = await openWatched('react');
  await show(snapshotWith(NOTICES.updating));
  await expect(page.getByRole('progressbar')).toBeVisible();
  await show(snapshotWith(NOTICES.withdrawn));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  expect(said).toEqual([]);
  await close();
});
