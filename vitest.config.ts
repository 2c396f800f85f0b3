import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Tests mirror the tree. What opens a PostgreSQL or listens on a port is "integration" and stays out of `npm run check`.
const integration = ['tests/integration/**/*.test.ts'];
// Visits every world of a protocol: a lane of its own, and no part of `npm run check`.
const models = ['tests/model/**/*.test.ts'];
const pages = ['tests/renderer/**/*.test.ts', 'tests/renderer/**/*.test.tsx'];

export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [...integration, ...models, ...pages],
          testTimeout: 20_000,
          // Nothing here keeps anything in a module, so files may share a process: loading it anew for each was more than half of the work.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'page', environment: 'jsdom', include: pages, testTimeout: 20_000, isolate: false },
      },
      { extends: true, test: { name: 'model', include: models, testTimeout: 600_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          globalSetup: ['./tests/support/postgresCluster.ts'],
          include: integration,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // As for the tests on Electron: where a whole run decides, a busy machine must not. The report names what was tried again.
          retry: process.env['CI'] === undefined ? 0 : 1,
        },
      },
    ],
  },
});
