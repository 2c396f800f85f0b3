import { expect, type Page } from '@playwright/test';
import type { Hand } from './hands.ts';

export interface Account {
  readonly login: string;
  readonly password: string;
}

/** Called on every screen of the way, when it is complete: for axe, for policy reports, for a picture. */
export type Look = (screen: string) => Promise<void>;

export const noLook: Look = () => Promise.resolve();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

export async function arrive(page: Page, heading: string | RegExp): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 15_000 });
}

/** From the first screen to the doctor's calendar. The name is typed as a person types it: small letters, only the beginning. */
export async function chooseDoctor(page: Page, hand: Hand, look: Look): Promise<void> {
  await arrive(page, 'Что вы хотите сделать?');
  await look('home');
  await hand.press(button(page, /^Записаться к врачу/));
  await arrive(page, 'К какому врачу?');
  await look('doctors');
  await hand.type(page.getByRole('searchbox', { name: 'Фамилия врача' }), 'смирнова');
  const card = button(page, /^Смирнова Елена Андреевна/);
  await expect(card).toBeVisible();
  await look('doctors-found');
  await hand.press(card);
  await hand.press(button(page, 'Выбрать время'));
  await arrive(page, 'В какое время?');
}

/** Turns to the next page of days and waits until the calendar has settled there: the old day's times may stand for a moment more. */
export async function nextDays(page: Page, hand: Hand): Promise<void> {
  const main = page.getByRole('main');
  const before = await main.innerText();
  await hand.press(button(page, 'Позже'));
  let seen = before;
  await expect(async () => {
    const earlier = seen;
    seen = await main.innerText();
    expect([seen === before, seen]).toEqual([false, earlier]);
  }).toPass({ intervals: [300], timeout: 20_000 });
}

/** The first free time of the next page of days, so that the visit may still be cancelled; answers it, `14:20`. */
export async function pickFreeTime(page: Page, hand: Hand): Promise<string> {
  await nextDays(page, hand);
  const free = page.getByRole('button', { name: /^\d{1,2}:\d{2}$/ }).first();
  const time = (await free.innerText()).trim();
  await hand.press(free);
  await expect(button(page, `Выбрать ${time}`)).toBeVisible();
  return time;
}

export async function chooseTime(page: Page, hand: Hand, look: Look): Promise<string> {
  await look('time');
  const time = await pickFreeTime(page, hand);
  await look('time-chosen');
  await hand.press(button(page, `Выбрать ${time}`));
  return time;
}

export async function signIn(page: Page, hand: Hand, account: Account, look: Look): Promise<void> {
  await arrive(page, 'Вход в личный кабинет');
  await look('sign-in');
  await hand.type(page.getByRole('textbox', { name: 'Логин' }), account.login);
  await hand.type(page.getByLabel('Пароль', { exact: true }), account.password);
  await hand.press(button(page, 'Войти'));
}

/** The way to the held time and the last question. */
export async function walkToConfirm(page: Page, hand: Hand, account: Account, look: Look = noLook): Promise<string> {
  await chooseDoctor(page, hand, look);
  const time = await chooseTime(page, hand, look);
  await signIn(page, hand, account, look);
  await arrive(page, 'Всё верно?');
  await expect(page.getByRole('timer')).toBeVisible();
  await look('confirm');
  return time;
}

export async function confirm(page: Page, hand: Hand): Promise<void> {
  await hand.press(button(page, 'Записаться'));
}

/** Prints on the strip or on a sheet and waits for the screen to say that the paper is out. */
export async function printSlip(page: Page, hand: Hand, paper: 'Талон' | 'Лист А4', look: Look = noLook): Promise<void> {
  await hand.press(button(page, /^(Напечатать талон|Ещё талон)$/));
  const sheet = page.getByRole('dialog', { name: 'На чём напечатать?' });
  await expect(sheet).toBeVisible();
  await look(`print-${paper === 'Талон' ? 'strip' : 'sheet'}`);
  if (paper === 'Лист А4') await hand.press(sheet.getByRole('radio', { name: paper }));
  await hand.press(sheet.getByRole('button', { name: 'Напечатать', exact: true }));
  await expect(page.getByText(paper === 'Талон' ? /Талон напечатан/ : /Лист напечатан/).first()).toBeVisible({ timeout: 20_000 });
}

export async function openVisits(page: Page, hand: Hand, look: Look = noLook): Promise<void> {
  await hand.press(button(page, 'Мои записи'));
  await arrive(page, 'Мои записи');
  await look('visits');
}

export async function leave(page: Page, hand: Hand): Promise<void> {
  await hand.press(button(page, /^(Завершить|Закончить)$/).first());
}
