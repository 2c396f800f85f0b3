import { expect, type Page, type TestInfo } from '@playwright/test';
import type { Look } from './kioskWay.ts';
import { axeFindings } from './watchPage.ts';
import { cutOrOverlapping } from './wholeOnScreen.ts';

/** A look at each screen on the way: a picture among the test's results, nothing for axe to find, nothing cut or lying over another. */
export function inspector(page: Page, info: TestInfo): Look {
  let seen = 0;
  return async (screen) => {
    seen += 1;
    await page.screenshot({ path: info.outputPath(`${String(seen).padStart(2, '0')}-${screen}.png`) });
    expect.soft(await axeFindings(page), screen).toEqual([]);
    expect.soft(await cutOrOverlapping(page), screen).toEqual([]);
  };
}
