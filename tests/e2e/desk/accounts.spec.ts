import { expect, test, type Page } from '@playwright/test';
import * as z from 'zod';
import type { SimulatorUser } from '../../../clinic-server/esiaSimulator/model.ts';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { bridgeReply } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { arrive } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';

let clinic: DemoClinic;
let desk: Kabinet;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo();
  desk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.reception, profile: 'reception' });
});
test.afterAll(async () => {
  await desk.close();
  await clinic.stop();
});

const json = { 'content-type': 'application/json' };

/** Somebody whose surname at Gosuslugi is not the one on the record comes to a kiosk and is sent to reception. */
async function sentToReception(): Promise<void> {
  const user = clinic.esia?.users.find(({ note }) => note.includes('к регистратору'));
  if (!clinic.esia || !user) throw new Error('the demo has nobody for reception');
  const { ask } = await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'));
  const { attemptId, authorizeUrl } = z.object({ attemptId: z.string(), authorizeUrl: z.string() }).parse((await ask('POST', '/identity/esia/start', {}, json)).body);
  const back = await createBrowser(clinic.esia.url).walk(authorizeUrl, user as Partial<SimulatorUser> as SimulatorUser);
  expect((await ask('POST', '/identity/esia/finish', { attemptId, query: back.search.slice(1) }, json)).status).toBe(409);
}

async function signIn(page: Page, login: string, password: string, arrives = 'Рабочее место'): Promise<void> {
  await arrive(page, 'Вход для сотрудников');
  for (const [name, text] of [['Логин', login], ['Пароль', password]] as const) {
    await page.getByLabel(name, { exact: true }).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await arrive(page, arrives);
}

async function fill(page: Page, name: string, text: string): Promise<void> {
  // The way to look and the field it opens have one name.
  await page.getByLabel(name, { exact: true }).and(page.locator('input:not([type=radio])')).focus();
  await page.keyboard.type(text);
}

test('R1 R5 R9 by keyboard: an administrator makes an account, records paper, says whose record it is, and changes the password', async () => {
  test.setTimeout(240_000);
  const page = await desk.currentPage();
  const watch = await watchPage(page);
  const pressed = (name: string | RegExp) => page.getByRole('button', { name }).press('Enter');
  const admin = clinic.staff.find(({ role }) => role === 'administrator') ?? { login: '', password: '', name: '' };
  await sentToReception();
  await signIn(page, admin.login, admin.password);

  await page.keyboard.press('F4');
  await arrive(page, 'Сотрудники');
  await page.getByRole('radio', { name: new RegExp(admin.name) }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/Это последний администратор/)).toBeVisible();
  await deskPicture(page, '20-accounts-last');
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Новая учётная запись');
  await fill(page, 'Имя и фамилия', 'Новикова Анна');
  await fill(page, 'Логин', 'novikova');
  await fill(page, 'Новый пароль', 'тихая роща у реки');
  await pressed('Завести');
  await expect(page.getByText('Пароли не совпадают')).toBeVisible();
  await deskPicture(page, '21-account-new');
  expect(await axeFindings(page)).toEqual([]);
  await fill(page, 'Повторить пароль', 'тихая роща у реки');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Учётная запись заведена: Новикова Анна/)).toBeVisible();
  await expect(page.getByRole('radio', { name: /Новикова Анна/ })).toBeVisible();

  await page.getByRole('radio', { name: /Новикова Анна/ }).focus();
  await page.keyboard.press('Space');
  await pressed('Сбросить пароль');
  await pressed('Сбросить сейчас');
  const oneTime = (await page.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/).textContent()) ?? '';
  await deskPicture(page, '30-reset');
  expect(await axeFindings(page)).toEqual([]);

  await page.keyboard.press('F6');
  await arrive(page, 'Объявления');
  await pressed('Новое объявление');
  await fill(page, 'Текст по-русски', 'Завтра с 8:00 до 10:00 лифт в главном корпусе не работает');
  await fill(page, 'Показывать до', '01.12.2030 10:00');
  await page.getByRole('radio', { name: /^Срочное/ }).focus();
  await page.keyboard.press('Space');
  await deskPicture(page, '31-notice');
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Опубликовать');
  await expect(page.getByText(/Опубликовано: через/)).toBeVisible();
  await page.getByRole('radio', { name: /^Завтра с/ }).focus();
  await page.keyboard.press('Space');
  await deskPicture(page, '32-notice-stands');
  await pressed('Снять с экранов');
  await pressed('Снять сейчас');
  await expect(page.getByText(/Снято со/)).toBeVisible();

  await page.keyboard.press('F2');
  await fill(page, 'Номер карты', 'А-000002');
  await page.keyboard.press('Enter');
  await pressed('Подписано на бумаге');
  await page.getByRole('radio', { name: /обработку персональных данных/i }).focus();
  await page.keyboard.press('Space');
  await pressed('Записать подпись');
  await expect(page.getByText(/Отметьте, что\sподписанный лист/)).toBeVisible();
  await deskPicture(page, '22-paper');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('checkbox').focus();
  await page.keyboard.press('Space');
  await pressed('Записать подпись');
  await expect(page.getByText(/Подпись записана/)).toBeVisible();
  await deskPicture(page, '23-paper-done');

  await page.keyboard.press('F3');
  await arrive(page, 'Обращения');
  await page.getByRole('radio', { name: /данные расходятся/ }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/СНИЛС тот же, фамилия другая/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /Чья карта похожа/ })).toBeVisible();
  await deskPicture(page, '24-esia');
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Искать другую карту');
  await deskPicture(page, '25-esia-find');
  await fill(page, 'Номер карты', 'А-000003');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Это тот же человек, документ проверен' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Это тот же человек, документ проверен');
  await expect(page.getByText(/Решение записано|уже связан/)).toBeVisible();

  await page.keyboard.press('F9');
  await deskPicture(page, '26-english');
  await page.keyboard.press('F4');
  await deskPicture(page, '27-accounts-english');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('F9');
  await page.keyboard.press('F1');
  await pressed('Сменить пароль');
  await fill(page, 'Пароль сейчас', admin.password);
  await fill(page, 'Новый пароль', 'берёза у старого моста');
  await fill(page, 'Повторить пароль', 'берёза у старого моста');
  await deskPicture(page, '28-password');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await arrive(page, 'Вход для сотрудников');
  await expect(page.getByText(/Пароль сменён/)).toBeVisible();
  await deskPicture(page, '29-password-done');
  await signIn(page, 'novikova', oneTime, 'Задайте свой пароль');
  await deskPicture(page, '33-own-first');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('F10');
  await signIn(page, admin.login, 'берёза у старого моста');
  expect(await bridgeReply(page, 'staff.accounts', {})).toMatchObject({ ok: true });
  expect(await watch.complaints()).toEqual([]);
});
