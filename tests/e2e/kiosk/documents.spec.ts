import { expect, test, type Page } from '@playwright/test';
import { addDays, dayOf, instant } from '../../../shared/lib/moscow.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { accept, drawSignature, readAndSign, readToTheEnd } from '../../support/documentsWay.ts';
import type { DemoClinic } from '../../support/demoClinic.ts';
import { keyboard, touch } from '../../support/hands.ts';
import { arrive, leave, noLook, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { publishToDemo } from '../../support/publishToDemo.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';
import { inspector } from '../../support/inspector.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const today = () => dayOf(instant(Date.now()));

/** The kiosk has heard of it: a nudge takes a moment. */
async function waitForVersion(page: Page, version: string, where: 'inForce' | 'coming'): Promise<void> {
  await expect
    .poll(async () => (await bridgeCall(page, 'documents.current', {}))[where].map((document) => document.version), { timeout: 30_000 })
    .toContain(version);
}

/** A clinic may write an address in that has no place to break: the text must not grow wider than the glass. */
function withAddress(text: string): string {
  const longest = text.split('\n').reduce((one, other) => (other.length > one.length ? other : one));
  return text.replace(longest, `${longest} https://example.org/${'dogovor'.repeat(8)}`);
}

/** New terms are in force, by whichever test came first. */
async function haveNewTerms(page: Page, clinic: DemoClinic): Promise<void> {
  // The patient before may have left this very moment.
  await whenReady(page);
  const { inForce } = await bridgeCall(page, 'documents.current', {});
  if (!inForce.some(({ version }) => version === '2026-11')) await publishToDemo(clinic, 'terms', '2026-11', today(), 'terms-next', withAddress);
  await waitForVersion(page, '2026-11', 'inForce');
}

test.describe('terms and consent', () => {
  const kiosk = oneKiosk();

  test('R4 D3 the page of the sign-in says which terms one confirms; the cabinet shows what was signed; a purpose is withdrawn', async () => {
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await hand.press(button(page, /^Вход в личный кабинет/));
    await expect(page.getByText('Входя, вы подтверждаете условия, версия 2026-01.')).toBeVisible();
    await look('sign-in');
    await hand.press(button(page, 'Прочитать условия'));
    await arrive(page, 'Условия пользования электронной записью');
    await look('terms');
    await expect(accept(page)).toHaveCount(0);
    await hand.press(button(page, 'Назад'));
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, /^Здравствуйте/);
    await look('cabinet');
    await hand.press(button(page, /^Мои согласия/));
    await arrive(page, 'Мои согласия');
    await expect(page.getByText('Напоминания о приёмах по почте и СМС')).toBeVisible();
    await look('consents');
    await hand.press(button(page, 'Отозвать'));
    await arrive(page, 'Что вы хотите отозвать?');
    await hand.press(page.getByRole('radio', { name: 'Напоминания о приёмах по почте и СМС' }));
    await look('withdraw');
    await hand.press(button(page, 'Дальше'));
    await arrive(page, 'Отозвать согласие?');
    await expect(page.getByText('Напоминания о приёмах приходить не будут.')).toBeVisible();
    await look('withdraw-confirm');
    await hand.press(button(page, 'Да, отозвать'));
    await arrive(page, 'Отзыв записан');
    await look('withdrawn');
    await hand.press(button(page, 'К моим согласиям'));
    await arrive(page, 'Мои согласия');
    await expect(page.getByRole('listitem').filter({ hasText: 'Напоминания о приёмах' })).toContainText('Отозвано');
    expect(await watch.complaints()).toEqual([]);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('K6 R4 D3 all of it in English, and what stayed Russian says so; the whole consent is withdrawn, and at the next sign-in the cabinet waits for another', async () => {
    test.setTimeout(240_000);
    const { kabinet, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    const inEnglish = async (screen: string) => {
      await look(screen);
      expect.soft(await unmarkedRussian(page), screen).toEqual([]);
    };
    await hand.press(button(page, 'English'));
    await hand.press(button(page, /^Sign in to your account/).first());
    await inEnglish('sign-in');
    await hand.press(button(page, /^Read/));
    await arrive(page, 'Terms of online booking');
    await inEnglish('terms');
    await hand.press(button(page, 'Back'));
    const account = nextAccount();
    await bridgeCall(page, 'identity.signIn', account);
    await page.reload();
    await hand.press(button(page, 'English'));
    await hand.press(button(page, /^My account/).first());
    await hand.press(button(page, /^My consents/));
    await arrive(page, 'My consents');
    await inEnglish('consents');
    await hand.press(button(page, 'Withdraw'));
    await arrive(page, 'What do you want to withdraw?');
    await inEnglish('withdraw');
    await hand.press(page.getByRole('radio', { name: /^The whole consent/ }));
    await hand.press(button(page, 'Next'));
    await arrive(page, 'Withdraw the consent?');
    await inEnglish('withdraw-whole');
    await hand.press(button(page, 'Keep it'));
    await arrive(page, 'What do you want to withdraw?');
    await hand.press(button(page, 'Next'));
    await hand.press(button(page, 'Yes, withdraw'));
    await arrive(page, 'The withdrawal is recorded');
    await inEnglish('withdrawn-whole');
    await hand.press(button(page, 'Finish'));
    const later = await kabinet.nextPage(page);
    const again = touch(later);
    await again.press(button(later, /^Вход в личный кабинет/));
    await signIn(later, again, account, noLook);
    await arrive(later, /^Согласие на обработку/);
    await leave(later, again);
    await kabinet.nextPage(later);
  });

  test('R2 a new version is told on the first screen before its day, and nobody is asked for it yet', async () => {
    test.setTimeout(180_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    await publishToDemo(clinic, 'consent', '2026-12', addDays(today(), 9), 'consent-2026-01');
    await waitForVersion(page, '2026-12', 'coming');
    const news = page.getByRole('region', { name: 'Объявления центра' });
    for (let step = 0; step < 6 && !(await news.getByText('новый текст согласия').isVisible()); step += 1) await hand.press(news.getByRole('button').last());
    await expect(news.getByText('новый текст согласия')).toBeVisible();
    await inspector(page, test.info())('coming');
    await hand.press(news.getByRole('button', { name: 'Прочитать', exact: true }));
    await arrive(page, 'Согласие на обработку персональных данных');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, /^Вход в личный кабинет/));
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, /^Здравствуйте/);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R2 from its day the next sign-in shows what has changed, has it read to the end and signed by finger, and goes on to what was asked for', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    await haveNewTerms(page, clinic);
    await hand.press(button(page, /^Вход в личный кабинет/));
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, 'Что изменилось в условиях?');
    await expect(page.getByText('Добавлено', { exact: true })).toBeVisible();
    await expect(page.getByText('Изменено', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Убрано', { exact: true })).toBeVisible();
    await look('changes');
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'Без согласия тоже можно');
    await look('refused');
    await hand.press(page.getByRole('region', { name: 'Действия' }).getByRole('button', { name: 'Назад', exact: true }));
    await hand.press(button(page, 'Читать весь текст'));
    await arrive(page, 'Условия пользования электронной записью');
    await expect(accept(page)).toHaveAttribute('aria-disabled', 'true');
    await hand.press(accept(page));
    await arrive(page, 'Условия пользования электронной записью');
    await look('read');
    await readToTheEnd(page, hand);
    await look('read-end');
    await hand.press(accept(page));
    await arrive(page, 'Подпишите условия');
    await look('sign');
    await hand.press(button(page, /^Подписать/));
    await arrive(page, 'Подпишите условия');
    await drawSignature(page);
    await expect(button(page, 'Подписать')).toBeVisible();
    await look('signed');
    await hand.press(button(page, 'Стереть'));
    await expect(button(page, /^Подписать/)).toHaveAttribute('aria-disabled', 'true');
    await drawSignature(page);
    await hand.press(button(page, 'Подписать'));
    await arrive(page, /^Здравствуйте/);
    expect(await watch.complaints()).toEqual([]);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R2 K4 by keyboard alone, in the accessible view, with a typed name', async () => {
    test.setTimeout(240_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    const page = await kabinet.currentPage();
    await haveNewTerms(page, clinic);
    const hand = keyboard(page);
    const look = inspector(page, test.info());
    await hand.press(button(page, /^Вход в личный кабинет/));
    await signIn(page, hand, nextAccount(), noLook);
    await arrive(page, 'Что изменилось в условиях?');
    await hand.press(button(page, 'Крупнее'));
    await look('low-changes');
    await hand.press(button(page, 'Читать весь текст'));
    await arrive(page, 'Условия пользования электронной записью');
    await look('low-read');
    await expect(accept(page)).toHaveAttribute('aria-disabled', 'true');
    await readToTheEnd(page, hand);
    await hand.press(accept(page));
    await arrive(page, 'Подпишите условия');
    await look('low-sign');
    await hand.press(button(page, 'Ввести имя'));
    await look('low-name');
    await hand.type(page.getByRole('textbox', { name: 'Фамилия, имя и отчество' }), 'Лесная Анна');
    await hand.press(button(page, 'Подписать'));
    await arrive(page, /^Здравствуйте/);
    await hand.press(button(page, /^Мои согласия/));
    await arrive(page, 'Мои согласия');
    await look('low-consents');
    await hand.press(button(page, 'Отозвать'));
    await arrive(page, 'Что вы хотите отозвать?');
    await look('low-withdraw');
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R1 a visitor who wants to register reads and signs both', async () => {
    test.setTimeout(240_000);
    const { kabinet } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    await hand.press(button(page, /^Вход в личный кабинет/));
    await hand.press(button(page, 'Зарегистрироваться'));
    await readAndSign(page, hand, /^Условия пользования/, 'Подпишите условия');
    await readAndSign(page, hand, /^Согласие на обработку/, 'Подпишите согласие');
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(/Подпишите|Условия|Согласие/);
    await inspector(page, test.info())('after');
    await hand.press(button(page, /^(Сначала|Завершить)$/));
  });
});
