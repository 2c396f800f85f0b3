import { expect, test } from '@playwright/test';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, signIn, walkToConfirm, noLook } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

test.describe('a patient walks away', () => {
  const kiosk = oneKiosk({ idle: 8, warn: 20 });

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

test.describe('the backend dies under a patient', () => {
  const kiosk = oneKiosk();

  test('O3 kill -9 of the backend: the choice stays, the patient signs in again, the visit is made once', async () => {
    test.setTimeout(180_000);
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const hand = touch(page);
    const account = nextAccount();
    await walkToConfirm(page, hand, account);
    const before = await kabinet.backendPid();
    process.kill(before, 'SIGKILL');
    await arrive(page, 'Войдите ещё раз');
    await hand.press(page.getByRole('button', { name: 'Войти', exact: true }));
    await signIn(page, hand, account, noLook);
    await arrive(page, 'Всё верно?');
    await confirm(page, hand);
    await arrive(page, 'Вы записаны');
    const made = (await bridgeCall(page, 'appointments.mine', {})).upcoming.filter(({ number }) => number.length > 0);
    expect(new Set(made.map(({ startsAt }) => startsAt)).size).toBe(made.length);
  });
});
