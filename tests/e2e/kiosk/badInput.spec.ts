import { expect, test, type Locator, type Page } from '@playwright/test';
import { bridgeCall } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive, leave } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';

const nonsense: readonly (readonly [string, string])[] = [
  ['10,000 characters', 'я'.repeat(10_000)],
  ['emoji', '👩‍⚕️🩺🧪'],
  ['SQL', "'; DROP TABLE patient; --"],
  ['HTML', '<img src=x onerror="document.title=1"><b>жирный</b>'],
  ['wildcards', '%%__**'],
  ['right to left and controls', '\u202eцарь\u0007\u0000'],
];

async function replaceBy(page: Page, field: Locator, text: string): Promise<void> {
  await field.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

test.describe('bad input', () => {
  const kiosk = oneKiosk();

  test('S1 nonsense in the search finds nobody, says so, and stays in the field; the wrong layout still finds', async () => {
    test.setTimeout(180_000);
    const { page } = kiosk().kabinet;
    const watch = await watchPage(page);
    const hand = touch(page);
    await hand.press(page.getByRole('button', { name: /^Записаться к врачу/ }));
    await arrive(page, 'К какому врачу?');
    const field = page.getByRole('searchbox', { name: 'Фамилия врача' });
    for (const [what, text] of nonsense) {
      await replaceBy(page, field, text);
      await expect(page.getByText('Таких врачей не нашлось'), what).toBeVisible();
      const kept = await field.inputValue();
      expect(kept.length, `${what}: what was typed is still there`).toBeGreaterThan(0);
      expect(text.startsWith(kept.slice(0, 3)), what).toBe(true);
    }
    await hand.press(page.getByRole('button', { name: /Стереть/ }).first());
    await page.keyboard.type('cvbhyjdf');
    await expect(page.getByRole('button', { name: /^Смирнова Елена Андреевна/ })).toBeVisible();
    await expect(page.getByText('Показываем по слову «смирнова»')).toBeVisible();
    await hand.press(page.getByRole('button', { name: 'Назад', exact: true }));
    expect(await watch.complaints()).toEqual([]);
  });

  test('R4 every nonsense at sign-in gets a clear Russian sentence and loses nothing typed', async () => {
    test.setTimeout(180_000);
    const { page } = kiosk().kabinet;
    const watch = await watchPage(page);
    const hand = touch(page);
    await hand.press(page.getByRole('button', { name: /^Вход в личный кабинет/ }));
    await arrive(page, 'Вход в личный кабинет');
    const login = page.getByRole('textbox', { name: 'Логин' });
    const password = page.getByLabel('Пароль', { exact: true });
    const submit = page.getByRole('button', { name: 'Войти', exact: true });
    await hand.press(submit);
    await expect(page.getByText('Наберите адрес почты')).toBeVisible();
    for (const [what, text] of nonsense) {
      for (const field of [login, password]) await replaceBy(page, field, text);
      const typed = [await login.inputValue(), await password.inputValue()];
      await hand.press(submit);
      await expect(login, what).toHaveAttribute('aria-invalid', 'true');
      const described = (await login.getAttribute('aria-describedby')) ?? '';
      const message = await page.locator(described.split(' ').map((id) => `[id="${id}"]`).join(', ')).allInnerTexts();
      expect(message.join(' '), what).toMatch(/[а-яё]{3}/);
      expect(message.join(' '), `${what}: the message repeats nothing that was typed`).not.toContain(text.slice(0, 12));
      expect([await login.inputValue(), await password.inputValue()], `${what}: nothing is lost`).toEqual(typed);
    }
    await replaceBy(page, login, 'nobody@example.org');
    await replaceBy(page, password, 'nothing of the kind');
    await hand.press(submit);
    await expect(page.getByText(/Логин или\s+пароль не\s+подходят/)).toBeVisible();
    expect(await login.inputValue()).toBe('nobody@example.org');
    expect(await watch.complaints()).toEqual([]);
  });

  test('P1 nonsense in the price search finds nothing, says so, and stays in the field', async () => {
    const { page } = kiosk().kabinet;
    const watch = await watchPage(page);
    const hand = touch(page);
    await hand.press(page.getByRole('button', { name: /^Услуги и цены/ }));
    await arrive(page, 'Услуги и цены');
    const field = page.getByRole('searchbox', { name: 'Услуга или код' });
    for (const [what, text] of nonsense) {
      await replaceBy(page, field, text);
      await expect(page.getByText('Такой услуги не нашлось').or(page.getByText(/Такой услуги не\s+нашлось/)).first(), what).toBeVisible();
      expect((await field.inputValue()).length, `${what}: what was typed is still there`).toBeGreaterThan(0);
    }
    await hand.press(page.getByRole('button', { name: 'Сначала', exact: true }));
    expect(await watch.complaints()).toEqual([]);
  });

  test('S4 any words may explain a cancellation; too many are refused kindly and stay, the rest cancels', async () => {
    test.setTimeout(180_000);
    const { kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const watch = await watchPage(page);
    const hand = touch(page);
    await bridgeCall(page, 'identity.signIn', nextAccount());
    await page.reload();
    await hand.press(page.getByRole('button', { name: /кабинет/ }).first());
    await hand.press(page.getByRole('button', { name: /^Мои записи/ }));
    await arrive(page, 'Мои записи');
    const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
    expect(upcoming.length, 'the demo patient has visits to cancel').toBeGreaterThan(0);
    await hand.press(page.getByRole('main').getByRole('button', { name: /\d:\d\d/ }).last());
    await arrive(page, 'Запись к врачу');
    await hand.press(page.getByRole('button', { name: 'Отменить', exact: true }));
    await hand.press(page.getByRole('radio', { name: 'Другое', exact: true }));
    const comment = page.getByRole('textbox', { name: 'Расскажите, если хотите' });
    for (const [what, text] of nonsense) {
      await replaceBy(page, comment, text);
      const kept = await comment.inputValue();
      expect(kept.length, `${what}: what was typed is still there`).toBeGreaterThan(0);
      if (kept.length > 500) await expect(page.getByText(/Слишком длинно/).first(), what).toBeVisible();
    }
    await hand.press(page.getByRole('button', { name: 'Отменить запись', exact: true }));
    await arrive(page, 'Запись отменена');
    expect((await bridgeCall(page, 'sync.status', {})).aside, 'nothing typed can poison the queue').toBe(0);
    expect(await watch.complaints()).toEqual([]);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });
});
