import type { Notice } from '@phasegate/agent';
import { GALLERY_SIZE } from '@phasegate/scripts/stage/gallery';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { test } from './gallery-test.ts';
import { NOTICES, snapshotWith } from './notices.ts';

// People who see, read and move differently: large letters, few pixels, colours of their own, nothing that moves.
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
});

const card = (): Locator => gallery.page.locator('phasegate-notice .card').first();

const due = Object.values<Notice>(NOTICES).filter(({ severity }) => severity !== 'low');

test('at 200 % zoom and 320 pixels wide nothing is cut off, and every button can be reached', async () => {
  const { page } = gallery;
  await gallery.resize({ width: 640, height: 960, zoom: 2 });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(320);
  for (const notice of due) {
    await gallery.show(snapshotWith(notice));
    await expect(card()).toBeVisible();
    await expect(card().locator('.title'), 'begins with its title').toBeInViewport();
    const wide = await card().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(wide, `${notice.id}: cut off at the side`).toBeLessThanOrEqual(0);
    for (const button of await card().getByRole('button').all()) {
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport({ ratio: 0.99 });
    }
  }
  await gallery.resize(GALLERY_SIZE);
});

test('in forced colours buttons and the bar keep their edges, and the deed its weight', async () => {
  const { page } = gallery;
  await page.emulateMedia({ forcedColors: 'active' });
  await gallery.show(snapshotWith(NOTICES.updateReady));
  const looks = await card()
    .getByRole('button')
    .evaluateAll((all) =>
      all.map((one) => {
        const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(one);
        return {
          edge: borderTopWidth,
          seen: borderTopColor !== 'rgba(0, 0, 0, 0)',
          backgroundColor,
        };
      }),
    );
  expect(looks.map(({ edge, seen }) => [edge, seen])).toEqual(looks.map(() => ['1px', true]));
  expect(looks[0]?.backgroundColor).not.toBe(looks[1]?.backgroundColor);
  await gallery.show(snapshotWith(NOTICES.updating));
  await expect(page.getByRole('progressbar')).toHaveCSS('border-top-width', '1px');
  await page.emulateMedia({ forcedColors: 'none' });
});

test('nothing moves for who does not want it', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith({ ...NOTICES.updating, progress: undefined }));
  await expect(card()).toHaveCSS('animation-name', 'none');
  await expect(page.locator('phasegate-notice .fill').first()).toHaveCSS('animation-name', 'none');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect(page.locator('phasegate-notice .fill').first()).toHaveCSS(
    'animation-name',
    'wander',
  );
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

test('a right-to-left notice is mirrored: icon and bar begin at the right, also in a dialog', async () => {
  const { page } = gallery;
  const side = (selector: string): Promise<string> =>
    page
      .locator(`phasegate-notice ${selector}`)
      .first()
      .evaluate((element) => {
        const box = (one: Element): number => {
          const { left, right } = one.getBoundingClientRect();
          return (left + right) / 2;
        };
        const parent = element.parentElement;
        return parent !== null && box(element) > box(parent) ? 'right' : 'left';
      });
  await gallery.show(snapshotWith(NOTICES.arabicUpdating));
  await expect(card()).toHaveCSS('direction', 'rtl');
  expect(await side('.card > svg')).toBe('right');
  expect(await side('.fill')).toBe('right');
  await gallery.show(snapshotWith(NOTICES.arabic));
  await expect(page.getByRole('alertdialog')).toHaveAttribute('dir', 'rtl');
  expect(await side('.card > svg')).toBe('right');
  await gallery.show(snapshotWith(NOTICES.updating));
  expect(await side('.card > svg')).toBe('left');
  expect(await side('.fill')).toBe('left');
});

test('a page chooses the theme, whatever the system says, and its own colours and shape', async () => {
  const { page } = gallery;
  const notice = page.locator('phasegate-notice').first();
  await page.emulateMedia({ colorScheme: 'dark' });
  await gallery.show(snapshotWith(NOTICES.updateReady));
  await notice.evaluate((host: HTMLElement) => {
    host.setAttribute('theme', 'light');
    host.style.setProperty('--phasegate-surface', 'initial');
    host.style.setProperty('--phasegate-accent', 'rgb(10, 20, 30)');
    host.style.setProperty('--phasegate-radius', '0px');
  });
  await expect(card()).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(card()).toHaveCSS('border-top-left-radius', '0px');
  await expect(card().locator('.primary')).toHaveCSS('background-color', 'rgb(10, 20, 30)');
  await notice.evaluate((host) => host.setAttribute('theme', 'dark'));
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(card()).toHaveCSS('background-color', 'rgb(37, 40, 46)');
  expect(
    await notice.evaluate(({ shadowRoot }) => [
      ...new Set(
        [...(shadowRoot?.querySelectorAll('[part]') ?? [])].flatMap((one) => [...one.part]),
      ),
    ]),
  ).toEqual(
    expect.arrayContaining([
      'container',
      'banner',
      'icon',
      'title',
      'body',
      'line',
      'button',
      'primary',
      'secondary',
      'quiet',
    ]),
  );
});

test('buttons that do not fit beside the words stand under them, and the form in their place', async () => {
  const { page } = gallery;
  await gallery.resize({ width: 800, height: 720, zoom: 1 });
  for (const [notice, side] of [
    [NOTICES.updateReady, 'left'],
    [{ ...NOTICES.updateReady, id: 'rtl', language: 'ar', direction: 'rtl' }, 'right'],
  ] as const) {
    await gallery.show(snapshotWith(notice));
    const edge = (selector: string): Promise<number> =>
      card()
        .locator(selector)
        .evaluate((element, at) => element.getBoundingClientRect()[at], side);
    const words = await edge('.text');
    expect(await edge('.actions')).toBe(words);
    await card().getByRole('button', { name: 'Choose a time…' }).click();
    expect(await edge('.when')).toBe(words);
    await page.keyboard.press('Escape');
  }
  await gallery.resize(GALLERY_SIZE);
});
