import type { Gallery } from '@phasegate/scripts/stage/gallery';
import { expect } from '@playwright/test';
import { test } from './gallery-test.ts';
import { NOTICES, snapshotWith } from './notices.ts';

// Real React, in strict mode, which mounts everything twice; in the window that the other notices are shown in.
let gallery: Gallery;

test.beforeAll(async ({ openGallery }) => {
  gallery = await openGallery('react');
});

test.afterAll(async () => {
  await gallery.close();
});

const heard = (): Promise<readonly string[]> =>
  gallery.page.evaluate(() => [...(globalThis as unknown as { heard: string[] }).heard]);

test('useUpdate draws a component anew with each snapshot, and asks the agent', async () => {
  const { page } = gallery;
  await expect(page.getByRole('heading')).toHaveText('none: none');
  await gallery.show(snapshotWith(undefined));
  await expect(page.getByRole('heading')).toHaveText('1.0.0: idle');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Check for updates' }).click();
  await page.getByRole('button', { name: 'On quit' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Exported' }).click();
  await page.getByRole('button', { name: 'Exported' }).click();
  const asked = (await gallery.calls()).filter(([call]) => !String(call).startsWith('notice'));
  expect(asked).toEqual([
    ['check'],
    ['pressMenu'],
    ['installLater', 'on-quit'],
    ['busy', 'exporting'],
    ['idle', 'exporting'],
  ]);
});

test('<UpdateNotice /> is the custom element: styling goes through, and events come back', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(NOTICES.updateReady));
  const notice = page.locator('phasegate-notice#notice.mine[theme=dark]');
  await expect(notice.locator('.card')).toHaveCSS('background-color', 'rgb(1, 2, 3)');
  await expect.poll(heard).toContain(`shown ${NOTICES.updateReady.id}`);
  await notice.getByRole('button', { name: 'Update when I quit' }).click();
  expect(await heard()).toContain('act on-quit');
  expect((await gallery.calls()).at(-1)).toEqual(['act', NOTICES.updateReady.id, 3]);
});

test('the update dialog opens and closes with a prop, and says when its user has closed it', async () => {
  const { page } = gallery;
  await gallery.show(snapshotWith(undefined));
  const dialog = page.getByRole('dialog');
  for (let times = 1; times <= 2; times += 1) {
    await page.getByRole('button', { name: 'About updates' }).click();
    await expect(page.getByText('React Notes')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
    await expect
      .poll(async () => (await heard()).filter((one) => one === 'close').length)
      .toBe(times);
  }
});

test('a window that takes its notice off the page shows notices no more, so that a native dialog may', async () => {
  await gallery.page.getByRole('button', { name: 'Without notices' }).click();
  await expect.poll(async () => (await gallery.calls()).at(-1)).toEqual(['noticeGone']);
});
