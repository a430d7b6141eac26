import type { Notice } from '@phasegate/agent';
import { sampleNotice } from '@phasegate/agent/testing';
import { GALLERY_SIZE } from '@phasegate/scripts/stage/gallery';
import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { test } from './gallery-test.ts';
import { NOTICES, snapshotWith, TIME_FORM } from './notices.ts';

// Choosing when to install: a form in the notice, in the place of its buttons.
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
  await gallery.page.locator('#editor').focus();
});

const HOUR = 3_600_000;
const status = (): Locator => gallery.page.getByRole('status');
const opener = (): Locator => status().getByRole('button', { name: 'Choose a time…' });
const field = (): Locator => gallery.page.getByLabel('When to install 1.1.0');
const confirm = (): Locator => gallery.page.getByRole('button', { name: 'Install 1.1.0 then' });
const back = (): Locator => gallery.page.getByRole('button', { name: 'Back' });

/** A notice of its own for each test, so that none takes up what another one has typed. */
async function offered(id: string, notice: Notice = NOTICES.updateReady): Promise<Notice> {
  const own = { ...notice, id };
  await gallery.show(snapshotWith(own));
  return own;
}

const planned = async (): Promise<unknown> =>
  (await gallery.calls()).filter(([call]) => call === 'installLater').at(-1)?.[1];

/** A time some hours from now, as the field has it. */
const inHours = (hours: number): Promise<string> =>
  gallery.page.evaluate((ahead) => {
    const at = new Date(Date.now() + ahead);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }, hours * HOUR);

test('the form proposes ten in the evening, and Enter confirms: the time goes to the agent, as a number', async () => {
  const { page } = gallery;
  await offered('proposes');
  await opener().focus();
  await page.keyboard.press('Enter');
  await expect(field()).toBeFocused();
  await expect(field()).toHaveValue(/T22:00$/);
  await expect(field()).toHaveAccessibleDescription(/next 14 days\. Notes restarts then/);
  await expect(status().getByRole('button')).toHaveText(['Install 1.1.0 then', 'Back']);
  const expected = new Date((await field().inputValue()) || 0).getTime();
  await page.keyboard.press('Enter');
  expect(await planned()).toBe(expected);
  await expect(opener(), 'what the agent answers takes the focus up from here').toBeFocused();
  await gallery.show(snapshotWith({ ...NOTICES.planned, id: 'planned' }));
  await expect(opener()).toBeFocused();
});

test('by keyboard alone: each part of the time, the two buttons, and back to where it began', async () => {
  const { page } = gallery;
  await offered('keyboard');
  const calls = (await gallery.calls()).filter(([call]) => call !== 'noticeShown').length;
  await opener().focus();
  await page.keyboard.press('Enter');
  const before = await field().inputValue();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await expect(field(), 'the second part of it').toBeFocused();
  expect(await field().inputValue()).not.toBe(before);
  for (let stops = 0; stops < 8 && !(await confirm().evaluate(isFocused)); stops += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(confirm()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(back()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field()).toBeHidden();
  await expect(opener()).toBeFocused();
  expect((await gallery.calls()).filter(([call]) => call !== 'noticeShown')).toHaveLength(calls);
});

function isFocused(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element;
}

test('Escape closes the form and nothing else', async () => {
  const { page } = gallery;
  await offered('escape');
  await opener().click();
  await page.keyboard.press('Escape');
  await expect(field()).toBeHidden();
  await expect(opener()).toBeFocused();
  await expect(status()).toContainText('Notes 1.1.0 is ready to install');
});

test('in the update dialog Escape closes the form first, then the dialog, and Tab stays inside', async () => {
  const { page } = gallery;
  await offered('dialog');
  await page.locator('#update-dialog').evaluate((dialog) => dialog.setAttribute('open', ''));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Choose a time…' }).click();
  await expect(field()).toBeFocused();
  const inside = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.id === 'update-dialog');
  await page.keyboard.press('Shift+Tab');
  const close = dialog.getByRole('button', { name: 'Close' });
  await expect(close, 'back from the first part of the time').toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field()).toBeFocused();
  for (let stops = 0; stops < 12; stops += 1) {
    await page.keyboard.press('Tab');
    expect(await inside(), `stop ${stops}`).toBe(true);
  }
  await field().focus();
  await page.keyboard.press('Escape');
  await expect(field()).toBeHidden();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a time that is past, or too far ahead, is refused aloud and sent to nobody', async () => {
  await offered('refused');
  const before = await planned();
  await opener().click();
  for (const hours of [-1, 15 * 24]) {
    await field().fill(await inHours(hours));
    await confirm().click();
    await expect(field()).toBeFocused();
    await expect(field()).toHaveAttribute('aria-invalid', 'true');
    await expect(
      gallery.page.getByRole('alert').getByText('Any time in the next 14 days'),
    ).toBeVisible();
  }
  expect(await planned()).toBe(before);
  await field().fill(await inHours(13 * 24));
  await expect(field()).not.toHaveAttribute('aria-invalid');
  await confirm().click();
  expect(await planned()).toBeGreaterThan(Date.now() + 12 * 24 * HOUR);
});

test('what was typed survives words that change, and a notice that comes between; focus is not taken from elsewhere', async () => {
  const { page } = gallery;
  const notice = await offered('typed');
  await opener().click();
  const typed = await inHours(30);
  await field().fill(typed);
  await gallery.show(snapshotWith({ ...notice, body: ['You have 1.0.0. It is raining.'] }));
  await expect(field()).toHaveValue(typed);
  await expect(field()).toBeFocused();
  await gallery.show(snapshotWith(NOTICES.withdrawnHigh));
  await expect(field()).toBeHidden();
  await expect(page.locator('#editor')).toBeFocused();
  await gallery.show(snapshotWith(notice));
  await expect(field()).toHaveValue(typed);
  await expect(page.locator('#editor')).toBeFocused();
  await back().click();
  await opener().click();
  await expect(field(), 'given up, it begins anew').toHaveValue(/T22:00$/);
});

test('a plan that is changed begins with the time that is planned', async () => {
  const at = new Date(await inHours(30));
  const [install, choose] = NOTICES.planned.actions;
  const form = { ...TIME_FORM, at: at.getTime() };
  await offered('change', { ...NOTICES.planned, actions: [install, { ...choose, form }] });
  await opener().click();
  await expect(field()).toHaveValue(await inHours(30));
});

test('in forced colours the field keeps its edge, and a refused time another sign than colour', async () => {
  const { page } = gallery;
  await page.emulateMedia({ forcedColors: 'active' });
  await offered('forced colours');
  await opener().click();
  await expect(field()).toHaveCSS('border-top-width', '1px');
  await back().focus();
  await expect(field()).toHaveCSS('outline-style', 'none');
  await field().fill(await inHours(-1));
  await page.keyboard.press('Enter');
  await back().focus();
  await expect(field()).toHaveCSS('outline-style', 'dashed');
  await page.emulateMedia({ forcedColors: 'none' });
});

test('at 200 % zoom and 320 pixels wide nothing of the form is cut off, in Arabic neither', async () => {
  const { page } = gallery;
  await gallery.resize({ width: 640, height: 960, zoom: 2 });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(320);
  for (const language of ['en', 'de', 'ar']) {
    await gallery.show(snapshotWith(sampleNotice('update-ready', { languages: [language] })));
    const card = status().locator('.card').first();
    await card.locator('[data-action="at-time"]').click();
    await expect(card).toHaveCSS('direction', language === 'ar' ? 'rtl' : 'ltr');
    const wide = await card.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(wide, language).toBeLessThanOrEqual(0);
    for (const stop of await card.locator('form').locator('input, button').all()) {
      await stop.scrollIntoViewIfNeeded();
      await expect(stop).toBeInViewport({ ratio: 0.99 });
    }
    await page.keyboard.press('Escape');
  }
  await gallery.resize(GALLERY_SIZE);
});
