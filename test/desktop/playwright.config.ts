import { defineConfig } from '@playwright/test';
import type { GalleryOptions } from '../notices/gallery-test.ts';

// The real Electron with real files: one worker, since two cores carry one app and its server well.
export default defineConfig<object, GalleryOptions>({
  testDir: '..',
  testMatch: ['desktop/*.spec.ts', 'notices/*.spec.ts'],
  globalSetup: './build-first.ts',
  use: { where: 'electron' },
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  retries: 0,
  outputDir: '../../test-results/desktop',
});
