import { expect, test, type Page } from '@playwright/test';
import { bridgeCall } from '../../support/bridge.ts';
import { touch, type Hand } from '../../support/hands.ts';
import { arrive, leave, signIn, nextDays, noLook } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const freeTimes = (page: Page) => button(page, /^\d{1,2}:\d{2}$/);

async function toCalendar(page: Page, hand: Hand): Promise<void> {
  await hand.press(button(page, /^Записаться к врачу/));
  await arrive(page, 'К какому врачу?');
  await hand.type(page.getByRole('searchbox', { name: 'Фамилия врача' }), 'смирнова');
  await hand.press(button(page, /^Смирнова Елена Андреевна/));
  await hand.press(button(page, 'Выбрать время'));
  await arrive(page, 'В какое время?');
}

async function touchFree(page: Page, hand: Hand, index = 0): Promise<string> {
  const free = freeTimes(page).nth(index);
  await expect(free).toBeVisible();
  const time = (await free.innerText()).trim();
  await hand.press(free);
  return time;
}

/** Two touches as fast as the machine can make them. */
async function twice(page: Page, name: string | RegExp): Promise<void> {
  const box = await button(page, name).boundingBox();
  if (!box) throw new Error('nothing to touch there');
  const session = await page.context().newCDPSession(page);
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (let touchNumber = 0; touchNumber < 2; touchNumber += 1) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
  await session.detach();
}

test.describe('edges of the way', () => {
  const kiosk = oneKiosk();

  test('S1 S2 back from the calendar the search stands as it was; the last page of days is whole and says its end', async () => {
    test.setTimeout(120_000);
    const { page } = kiosk().kabinet;
    const hand = touch(page);
    await toCalendar(page, hand);
    await expect(freeTimes(page).first()).toBeVisible();
    for (let pages = 0; pages < 20 && (await button(page, 'Позже').getAttribute('aria-disabled')) !== 'true'; pages += 1) {
      await hand.press(button(page, 'Позже'));
      await expect(page.locator('.day').first()).toBeVisible();
      await expect.poll(() => cutOrOverlapping(page)).toEqual([]);
    }
    await expect(button(page, 'Позже')).toHaveAttribute('aria-disabled', 'true');
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'К какому врачу?');
    await expect(page.getByRole('searchbox', { name: 'Фамилия врача' })).toHaveValue('смирнова');
    await expect(button(page, /^Смирнова Елена Андреевна/)).toHaveAttribute('aria-pressed', 'true');
    await hand.press(button(page, 'Сначала'));
    await hand.press(button(page, /^Записаться к врачу/));
    await expect(page.getByRole('searchbox', { name: 'Фамилия врача' })).toHaveValue('');
    await hand.press(button(page, 'Сначала'));
  });

  test('S3 S4 O3 double touches make one visit; with the line cut each step says what is safe, and goes on when it is back', async () => {
    const info = test.info();
    test.setTimeout(240_000);
    const { clinic, kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const account = nextAccount();
    const picture = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`) });

    await toCalendar(page, hand);
    await nextDays(page, hand);
    const time = await touchFree(page, hand);
    await clinic.kill();
    await hand.press(button(page, `Выбрать ${time}`));
    await arrive(page, 'Сейчас записать не получится');
    await picture('offline-time');
    expect(await cutOrOverlapping(page)).toEqual([]);
    await clinic.startAgain();
    await expect(async () => {
      await button(page, 'Попробовать ещё раз').click({ timeout: 1_000 });
      await arrive(page, 'Вход в личный кабинет');
    }).toPass({ timeout: 40_000 });

    await clinic.kill();
    await signIn(page, hand, account, noLook);
    await expect(page.getByRole('alert')).toBeVisible({ timeout: 20_000 });
    await picture('offline-sign-in');
    expect(await page.getByRole('textbox', { name: 'Логин' }).inputValue()).toBe(account.login);
    await clinic.startAgain();
    await expect(async () => {
      if (await button(page, 'Войти').isVisible()) await button(page, 'Войти').click({ timeout: 1_000 });
      await expect(page.getByRole('heading', { level: 1, name: 'Всё верно?' })).toBeVisible({ timeout: 4_000 });
    }).toPass({ timeout: 40_000 });

    const before = (await bridgeCall(page, 'appointments.mine', {})).upcoming.length;
    await twice(page, 'Записаться');
    await arrive(page, 'Вы записаны');
    const mine = (await bridgeCall(page, 'appointments.mine', {})).upcoming;
    expect(mine.length).toBe(before + 1);

    await hand.press(button(page, 'Мои записи'));
    await arrive(page, 'Мои записи');
    await hand.press(button(page, new RegExp(time)).first());
    await arrive(page, 'Запись к врачу');
    await hand.press(button(page, 'Перенести'));
    await arrive(page, 'На какое время перенести?');
    await nextDays(page, hand);
    const later = await touchFree(page, hand, 1);
    await clinic.kill();
    await hand.press(button(page, `Выбрать ${later}`));
    await arrive(page, 'Сейчас перенести не получится');
    // The clock keeps its place beside a line that is down and a patient's name.
    const clock = await page.locator('.status time').boundingBox();
    expect((clock?.x ?? 1080) + (clock?.width ?? 0)).toBeLessThanOrEqual(1080 - 56);
    await expect(page.getByText(/Ваша запись остаётся в\s+силе/)).toBeVisible();
    expect(await cutOrOverlapping(page)).toEqual([]);
    await picture('offline-move');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'Запись к врачу');
    await hand.press(button(page, 'Отменить'));
    await arrive(page, 'Отменить запись?');
    await hand.press(page.getByText('Изменились планы').first());
    await twice(page, 'Отменить запись');
    await arrive(page, 'Отмена ожидает подтверждения');
    await picture('offline-cancel');
    await clinic.startAgain();
    await expect.poll(async () => (await bridgeCall(page, 'sync.status', {})).unsent, { timeout: 30_000 }).toBe(0);
    expect((await bridgeCall(page, 'appointments.mine', {})).upcoming.filter(({ status }) => status !== 'cancelled').length).toBe(before);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });
});
