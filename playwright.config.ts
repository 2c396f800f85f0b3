import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/support/buildOnce.ts',
  outputDir: 'test-results/playwright',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  // One Electron at a time: a device has a window that must be in front, and timings must not depend on a neighbour.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Where a whole run decides, a busy machine must not: one more try, named in the table. At a desk every stumble shows at once.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: { actionTimeout: 10_000, trace: 'off' },
  projects: [
    { name: 'e2e', testMatch: 'e2e/**/*.spec.ts' },
    { name: 'screens', testMatch: 'screens/**/*.spec.ts' },
  ],
});
