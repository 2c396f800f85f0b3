import { expect, type Page } from '@playwright/test';
import type { Kabinet } from './electronApp.ts';
import { touch } from './hands.ts';
import { arrive } from './kioskWay.ts';

export interface EsiaUser {
  readonly login: string;
  readonly password: string;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** The window whose page stands at an address like this; waits until there is one. */
export async function windowAt(kabinet: Kabinet, address: RegExp): Promise<Page> {
  let found: Page | undefined;
  await expect
    .poll(() => {
      found = kabinet.app.windows().find((page) => !page.isClosed() && address.test(page.url()));
      return found !== undefined;
    })
    .toBe(true);
  if (found === undefined) throw new Error('no such window');
  return found;
}

/** Our frame around the foreign page. */
export const frameOf = (kabinet: Kabinet): Promise<Page> => windowAt(kabinet, /^kabinet:\/\/app\/signIn\.html/);

/** Every page of an attempt is gone: the frame, the foreign page, and whatever either could have opened. */
export async function expectNothingLeft(kabinet: Kabinet): Promise<void> {
  await expect.poll(() => kabinet.app.windows().filter((page) => !page.isClosed() && !page.url().startsWith('kabinet://app/index.html')).map((page) => page.url())).toEqual([]);
}

/** From the first screen to the page that explains what will happen. */
export async function walkToEsia(page: Page): Promise<void> {
  const hand = touch(page);
  await hand.press(button(page, /^Мои записи/).or(button(page, /кабинет/i)).first());
  await arrive(page, 'Вход в личный кабинет');
  await hand.press(button(page, 'Войти через Госуслуги'));
  await arrive(page, 'Вход через Госуслуги');
}

/** Opens the foreign page by a touch; answers it and our frame around it. */
export async function openSite(kabinet: Kabinet, page: Page, address = /\/login\?request=/): Promise<{ site: Page; frame: Page }> {
  await touch(page).press(button(page, /^(Перейти на Госуслуги|Попробовать ещё раз)$/));
  return { site: await windowAt(kabinet, address), frame: await frameOf(kabinet) };
}

/** By fingers: the field of the foreign page, the keys of our frame. */
export async function typeOnKeys(site: Page, frame: Page, label: string, text: string): Promise<void> {
  await touch(site).press(site.getByLabel(label));
  const keys = frame.getByRole('region', { name: /Экранная клавиатура/ });
  const hand = touch(frame);
  for (const letter of text) {
    const isCapital = letter !== letter.toLowerCase();
    if (isCapital) await hand.press(keys.getByRole('button', { name: 'Заглавные' }));
    await hand.press(keys.getByRole('button', { name: letter, exact: true }));
  }
}

export async function giveUser(site: Page, { login, password }: EsiaUser): Promise<void> {
  await site.getByLabel('Телефон, почта или СНИЛС').fill(login);
  await site.getByLabel('Пароль').fill(password);
  await site.getByRole('button', { name: 'Войти' }).click();
}

export async function consent(site: Page, decision: 'Разрешить' | 'Отказать'): Promise<void> {
  // The page goes away with the click: it is not waited for.
  await site.getByRole('button', { name: decision }).click({ noWaitAfter: true });
}

/** The admin door of the simulator. */
export async function setFaults(adminUrl: string, faults: Record<string, unknown> | null): Promise<void> {
  const answer = await fetch(`${adminUrl}/faults`, faults === null ? { method: 'DELETE' } : { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(faults) });
  if (!answer.ok) throw new Error(`the simulator does not take faults: ${answer.status}`);
}
