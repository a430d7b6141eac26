import type { Notice } from '@phasegate/agent';
import { NOTICE_KINDS, sampleNotice } from '@phasegate/agent/testing';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import { axe, bringAxe } from './axe.ts';
import { test } from './gallery-test.ts';
import { snapshotWith } from './notices.ts';

// The agent's own words in every language, not the samples of the other tests.
let gallery: Gallery;

test.beforeAll(async ({ openGallery }) => {
  gallery = await openGallery();
  await gallery.page.emulateMedia({ reducedMotion: 'reduce' });
  await bringAxe(gallery.page);
  // Low ones are in the menu, which is on this page.
  await gallery.page.locator('#show-updates').click();
  await gallery.resize({ width: 640, height: 960, zoom: 2 });
});

test.afterAll(async () => {
  await gallery.close();
});

for (const language of ['en', 'de', 'ar']) {
  test(`every notice fits at 200 % zoom, and axe finds nothing in it, in "${language}"`, async () => {
    const { page } = gallery;
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(320);
    const card = page.locator('phasegate-notice .card:visible');
    for (const notice of noticesIn(language)) {
      await gallery.show(snapshotWith(notice));
      await expect(card).toHaveCount(1);
      await expect(card).toHaveAttribute('lang', language);
      await expect(card).toHaveCSS('direction', language === 'ar' ? 'rtl' : 'ltr');
      const wide = await card.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(wide, `${notice.kind}: cut off at the side`).toBeLessThanOrEqual(0);
      const { found, checked } = await axe(page);
      expect(found, notice.kind).toEqual([]);
      expect(checked).toBeGreaterThan(5);
    }
  });
}

/** All but those that quote a publisher, who has spoken English only: a notice speaks one language. */
function noticesIn(language: string): readonly Notice[] {
  const facts = { languages: [language], appName: 'Röntgenbilder' };
  const notices = NOTICE_KINDS.map((kind) => sampleNotice(kind, facts)).filter(
    (notice) => notice.language === language,
  );
  expect(notices.length).toBeGreaterThanOrEqual(NOTICE_KINDS.length - 3);
  return notices;
}
