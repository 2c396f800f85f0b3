import { expect, test } from '@playwright/test';
import { bridgeReply } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
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

test('R7 R6 W7 X8 a registrar finds one patient by card number, makes a code, locks the account and decides the case, by keyboard', async () => {
  test.setTimeout(240_000);
  const page = await desk.currentPage();
  const watch = await watchPage(page);
  const [registrar] = clinic.staff;
  await arrive(page, 'Вход для сотрудников');
  await page.keyboard.type(registrar?.login ?? '');
  await page.getByLabel('Пароль', { exact: true }).focus();
  await page.keyboard.type(registrar?.password ?? '');
  await page.keyboard.press('Enter');
  await arrive(page, 'Рабочее место');

  await page.keyboard.press('F2');
  await arrive(page, 'Найти пациента');
  expect(await axeFindings(page)).toEqual([]);
  const card = page.getByRole('textbox', { name: 'Номер карты' });
  await card.focus();
  await page.keyboard.type('А-%');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Проверьте, что набрано' })).toBeVisible();
  await deskPicture(page, '10-find-refused');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('А-000001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Выдать код на один вход' })).toBeVisible();
  await page.getByRole('button', { name: 'Выдать код на один вход' }).press('Enter');
  await expect(page.getByText(/^\d{4} \d{4}$/)).toBeVisible({ timeout: 15_000 });
  await deskPicture(page, '11-code');
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Закрыть вход' }).press('Enter');
  await page.getByRole('textbox', { name: 'Причина' }).focus();
  await page.keyboard.type('Звонок: телефон украден');
  await deskPicture(page, '12-lock');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Вход в\sкабинет закрыт, все сеансы завершены/)).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);

  await page.keyboard.press('F3');
  await arrive(page, 'Обращения');
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('heading', { name: /Вход в\sкабинет закрыт/ })).toBeVisible();
  await expect(page.getByRole('definition').first()).toBeVisible();
  await deskPicture(page, '13-case');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Документ показан' }).press('Enter');
  await expect(page.getByText('Решение записано')).toBeVisible({ timeout: 15_000 });
  await deskPicture(page, '14-decided');
  await page.keyboard.press('F10');
  await arrive(page, 'Вход для сотрудников');
  expect(await bridgeReply(page, 'staff.cases', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect(await watch.complaints()).toEqual([]);
});
