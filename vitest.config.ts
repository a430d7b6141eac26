import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'test/desktop/**', 'test/web/**'],
    // Many tests start the real command lines; what they load is compiled once.
    env: { NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // It imports JSON as bundlers do, and Node does not.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of the time goes to git, servers and processes of the tests' own.
    maxWorkers: 2,
  },
});
