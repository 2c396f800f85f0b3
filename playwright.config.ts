import { defineConfig } from '@playwright/test';

// Each worker has a screen of its own (tests/support/buildOnce.ts); this file is read in every one of them.
const displays = process.env['KABINET_DISPLAYS']?.split(',') ?? [];
const display = displays[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % Math.max(1, displays.length)];
if (display !== undefined) process.env['DISPLAY'] = display;

export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/support/buildOnce.ts',
  outputDir: 'test-results/playwright',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  // Half of a test is waiting for somebody; two fill two processors. No test decides by a time that a neighbour could stretch.
  workers: 2,
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
