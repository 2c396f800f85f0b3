import { mkdir } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { bridgeCall, bridgeReply } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

const pictures = process.env['KABINET_PICTURES'];

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

test.describe('staff close a kiosk', () => {
  const kiosk = oneKiosk({ idle: 120 });

  test('H16 K1 wrong codes open nothing and make the next wait; the right one, typed by touch, shows the device and closes the program', async () => {
    test.setTimeout(180_000);
    const { clinic, kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const watch = await watchPage(page);
    const press = (name: string | RegExp) => hand.press(page.getByRole('button', { name }));
    /** The same screen at double size, with nothing cut and nothing on top of anything. */
    const isWholeWhenLarge = async () => {
      await press('Крупнее');
      await expect(page.getByRole('button', { name: 'Обычный вид' })).toBeVisible();
      expect(await cutOrOverlapping(page)).toEqual([]);
      expect(await axeFindings(page)).toEqual([]);
      await press('Обычный вид');
    };
    await arrive(page, 'Что вы хотите сделать?');
    await press('Помощь');
    await arrive(page, 'Чем помочь?');
    await press('Для сотрудников');
    await arrive(page, 'Служебный экран');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'staff-code');
    await isWholeWhenLarge();

    const field = page.getByRole('textbox', { name: 'Код сотрудника' });
    await hand.type(field, '11111111');
    await press('Открыть');
    await expect(page.getByText('Код не подходит.')).toBeVisible();
    await picture(page, 'staff-code-wrong');
    expect(await axeFindings(page)).toEqual([]);
    for (let slip = 0; slip < 2; slip += 1) await bridgeCall(page, 'staffDoor.enter', { code: `2222222${slip}` });
    // Two hundred more, as a program in the page would try them.
    for (let guess = 0; guess < 200; guess += 1) {
      const reply = await bridgeReply(page, 'staffDoor.enter', { code: String(30_000_000 + guess) });
      expect(reply.ok ? (reply.value as { state: string }).state : reply.error.code).toMatch(/^(wait|too_many_calls)$/);
    }
    // The window's allowance of calls is used up, too; it fills again.
    await expect.poll(() => bridgeReply(page, 'staffDoor.exit', {})).toEqual({ ok: false, error: { code: 'closed' } });
    await expect(field).toBeVisible();

    await hand.type(field, '4');
    await press('Открыть');
    await expect(page.getByRole('status').filter({ hasText: /следующая\sпопытка/ })).toBeVisible();
    await picture(page, 'staff-code-wait');
    await isWholeWhenLarge();
    // Half a minute after the third slip the door may be tried again.
    await expect(page.getByText(/следующая\sпопытка/)).toHaveCount(0, { timeout: 40_000 });
    await hand.type(field, clinic.staffCode.replace('-', ''));
    await press('Открыть');
    await arrive(page, 'Состояние киоска');
    await expect(page.getByText(clinic.server)).toBeVisible();
    await picture(page, 'staff-open');
    expect(await axeFindings(page)).toEqual([]);
    expect(await watch.complaints()).toEqual([]);

    const ended = new Promise<number | null>((resolve) => kabinet.app.process().once('exit', resolve));
    await press('Закрыть программу');
    expect(await ended).toBe(0);
  });
});
