import type { Notice, Severity } from '@phasegate/agent';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import { axe, bringAxe } from './axe.ts';
import { test } from './gallery-test.ts';
import { NOTICES, snapshotWith } from './notices.ts';

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

let gallery: Gallery;

test.beforeAll(async ({ openGallery }) => {
  gallery = await openGallery();
  await gallery.page.emulateMedia({ reducedMotion: 'reduce' });
  await bringAxe(gallery.page);
  // Low ones are in the menu, which is on this page.
  await gallery.page.locator('#show-updates').click();
});

test.afterAll(async () => {
  await gallery.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any notice of any severity, in ${colorScheme}`, async () => {
    const { page } = gallery;
    await page.emulateMedia({ colorScheme });
    for (const notice of Object.values<Notice>(NOTICES)) {
      for (const severity of SEVERITIES) {
        await gallery.show(snapshotWith({ ...notice, severity, id: `${notice.id}:${severity}` }));
        await expect(page.locator('phasegate-notice .card:visible')).toHaveCount(1);
        const { found, checked } = await axe(page);
        expect(found, `${notice.kind}, ${severity}`).toEqual([]);
        expect(checked).toBeGreaterThan(5);
      }
    }
  });

  test(`axe finds nothing in the form that asks for a time, refused too, in ${colorScheme}`, async () => {
    const { page } = gallery;
    await page.emulateMedia({ colorScheme });
    for (const severity of SEVERITIES) {
      await gallery.show(
        snapshotWith({ ...NOTICES.updateReady, severity, id: `time:${severity}` }),
      );
      await page.getByRole('button', { name: 'Choose a time…' }).click();
      const field = page.getByLabel('When to install 1.1.0');
      for (const typed of [await field.inputValue(), '2020-01-01T00:00']) {
        await field.fill(typed);
        await (typed.startsWith('2020') ? field.press('Enter') : undefined);
        const { found, checked } = await axe(page);
        expect(found, `${severity}, ${typed}`).toEqual([]);
        expect(checked).toBeGreaterThan(5);
      }
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await field.press('Escape');
    }
  });

  test(`axe finds nothing in the update dialog, in ${colorScheme}`, async () => {
    const { page } = gallery;
    await page.emulateMedia({ colorScheme });
    const phases = [undefined, NOTICES.upToDate, NOTICES.updating];
    for (const notice of phases) {
      await gallery.show(snapshotWith(notice, notice === undefined ? { phase: 'checking' } : {}));
      await page.locator('#update-dialog').evaluate((dialog) => dialog.setAttribute('open', ''));
      const { found, checked } = await axe(page);
      expect(found, notice?.kind ?? 'checking').toEqual([]);
      expect(checked).toBeGreaterThan(5);
      await page.locator('#update-dialog').evaluate((dialog) => dialog.removeAttribute('open'));
    }
  });
}
