import { defineConfig } from '@playwright/test';
import type { GalleryOptions } from '../notices/gallery-test.ts';

// What a web page may use as well, in the browser of this machine: the notices' own tests, and those of serving them.
export default defineConfig<object, GalleryOptions>({
  testDir: '..',
  testMatch: ['web/*.spec.ts', 'notices/*.spec.ts'],
  use: { where: 'browser' },
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
  retries: 0,
  outputDir: '../../test-results/web',
});
