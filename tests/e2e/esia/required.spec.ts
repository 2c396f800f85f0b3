import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bridgeCall, bridgeReply, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { consent, expectNothingLeft, giveUser, openSite } from '../../support/esiaWay.ts';
import { touch } from '../../support/hands.ts';
import { arrive, leave } from '../../support/kioskWay.ts';
import { inspector } from '../../support/inspector.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** Files below a folder in which one of the texts stands. */
function filesWith(folder: string, texts: readonly string[]): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).filter((file) => texts.some((text) => readFileSync(file).includes(text)));
}

test.describe('a clinic that lets people in by Gosuslugi only', () => {
  let clinic: DemoClinic;
  let kabinet: Kabinet;
  const simulator = () => {
    if (clinic.esia === null) throw new Error('the demo has no simulator');
    return clinic.esia;
  };

  test.beforeAll(async () => {
    test.setTimeout(150_000);
    clinic = await startDemo({ idle: 300, esia: 'required' });
    kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, strangers: true });
    await whenReady(kabinet.page);
  });
  test.afterAll(async () => {
    await kabinet?.close();
    await clinic?.stop();
  });

  test('R5 R4 there is no form, the server takes no password either; the page names the terms and the registrar’s code, and Gosuslugi lets in', async () => {
    test.setTimeout(120_000);
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    await hand.press(button(page, /^Вход в личный кабинет/));
    await arrive(page, 'Вход через Госуслуги');
    await expect(page.getByRole('textbox')).toHaveCount(0);
    await expect(page.getByText('Входя, вы подтверждаете условия, версия 2026-01.')).toBeVisible();
    await look('only');
    const account = clinic.accounts[0] ?? { login: '', password: '' };
    expect(await bridgeReply(page, 'identity.signIn', { login: account.login, password: account.password })).toMatchObject({ ok: false, error: { code: 'esia_required' } });
    await hand.press(button(page, 'Код от регистратуры'));
    await arrive(page, 'Код от регистратуры');
    await look('code');
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'Вход через Госуслуги');
    await hand.press(button(page, 'Крупнее'));
    await look('low-only');
    // What scrolls is a part of the page, never the page.
    expect(await page.evaluate(() => [document.documentElement.scrollHeight - window.innerHeight, document.documentElement.scrollWidth - window.innerWidth])).toEqual([0, 0]);
    await hand.press(button(page, 'Обычный вид'));

    const { site } = await openSite(kabinet, page);
    const person = simulator().users.find(({ note }) => /^входит$/.test(note));
    await giveUser(site, person ?? { login: '', password: '' });
    await consent(site, 'Разрешить');
    await expect(page.getByText(/Анна\s+Петровна/).first()).toBeVisible({ timeout: 20_000 });
    await expectNothingLeft(kabinet);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });

  test('R5 H11 whoever leaves, or whoever ends the program, while the page of Gosuslugi is open leaves nothing of it', async () => {
    test.setTimeout(120_000);
    const typed = 'somebody.who.left@example.org';
    const open = async () => {
      const page = await kabinet.currentPage();
      await touch(page).press(button(page, /^Вход в личный кабинет/));
      await arrive(page, 'Вход через Госуслуги');
      const { site } = await openSite(kabinet, page);
      await site.getByLabel('Телефон, почта или СНИЛС').fill(typed);
      return page;
    };
    const page = await open();
    // The page may be gone before its answer comes.
    await bridgeCall(page, 'identity.leave', { reason: 'left' }).catch(() => undefined);
    await kabinet.nextPage(page);
    await expectNothingLeft(kabinet);
    await open();
    await kabinet.close({ keep: true });
    expect(filesWith(kabinet.userDataDir, [typed, new URL(simulator().url).host])).toEqual([]);
    kabinet = await launchKabinet({ server: clinic.server, userDataDir: kabinet.userDataDir, strangers: true });
    await whenReady(kabinet.page);
    await arrive(await kabinet.currentPage(), 'Что вы хотите сделать?');
    await expectNothingLeft(kabinet);
  });
});
