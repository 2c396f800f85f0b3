import { expect, test } from '@playwright/test';
import { touch } from '../../support/hands.ts';
import { arrive } from '../../support/kioskWay.ts';
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
      await field.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(text);
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
      for (const field of [login, password]) {
        await field.focus();
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Delete');
        await page.keyboard.insertText(text);
      }
      const typed = [await login.inputValue(), await password.inputValue()];
      await hand.press(submit);
      await expect(login, what).toHaveAttribute('aria-invalid', 'true');
      const described = (await login.getAttribute('aria-describedby')) ?? '';
      const message = await page.locator(described.split(' ').map((id) => `[id="${id}"]`).join(', ')).allInnerTexts();
      expect(message.join(' '), what).toMatch(/[а-яё]{3}/);
      expect(message.join(' '), `${what}: the message repeats nothing that was typed`).not.toContain(text.slice(0, 12));
      expect([await login.inputValue(), await password.inputValue()], `${what}: nothing is lost`).toEqual(typed);
    }
    await login.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('nobody@example.org');
    await password.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('nothing of the kind');
    await hand.press(submit);
    await expect(page.getByText(/Логин или\s+пароль не\s+подходят/)).toBeVisible();
    expect(await login.inputValue()).toBe('nobody@example.org');
    expect(await watch.complaints()).toEqual([]);
  });
});
