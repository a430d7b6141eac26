import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { OTHERS, SEVERITIES, TABLE } from './pictures/scenes.ts';
import type { Scene } from './pictures/scenes.ts';
import { SetupError } from './setup/setup-error.ts';
import type { Gallery } from './stage/gallery.ts';
import { openWebGallery } from './stage/web-gallery.ts';

// `pnpm notice-pictures`: every notice in every severity, light and dark, for people to look at.

const output = path.resolve(import.meta.dirname, '../demo-output/notices');
const SIZE = { width: 860, height: 520, zoom: 1 } as const;
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

async function main(): Promise<void> {
  await rm(output, { recursive: true, force: true });
  const gallery = await openWebGallery();
  try {
    for (const theme of THEMES) {
      const table = await takeAll(gallery, theme, TABLE);
      await contactSheet(
        gallery.page,
        { theme, name: 'severities', columns: SEVERITIES.length },
        table,
      );
      const others = await takeAll(gallery, theme, OTHERS);
      await contactSheet(gallery.page, { theme, name: 'others', columns: 5 }, others);
      console.log(`${table.length + others.length} pictures in ${theme}`);
    }
  } finally {
    await gallery.close();
  }
  console.log('Pictures: demo-output/notices/');
}

interface Picture {
  readonly name: string;
  readonly png: Buffer;
}

async function takeAll(
  gallery: Gallery,
  theme: Theme,
  scenes: readonly Scene[],
): Promise<Picture[]> {
  await mkdir(path.join(output, theme), { recursive: true });
  const pictures: Picture[] = [];
  for (const scene of scenes) {
    pictures.push(await take(gallery, theme, scene));
  }
  return pictures;
}

async function take(gallery: Gallery, theme: Theme, scene: Scene): Promise<Picture> {
  const { page } = gallery;
  const { name, snapshot, act, size = SIZE, forcedColors = 'none' } = scene;
  // Anew for each picture, so that none shows what another one has left behind.
  await page.reload();
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce', forcedColors });
  await gallery.resize(size);
  // The menu for low ones is on this page.
  await page.locator(snapshot.notice?.severity === 'low' ? '#show-updates' : '#show-notes').click();
  await gallery.show(snapshot);
  await act?.(page);
  await page.mouse.move(0, 0);
  await page.locator('phasegate-notice .card:visible').waitFor();
  const png = await page.screenshot({ path: path.join(output, theme, `${name}.png`) });
  return { name, png };
}

interface Sheet {
  readonly theme: Theme;
  readonly name: string;
  readonly columns: number;
}

/** All of them on one page, with their names. */
async function contactSheet(
  beside: Page,
  { theme, name, columns }: Sheet,
  pictures: readonly Picture[],
): Promise<void> {
  const page = await beside.context().newPage();
  const figures = pictures.map(
    (each) =>
      `<figure><img src="data:image/png;base64,${each.png.toString('base64')}"><figcaption>${each.name}</figcaption></figure>`,
  );
  await page.setViewportSize({ width: columns * 450, height: 600 });
  await page.setContent(`<style>
    body { margin: 12px; display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 12px; background: #8a8d92; }
    figure { margin: 0; } img { inline-size: 100%; display: block; }
    figcaption { font: 13px system-ui, sans-serif; padding: 2px; background: #ffffff; color: #000000; }
  </style>${figures.join('')}`);
  await page.screenshot({ path: path.join(output, `${name}-${theme}.png`), fullPage: true });
  await page.close();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
