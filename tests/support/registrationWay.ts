import { expect, type Page } from '@playwright/test';
import decodeQR from 'qr/decode.js';
import type { DemoClinic, DemoLetter } from './demoClinic.ts';
import { readAndSign } from './documentsWay.ts';
import type { Hand } from './hands.ts';
import { arrive, noLook, type Look } from './kioskWay.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
export const box = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** The newest letter to this address, once there are `count` of them. */
export async function letterTo(clinic: DemoClinic, email: string, count = 1): Promise<DemoLetter> {
  const mine = async () => (await clinic.letters()).filter(({ to }) => to.includes(email));
  await expect.poll(async () => (await mine()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  const [newest] = await mine();
  if (newest === undefined) throw new Error('no letter');
  return newest;
}

export const codeIn = ({ text }: DemoLetter): string => (/^(\d{3}) (\d{3})$/m.exec(text) ?? []).slice(1).join('');
export const linkIn = ({ text }: DemoLetter): string => /https?:\/\/\S+/.exec(text)?.[0] ?? '';

/** From the first screen to the first question of the form, both documents signed. */
export async function toForm(page: Page, hand: Hand, look: Look = noLook): Promise<void> {
  await hand.press(button(page, /^Вход в личный кабинет/));
  await arrive(page, 'Вход в личный кабинет');
  await look('sign-in');
  await hand.press(button(page, 'Зарегистрироваться'));
  await readAndSign(page, hand, /^Условия пользования/, 'Подпишите условия');
  await readAndSign(page, hand, /^Согласие на обработку/, 'Подпишите согласие');
  await arrive(page, 'Как вас зовут?');
}

/** The form without a slip, up to the last press. */
export async function fillForm(page: Page, hand: Hand, email: string): Promise<void> {
  await hand.type(box(page, 'Фамилия'), 'лесная');
  await hand.type(box(page, 'Имя'), 'анна');
  await hand.press(button(page, 'Дальше'));
  await arrive(page, 'Когда вы родились?');
  await hand.type(box(page, 'Дата рождения'), '31121980');
  await hand.press(button(page, 'Дальше'));
  await arrive(page, 'Как с вами связаться?');
  await hand.type(box(page, 'Адрес почты'), email);
  await hand.type(box(page, 'Телефон'), '89001234567');
}

/** What the camera of a telephone reads from the square on the screen. */
export async function readQr(page: Page): Promise<string> {
  const drawn = page.getByRole('img', { name: /ссылкой на\sстраницу/ });
  const side = Number((await drawn.getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await drawn.locator('path').getAttribute('d')) ?? '';
  const dot = 8;
  const size = (side + 8) * dot;
  const data = new Uint8Array(size * size * 4).fill(255);
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1/g)) {
    for (let row = 0; row < dot; row += 1) {
      for (let column = 0; column < dot; column += 1) {
        const at = (((Number(y) + 4) * dot + row) * size + (Number(x) + 4) * dot + column) * 4;
        data.fill(0, at, at + 3);
      }
    }
  }
  return decodeQR({ width: size, height: size, data });
}

/** From now on the page is that of a patient's browser: in Russian, and without scripts, as in the strictest of them. */
export async function asPatientHasIt(page: Page): Promise<void> {
  await page.setExtraHTTPHeaders({ 'accept-language': 'ru' });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
}
