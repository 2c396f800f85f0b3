import { expect, test, type Page } from '@playwright/test';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startClinicFront, startLine, through, type ClinicFront } from '../../support/esiaFront.ts';
import { consent, expectNothingLeft, giveUser, openSite, setFaults, typeOnKeys, walkToEsia } from '../../support/esiaWay.ts';
import { whenReady } from '../../support/bridge.ts';
import { touch } from '../../support/hands.ts';
import { arrive } from '../../support/kioskWay.ts';
import { axeFindings } from '../../support/watchPage.ts';
import { cutOrOverlapping } from '../../support/wholeOnScreen.ts';

test.describe('signing in through ESIA at a kiosk', () => {
  let clinic: DemoClinic;
  let front: ClinicFront;
  let kabinet: Kabinet;
  const simulator = () => {
    if (clinic.esia === null) throw new Error('the demo has no simulator');
    return clinic.esia;
  };
  const user = (note: RegExp) => {
    const found = simulator().users.find((one) => note.test(one.note));
    if (found === undefined) throw new Error('the simulator knows nobody like this');
    return found;
  };

  /** The first screen, as the next person finds it. */
  async function home(): Promise<Page> {
    const page = await kabinet.currentPage();
    const out = page.getByRole('button', { name: /^(Завершить|Закончить)$/ });
    if (await out.first().isVisible()) {
      await touch(page).press(out.first());
      const next = await kabinet.nextPage(page);
      await arrive(next, 'Что вы хотите сделать?');
      return next;
    }
    const over = page.getByRole('button', { name: 'Сначала' });
    if (await over.isVisible()) await touch(page).press(over);
    await arrive(page, 'Что вы хотите сделать?');
    return page;
  }

  const isWhole = async (shown: Page) => {
    expect.soft(await axeFindings(shown)).toEqual([]);
    expect.soft(await cutOrOverlapping(shown)).toEqual([]);
  };
  /** The same page in the accessible view; it ends as it began. */
  async function largeAndBack(page: Page): Promise<void> {
    await touch(page).press(page.getByRole('button', { name: 'Крупнее' }));
    await expect(page.getByRole('button', { name: 'Обычный вид' })).toBeVisible();
    await isWhole(page);
    await touch(page).press(page.getByRole('button', { name: 'Обычный вид' }));
    await expect(page.getByRole('button', { name: 'Крупнее' })).toBeVisible();
  }

  test.beforeAll(async () => {
    test.setTimeout(150_000);
    clinic = await startDemo({ idle: 120 });
    front = await startClinicFront(clinic.server);
    kabinet = await launchKabinet({ server: front.url, enrol: clinic.enrol.kiosk, strangers: true });
    await whenReady(kabinet.page);
  });
  test.afterAll(async () => {
    await kabinet?.close();
    await front?.stop();
    await clinic?.stop();
  });

  test('R5 H11 a patient signs in by touch alone; the foreign page has nothing of ours, and nothing of it is left', async () => {
    const page = await home();
    await walkToEsia(page);
    await isWhole(page);
    const { site, frame } = await openSite(kabinet, page);
    const { login, password } = user(/^входит$/);
    await isWhole(frame);
    expect(await site.evaluate(() => ['kabinet', 'frame', 'process', 'require'].map((name) => typeof Reflect.get(window, name)))).toEqual(['undefined', 'undefined', 'undefined', 'undefined']);
    await expect(frame.getByText(new URL(simulator().url).host, { exact: true })).toBeVisible();
    await expect(frame.getByText(/Вы\s+вводите\s+пароль\s+на\s+сайте/)).toBeVisible();
    await expect(frame.getByRole('timer')).toHaveText(/^[45]:\d\d$/);

    await typeOnKeys(site, frame, 'Телефон, почта или СНИЛС', login);
    expect(await site.getByLabel('Телефон, почта или СНИЛС').inputValue()).toBe(login);
    await typeOnKeys(site, frame, 'Пароль', password);
    await touch(site).press(site.getByRole('button', { name: 'Войти' }));
    await touch(site).press(site.getByRole('button', { name: 'Разрешить' }));
    await expect(page.getByText(/Анна\s+Петровна/).first()).toBeVisible({ timeout: 20_000 });
    await expectNothingLeft(kabinet);
    expect(front.finished).toHaveLength(1);
    expect(kabinet.output()).not.toContain(password);
  });

  test('R5 H11 the next person on the same kiosk is asked for the password again, and has none of the cookies', async () => {
    const page = await home();
    await walkToEsia(page);
    const { site } = await openSite(kabinet, page);
    await expect(site.getByLabel('Пароль')).toBeVisible();
    await giveUser(site, user(/отчества/));
    await consent(site, 'Отказать');
    await arrive(page, 'Вы не дали согласия');
    await isWhole(page);
    await largeAndBack(page);
    await expectNothingLeft(kabinet);
    // Not only a new person: the same one, a moment later, begins from nothing too.
    const again = await openSite(kabinet, page);
    await expect(again.site.getByLabel('Пароль')).toBeVisible();
    expect(await again.site.evaluate(() => document.cookie)).toBe('');
    await touch(again.frame).press(again.frame.getByRole('button', { name: 'Прервать' }));
    await arrive(page, 'Вход прерван');
    await expectNothingLeft(kabinet);
  });

  test('R5 an account that may not come in is told why, and what to do', async () => {
    for (const [note, title] of [
      [/не подтверждена/, 'Учётная запись не подтверждена'],
      [/ребёнка/, 'Это детская учётная запись'],
      [/регистратору/, 'Подойдите в регистратуру'],
    ] as const) {
      const page = await home();
      await walkToEsia(page);
      const { site } = await openSite(kabinet, page);
      await giveUser(site, user(note));
      // Who is refused before the question of consent is not asked it.
      const asks = site.getByRole('button', { name: 'Разрешить' });
      const isAsked = await Promise.race([
        // The page that is closed in the middle of this was not going to ask.
        asks.waitFor().then(() => true, () => false),
        page.getByRole('heading', { level: 1, name: title }).waitFor().then(() => false),
      ]);
      if (isAsked) await asks.click({ noWaitAfter: true });
      await arrive(page, title);
      await expectNothingLeft(kabinet);
    }
  });

  test('R5 a slow sign-in with a code from the telephone goes through; ESIA that dies half-way is said, and nothing is left', async () => {
    const page = await home();
    await walkToEsia(page);
    const line = await startLine(simulator().url);
    await setFaults(simulator().adminUrl, { secondFactor: true, loginDelayMs: 1_500 });
    try {
      front.change = (begun) => ({ ...begun, authorizeUrl: through(line.url, begun.authorizeUrl), logoutUrl: null });
      const { site } = await openSite(kabinet, page);
      await giveUser(site, user(/^входит$/));
      const code = (await site.locator('p b').innerText()).trim();
      await site.getByLabel('Код из сообщения').fill(code);
      await site.getByRole('button', { name: 'Продолжить' }).click();
      await expect(site.getByRole('button', { name: 'Разрешить' })).toBeVisible();
      await line.cut();
      await consent(site, 'Разрешить');
      await arrive(page, 'Страница Госуслуг не открылась');
      await expectNothingLeft(kabinet);

      front.change = null;
      const second = await openSite(kabinet, page);
      await giveUser(second.site, user(/^входит$/));
      await second.site.getByLabel('Код из сообщения').fill((await second.site.locator('p b').innerText()).trim());
      await second.site.getByRole('button', { name: 'Продолжить' }).click();
      await setFaults(simulator().adminUrl, { te: 'html500' });
      await consent(second.site, 'Разрешить');
      await arrive(page, 'Госуслуги не ответили');
      await expectNothingLeft(kabinet);
    } finally {
      front.change = null;
      await setFaults(simulator().adminUrl, null);
    }
  });
});
