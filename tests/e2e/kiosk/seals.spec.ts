import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { readSeal } from '../../../shared/lib/seal.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { printedPages, type PrintedPage } from '../../support/printedCodes.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** What a scanner types under a Russian layout. */
function russian(text: string): string {
  const [latin, cyrillic] = ['QWERTYUIOPASDFGHJKLZXCVBNM', 'ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ'];
  return [...text].map((letter) => cyrillic[latin.indexOf(letter)] ?? letter).join('');
}

test.describe('signed papers', () => {
  const kiosk = oneKiosk();
  let other: Kabinet | null = null;
  test.afterAll(async () => other?.close());

  test('K5 L2 a report and a slip are printed, their codes read off the paper, and another kiosk tells them from a forgery with the server gone', async () => {
    test.setTimeout(150_000);
    const { kabinet, clinic } = kiosk();
    const page = await kabinet.currentPage();
    const hand = touch(page);
    const look = inspector(page, test.info());
    const [anna] = clinic.accounts;
    await bridgeCall(page, 'identity.signIn', { login: anna?.login ?? '', password: anna?.password ?? '' });
    const seen = new Set<string>();
    /** The one file that has come out since it was asked last. */
    const paper = async (name: string): Promise<readonly PrintedPage[]> => {
      const fresh = (await readdir(kabinet.printsDir)).filter((file) => file.endsWith('.pdf') && !seen.has(file));
      expect(fresh).toHaveLength(1);
      for (const file of fresh) seen.add(file);
      const pages = await printedPages(await readFile(join(kabinet.printsDir, fresh[0] ?? '')));
      for (const [at, { png }] of pages.entries()) await writeFile(test.info().outputPath(`paper-${name}-${at + 1}.png`), png);
      return pages;
    };
    const codeOf = (pages: readonly PrintedPage[]): string => pages.map(({ code }) => code).find((code) => code !== null) ?? '';

    const { lines } = await bridgeCall(page, 'results.list', { kind: 'laboratory', months: null, offset: 0, limit: 50 });
    const line = lines.toSorted((a, b) => b.values - a.values)[0];
    const { report } = await bridgeCall(page, 'results.one', { reportId: line?.reportId ?? '' });
    await hand.press(button(page, /кабинет/).first());
    await hand.press(button(page, /^Результаты/));
    await hand.press(button(page, 'Анализы'));
    const row = button(page, new RegExp(`^${(line?.title.ru ?? '').replaceAll(' ', '\\s')}`)).first();
    await hand.press(row);
    await hand.press(button(page, 'Распечатать'));
    await expect(page.getByText(/^Результат\sнапечатан/)).toBeVisible({ timeout: 20_000 });
    await look('report-printed');
    const sheet = await paper('report');
    const text = sheet.map((one) => one.text).join(' ');
    for (const { name } of report?.analytes ?? []) expect(text.replaceAll(/\s+/g, ' ')).toContain(name.ru.replaceAll(/\s+/g, ' ').slice(0, 12));
    expect(readSeal(codeOf(sheet))?.seal).toMatchObject({ kind: 'result', id: line?.reportId });

    const mine = await bridgeCall(page, 'appointments.mine', {});
    const visit = [...mine.upcoming, ...mine.past][0];
    for (const size of ['80mm', 'a4'] as const) {
      await bridgeCall(page, 'slips.print', { appointmentId: visit?.id ?? '', paper: size, language: 'ru' });
      expect(readSeal(codeOf(await paper(`slip-${size}`)))?.seal).toMatchObject({ kind: 'slip', id: visit?.id, number: visit?.number });
    }

    other = await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') });
    const there = await other.currentPage();
    await whenReady(there);
    await clinic.kill();
    await expect.poll(async () => (await bridgeCall(there, 'sync.status', {})).line, { timeout: 30_000 }).toBe('down');
    const touching = touch(there);
    const looking = inspector(there, test.info());
    await touching.press(button(there, 'Помощь'));
    await touching.press(button(there, /^Проверить\sдокумент/));
    await arrive(there, /^Проверить\sдокумент/);
    await looking('check');
    const scan = async (typed: string) => {
      await there.keyboard.insertText(typed);
      await there.keyboard.press('Enter');
    };
    await scan(russian(codeOf(sheet)));
    await arrive(there, /^Документ\sнастоящий/);
    await looking('genuine');
    await touching.press(button(there, /^Проверить\sдругой/));
    const code = codeOf(sheet);
    await scan(code.slice(0, 60) + (code[60] === 'A' ? 'B' : 'A') + code.slice(61));
    await arrive(there, /^Это\sне\sнаш\sдокумент/);
    await looking('forged');
    await touching.press(button(there, 'Крупнее'));
    await touching.press(button(there, /^Проверить\sдругой/));
    await looking('low-check');
    await scan(code);
    await arrive(there, /^Документ\sнастоящий/);
    await touching.press(button(there, 'English'));
    await looking('low-genuine-english');
    await touching.press(button(there, 'Normal view'));
    await arrive(there, 'The document is genuine');
    // What was large a moment ago has its room again: the line under the heading is there.
    await expect(there.locator('main')).toHaveAttribute('data-room', 'roomy');
    expect(await unmarkedRussian(there)).toEqual([]);
    await looking('genuine-english');
  });
});
