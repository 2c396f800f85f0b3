import { expect, test, type Page } from '@playwright/test';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import type { DemoClinic } from '../../support/demoClinic.ts';
import { someChild, type DemoChild } from '../../support/demoChild.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { accept, drawSignature, readAndSign, readToTheEnd } from '../../support/documentsWay.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive, chooseDoctor, chooseTime, confirm, noLook, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';
import { inspector } from '../../support/inspector.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const band = (page: Page) => page.getByRole('region', { name: /За\sкого вы\sдействуете/ });

const visitIds = async (page: Page) => (await bridgeCall(page, 'appointments.mine', {})).upcoming.map(({ id }) => id);

async function enterDesk(page: Page, clinic: DemoClinic): Promise<void> {
  const [registrar] = clinic.staff;
  await arrive(page, 'Вход для сотрудников');
  await page.getByRole('textbox', { name: 'Логин' }).fill(registrar?.login ?? '');
  await page.getByLabel('Пароль', { exact: true }).fill(registrar?.password ?? '');
  await page.keyboard.press('Enter');
  await arrive(page, 'Рабочее место');
  await page.keyboard.press('F2');
}

/** The card of rights of the patient with this number. */
async function openCard(page: Page, card: string) {
  await arrive(page, 'Найти пациента');
  await page.getByRole('textbox', { name: 'Номер карты' }).fill(card);
  await page.keyboard.press('Enter');
  const rights = page.getByRole('region', { name: 'Представители пациента' });
  await expect(rights).toBeVisible();
  return rights;
}

async function grant(page: Page, child: DemoChild, parentCard: string): Promise<void> {
  const rights = await openCard(page, child.card);
  await rights.getByRole('button', { name: 'Добавить представителя' }).press('Enter');
  await rights.getByRole('textbox', { name: 'Номер карты' }).fill(parentCard);
  await deskPicture(page, '30-find-representative');
  await page.keyboard.press('Enter');
  await rights.getByRole('checkbox', { name: /^Показано/ }).press('Space');
  await deskPicture(page, '31-grant');
  expect.soft(await axeFindings(page), 'grant').toEqual([]);
  await rights.getByRole('button', { name: 'Дать доступ' }).press('Enter');
  await expect(rights.getByRole('list', { name: 'Представители' }).getByRole('listitem')).toHaveCount(1);
  await deskPicture(page, '32-granted');
}

async function revoke(page: Page): Promise<void> {
  const rights = page.getByRole('region', { name: 'Представители пациента' });
  await rights.getByRole('button', { name: 'Отозвать', exact: true }).press('Enter');
  await rights.getByRole('textbox', { name: 'Причина отзыва' }).fill('Просьба второго родителя');
  await deskPicture(page, '33-revoke');
  expect.soft(await axeFindings(page), 'revoke').toEqual([]);
  await page.keyboard.press('Enter');
  await expect(rights.getByRole('status').filter({ hasText: 'Доступ отозван' })).toBeVisible({ timeout: 15_000 });
  await deskPicture(page, '34-revoked');
}

test.describe('acting for a child', () => {
  const kiosk = oneKiosk();
  let desk: Kabinet | null = null;
  test.afterAll(async () => {
    await desk?.close();
  });

  test('R10 D3 a registrar gives the right, a parent books for the child, the visit is the child’s, and taking the right back ends it', async () => {
    test.setTimeout(300_000);
    const { clinic, kabinet, nextAccount } = kiosk();
    const child = await someChild(clinic);
    desk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.reception, profile: 'reception' });
    const deskPage = await desk.currentPage();
    await whenReady(deskPage);
    await enterDesk(deskPage, clinic);
    await grant(deskPage, child, 'А-000001');

    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await chooseDoctor(page, hand, noLook);
    await chooseTime(page, hand, noLook);
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, 'Всё верно?');
    const card = button(page, new RegExp(`^${child.given}\\s${child.patronymic}`));
    const another = button(page, /^Записать другого человека/);
    const forWhom = button(page, /^За\sкого записываетесь/);
    await expect(another).toBeVisible({ timeout: 15_000 });
    const parentId = (await bridgeCall(page, 'identity.me', {})).patient?.id;
    await hand.press(another);
    await arrive(page, /^За\sкого записываетесь/);
    await hand.press(card);
    await look('choose');
    await hand.press(button(page, 'Продолжить'));

    await arrive(page, /Условия пользования/);
    await expect(band(page)).toContainText(`${child.given}\u00a0${child.family.slice(0, 1)}.`, { timeout: 15_000 });
    await readToTheEnd(page, hand);
    await hand.press(accept(page));
    await arrive(page, 'Подпишите условия');
    await expect(page.getByText(/как представитель\. Вы подписываете за: /)).toBeVisible();
    await look('sign');
    await drawSignature(page);
    await hand.press(button(page, 'Подписать'));
    await arrive(page, /Согласие на\sобработку/);
    await readAndSign(page, hand, /Согласие на\sобработку/, 'Подпишите согласие');
    await arrive(page, 'Всё верно?');
    await expect(page.getByText(`${child.family} ${child.given} ${child.patronymic}`)).toBeVisible();
    await expect(page.getByText(/, записывает /)).toBeVisible();
    await look('confirm');
    await confirm(page, hand);
    await arrive(page, 'Вы записаны');
    const ofChild = await visitIds(page);
    expect(ofChild).not.toEqual([]);

    await hand.press(button(page, 'English'));
    await expect(button(page, 'Back to yourself')).toBeVisible();
    expect.soft(await unmarkedRussian(page), 'english').toEqual([]);
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, /^Вернуться к\sсебе/));
    await arrive(page, /^Здравствуйте/);
    await expect(band(page)).toHaveCount(0);
    expect((await bridgeCall(page, 'identity.me', {})).patient?.id).toBe(parentId);
    expect((await visitIds(page)).filter((id) => ofChild.includes(id))).toEqual([]);

    await hand.press(forWhom);
    await arrive(page, /^За\sкого записываетесь/);
    await hand.press(card);
    await hand.press(button(page, 'Продолжить'));
    await arrive(page, /^Кабинет/);
    await look('cabinet-child');
    await hand.press(button(page, 'Крупнее'));
    await look('low-cabinet-child');
    await revoke(deskPage);
    await arrive(page, 'Доступ закончился');
    await expect(bridgeCall(page, 'appointments.mine', {})).rejects.toThrow();
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(child.given);
    expect(await watch.complaints()).toEqual([]);
  });
});
