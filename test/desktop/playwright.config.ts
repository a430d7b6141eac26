import { defineConfig } from '@playwright/test';

// The real Electron with real files: one worker, since two cores carry one app and its server well.
export default defineConfig({
  testDir: '.',
  globalSetup: './build-first.ts',
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  retries: 0,
  outputDir: '../../test-results',
});
