import { expect, test, type Page } from '@playwright/test';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { arrive } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';

let clinic: DemoClinic;
let desk: Kabinet;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo({ 'desk-idle': 70 });
  desk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.reception, profile: 'reception' });
});
test.afterAll(async () => {
  await desk.close();
  await clinic.stop();
});

const staffOf = (role: string) => {
  const found = clinic.staff.find((one) => one.role === role);
  if (!found) throw new Error(`the demo has no ${role}`);
  return found;
};

/** As a hand on a keyboard does it: the field has the focus already. */
async function typeSignIn(page: Page, login: string, password: string): Promise<void> {
  await arrive(page, 'Вход для сотрудников');
  await expect(page.getByRole('textbox', { name: 'Логин' })).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(login);
  await page.getByLabel('Пароль', { exact: true }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

test('R9 staff sign in at the desk by keyboard alone, are told of a wrong password, work without the server, and sign out', async () => {
  test.setTimeout(240_000);
  const page = await desk.currentPage();
  const watch = await watchPage(page);
  const { login, password, name } = staffOf('registrar');
  await arrive(page, 'Вход для сотрудников');
  expect(await axeFindings(page)).toEqual([]);
  await deskPicture(page, '1-sign-in');

  await typeSignIn(page, login, 'not the password');
  await expect(page.getByRole('alert').filter({ hasText: 'Логин или пароль не подходят' })).toBeVisible();
  await deskPicture(page, '2-wrong');
  expect(await axeFindings(page)).toEqual([]);
  await page.reload();
  await typeSignIn(page, login, password);
  await arrive(page, 'Рабочее место');
  await expect(page.getByText(name).first()).toBeVisible();
  await deskPicture(page, '3-start');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('F9');
  await arrive(page, 'This desk');
  await deskPicture(page, '4-start-english');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('F9');
  await page.keyboard.press('F10');
  await arrive(page, 'Вход для сотрудников');

  await clinic.kill();
  await expect(page.getByText('Связи с центром нет.')).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await typeSignIn(page, 'senior', password);
  await expect(page.getByText(/Без\sсвязи войти не\sполучилось/)).toBeVisible({ timeout: 15_000 });
  await deskPicture(page, '5-offline-refused');
  await page.reload();
  await typeSignIn(page, login, password);
  await arrive(page, 'Рабочее место');
  await expect(page.getByText(/Вы вошли без\sсвязи/)).toBeVisible();
  await deskPicture(page, '6-offline');
  expect(await axeFindings(page)).toEqual([]);

  await clinic.startAgain();
  await expect(page.getByText(/Связь с\sцентром вернулась/)).toBeVisible({ timeout: 30_000 });
  await deskPicture(page, '7-line-is-back');
  await page.getByRole('button', { name: 'Войти заново' }).press('Enter');
  await typeSignIn(page, login, password);
  await arrive(page, 'Рабочее место');
  await expect(page.getByText(/Вы вошли без\sсвязи/)).toHaveCount(0);
  // This clinic lets its desks stand open for seventy seconds: after ten without a hand they say that they close.
  const closing = page.getByRole('timer');
  await expect(closing).toHaveText(/Рабочее\sместо\sзакроется\sчерез\s\d+/, { timeout: 30_000 });
  await deskPicture(page, '8-closing');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Shift');
  await expect(closing).toHaveCount(0);
  await page.keyboard.press('F10');
  await arrive(page, 'Вход для сотрудников');
  expect(await watch.complaints()).toEqual([]);
});
