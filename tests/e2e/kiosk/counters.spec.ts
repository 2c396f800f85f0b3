import { expect, test } from '@playwright/test';
import { bridgeCall, bridgeReply, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { launchKabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

let clinic: DemoClinic;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  clinic = await startDemo({ idle: 120 });
});
test.afterAll(() => clinic.stop());

test('D6 a visitor reads at the kiosk what is counted and what never is; an administrator sees the table, and nobody else', async () => {
  test.setTimeout(150_000);
  const kiosk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk });
  try {
    await whenReady(kiosk.page);
    const page = await kiosk.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const press = (name: string | RegExp) => hand.press(page.getByRole('button', { name }));
    await arrive(page, 'Что вы хотите сделать?');
    await press('Помощь');
    await arrive(page, 'Чем помочь?');
    expect(await cutOrOverlapping(page)).toEqual([]);
    await press('Что мы считаем');
    await arrive(page, 'Что мы считаем');
    await expect(page.getByText('Подошли к киоску')).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    expect(await cutOrOverlapping(page)).toEqual([]);
    await deskPicture(page, 'counters-kiosk');
    await press('Ниже');
    await expect(page.getByText('Подошли к киоску')).toBeHidden();
    await press('Крупнее');
    await expect(page.getByRole('button', { name: 'Обычный вид' })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    expect(await cutOrOverlapping(page)).toEqual([]);
    await deskPicture(page, 'counters-kiosk-large');
    expect(await bridgeReply(page, 'counters.week', { week: null })).toEqual({ ok: false, error: { code: 'forbidden' } });
    const own = await bridgeCall(page, 'counters.own', {});
    expect(own.events.every(({ count }) => count === null)).toBe(true);
    expect(await watch.complaints()).toEqual([]);
  } finally {
    await kiosk.close();
  }

  const desk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.reception, profile: 'reception' });
  try {
    const page = await desk.currentPage();
    const watch = await watchPage(page);
    const administrator = clinic.staff.find(({ role }) => role === 'administrator');
    await arrive(page, 'Вход для сотрудников');
    await page.keyboard.type(administrator?.login ?? '');
    await page.getByLabel('Пароль', { exact: true }).focus();
    await page.keyboard.type(administrator?.password ?? '');
    await page.keyboard.press('Enter');
    await arrive(page, 'Рабочее место');
    await page.keyboard.press('F5');
    await arrive(page, 'Счётчики');
    const heads = page.getByRole('columnheader');
    await expect(heads).toHaveCount(9);
    const before = await heads.nth(1).textContent();
    // The last whole week has a day nobody comes on, so every row has something hidden.
    await page.getByRole('button', { name: 'Неделя раньше' }).press('Enter');
    await expect(heads.nth(1)).not.toHaveText(before ?? '');
    const row = page.getByRole('row', { name: /Подошли к\sкиоску/ });
    await expect(row.getByText(/меньше\s5/).last()).toBeVisible();
    await expect(row.getByText(/не\sменьше/)).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await deskPicture(page, 'counters-week');
    expect(await watch.complaints()).toEqual([]);
  } finally {
    await desk.close();
  }
});
