import { expect, test } from '@playwright/test';
import { DeviceProblem } from '../../../shared/features/device.ts';
import { launchKabinet } from '../../support/electronApp.ts';
import { axeFindings } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

const sizes = [
  { width: 1080, height: 1920, profile: 'kiosk' },
  { width: 1920, height: 1080, profile: 'reception' },
] as const;

test('H41 every recovery screen fits a standing kiosk and a lying desk whole, in both languages, and axe finds nothing in it', async () => {
  test.setTimeout(240_000);
  const info = test.info();
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', profile: 'reception' });
  try {
    const { page } = kabinet;
    // A page that is still loading and one that is to be loaded stop each other.
    await expect(page.getByText('Киоск запускается')).toBeVisible({ timeout: 30_000 });
    const window = await kabinet.app.browserWindow(page);
    await window.evaluate((it) => it.loadURL('kabinet://app/gallery.html').catch(() => undefined));
    await expect.poll(() => page.url()).toBe('kabinet://app/gallery.html');
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    for (const { width, height, profile } of sizes) {
      await page.setViewportSize({ width, height });
      for (const language of ['ru', 'en']) {
        for (const problem of DeviceProblem.options) {
          await page.evaluate((hash) => void (location.hash = hash), `problem=${problem}&profile=${profile}&language=${language}`);
          await expect(page.getByText(problem, { exact: true })).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          expect.soft(await cutOrOverlapping(page), `${problem} ${width} ${language}`).toEqual([]);
          // Nothing scrolls here: what does not fit is not there.
          expect.soft(await page.evaluate(() => [...document.querySelectorAll('.problem > *')].filter((part) => part.scrollHeight > part.clientHeight + 2).length), `${problem} ${width} ${language}`).toBe(0);
          if (language === 'ru') await page.screenshot({ path: info.outputPath(`${width}-${problem}.png`) });
        }
      }
      expect.soft(await axeFindings(page)).toEqual([]);
    }
  } finally {
    await kabinet.close();
  }
});
