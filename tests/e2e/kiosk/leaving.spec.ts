import { expect, test } from '@playwright/test';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive, walkToConfirm } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

test.describe('a patient walks away', () => {
  const kiosk = oneKiosk({ idle: 8, warn: 10 });

  test('K2 the warning counts down and can be answered; unanswered, everything of the patient is gone and the time is free again', async () => {
    test.setTimeout(180_000);
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const account = nextAccount();
    await walkToConfirm(page, touch(page), account);
    const { hold } = await bridgeCall(page, 'appointments.currentHold', {});
    if (!hold) throw new Error('nothing is held');

    const warning = page.getByRole('dialog', { name: 'Вы ещё здесь?' });
    await expect(warning).toBeVisible({ timeout: 30_000 });
    await touch(page).press(warning.getByRole('button', { name: 'Да, продолжить' }));
    await expect(warning).toBeHidden();
    await arrive(page, 'Всё верно?');

    await expect(warning).toBeVisible({ timeout: 30_000 });
    const next = await kabinet.nextPage(page).catch(() => kabinet.nextPage(page));
    await arrive(next, 'Что вы хотите сделать?');
    await expect.poll(() => page.isClosed()).toBe(true);
    expect(await next.evaluate(() => document.documentElement.outerHTML)).not.toContain(account.login);
    await expect.poll(async () => (await bridgeCall(next, 'identity.me', {})).role).toBe('visitor');
    const card = await bridgeCall(next, 'doctors.list', { text: 'смирнова елена', speciality: null, officeId: null, day: null });
    expect(card.doctors).toHaveLength(1);
  });
});
