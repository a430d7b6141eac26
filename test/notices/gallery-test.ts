import { openElectronGallery } from '@phasegate/scripts/stage/electron-gallery';
import type { OpenGallery } from '@phasegate/scripts/stage/gallery';
import { openWebGallery } from '@phasegate/scripts/stage/web-gallery';
import { test as base } from '@playwright/test';

/** Where the windows of a run are: its configuration says it. */
export interface GalleryOptions {
  readonly where: 'electron' | 'browser';
}

/** A test about notices, which runs in Electron and in a browser alike. */
export const test = base.extend<object, GalleryOptions & { readonly openGallery: OpenGallery }>({
  where: ['electron', { option: true, scope: 'worker' }],
  openGallery: [
    async ({ where }, use) => use(where === 'electron' ? openElectronGallery : openWebGallery),
    { scope: 'worker' },
  ],
});
