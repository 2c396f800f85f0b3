import { mkdir } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import type { Kabinet } from './electronApp.ts';
import { touch } from './hands.ts';

/** The screen as it stands, in every dress a device may wear; it ends as it began: upright, Russian, plain. */
export async function everyDress(kabinet: Kabinet, page: Page, folder: string, screen: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const hand = touch(page);
  const press = (name: string) => hand.press(page.getByRole('button', { name, exact: true }));
  const picture = (dress: string) => page.screenshot({ path: `${folder}/${screen}-${dress}.png` });
  await picture('1-plain');
  await press('English');
  await picture('2-english');
  await press('Larger');
  await picture('4-english-accessible');
  await press('Русский');
  await picture('3-accessible');
  await press('Обычный вид');
  const window = await kabinet.app.browserWindow(page);
  const resize = async (width: number, height: number) => {
    await window.evaluate((it, size) => {
      it.setFullScreen(false);
      it.setContentSize(size.width, size.height);
    }, { width, height });
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
  };
  await resize(1920, 1080);
  await picture('5-lying');
  await resize(1080, 1920);
}
