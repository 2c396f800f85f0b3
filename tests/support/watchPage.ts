import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Everything a page should not do while a patient uses it. */
export interface PageWatch {
  /** Policy reports and uncaught errors since the watch began. */
  complaints(): Promise<readonly string[]>;
}

interface Watched {
  kabinetReports?: string[];
}

/** Listens for violations of the content policy from before the first script of the page, and for errors. Loads the page anew to do so. */
export async function watchPage(page: Page): Promise<PageWatch> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`error: ${error.name}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`console: ${message.text().slice(0, 200)}`);
  });
  await page.addInitScript(() => {
    const reports: string[] = [];
    Object.assign(window, { kabinetReports: reports });
    document.addEventListener('securitypolicyviolation', (event) => reports.push(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${String(event.lineNumber)}`));
  });
  await page.reload();
  return {
    async complaints() {
      const reports = await page.evaluate(() => (window as Window & Watched).kabinetReports ?? ['policy: the watch is not running']);
      return [...errors, ...reports];
    },
  };
}

/** What axe finds under WCAG 2.0–2.2 A and AA and its best practices, one line a finding. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ').slice(0, 300)}`);
}
