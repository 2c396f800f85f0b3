import { expect, type Locator, type Page } from '@playwright/test';
import type { Hand } from './hands.ts';
import { arrive } from './kioskWay.ts';

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
export const accept = (page: Page): Locator => button(page, /^Принимаю/);

/** To the end by «Ниже», a screenful at a time. */
export async function readToTheEnd(page: Page, hand: Hand): Promise<void> {
  for (let page_ = 0; page_ < 40 && (await accept(page).getAttribute('aria-disabled')) === 'true'; page_ += 1) {
    await hand.press(button(page, 'Ниже'));
    await page.waitForTimeout(120);
  }
  await expect(accept(page)).not.toHaveAttribute('aria-disabled', 'true');
}

/** A line across the frame, by finger. */
export async function drawSignature(page: Page): Promise<void> {
  const glass = page.getByRole('img', { name: /Место для подписи|Place for the signature/ });
  await glass.scrollIntoViewIfNeeded();
  const box = await glass.boundingBox();
  if (box === null) throw new Error('no place for the signature');
  const session = await page.context().newCDPSession(page);
  const points = Array.from({ length: 16 }, (_, step) => ({ x: box.x + box.width * (0.15 + step * 0.045), y: box.y + box.height * (step % 2 === 0 ? 0.35 : 0.65) }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points.slice(0, 1) });
  for (const point of points.slice(1)) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
    await page.waitForTimeout(25);
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** Reads and signs the document on the screen. */
export async function readAndSign(page: Page, hand: Hand, title: RegExp, sign: string): Promise<void> {
  await arrive(page, title);
  await readToTheEnd(page, hand);
  await hand.press(accept(page));
  await arrive(page, sign);
  await drawSignature(page);
  await hand.press(button(page, /^Подписать/));
}
