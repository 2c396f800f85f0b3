import { expect, test, type Page } from '@playwright/test';
import * as z from 'zod';
import { bridgeCall } from '../../support/bridge.ts';
import type { DemoClinic } from '../../support/demoClinic.ts';
import { client } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const Bundle = z.object({ entry: z.array(z.object({ resource: z.unknown() })).default([]) });
const Report = z.object({ id: z.string(), status: z.string(), issued: z.string().default(''), code: z.object({ text: z.string() }), result: z.array(z.object({ reference: z.string() })).default([]) });
const Observation = z.object({ id: z.string(), effectiveDateTime: z.string(), code: z.object({ text: z.string(), coding: z.array(z.object({ code: z.string() })) }), valueQuantity: z.object({ value: z.number(), unit: z.string() }).optional() });

/** What the server holds of one patient, as the clinic's own system reads it. */
async function heldBy({ server, systemToken }: DemoClinic, patientId: string) {
  const ask = client(server, systemToken);
  const all = async <T>(type: string, shape: z.ZodType<T>): Promise<T[]> => {
    const { body } = await ask('GET', `/fhir/${type}?patient=${patientId}&_count=500`);
    return Bundle.parse(body).entry.map(({ resource }) => shape.parse(resource));
  };
  const reports = await all('DiagnosticReport', Report);
  const released = reports.filter(({ status }) => ['final', 'amended', 'corrected', 'appended'].includes(status)).toSorted((one, other) => Date.parse(other.issued) - Date.parse(one.issued));
  return { released, hidden: reports.filter((report) => !released.includes(report)), values: await all('Observation', Observation) };
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
/** `−1,30` as the number it says. */
const read = (text: string) => Number(plain(text).replace('\u2212', '-').replace(',', '.').replaceAll(' ', ''));
const cells = async (page: Page, selector: string) => page.locator(selector).evaluateAll((found) => found.map((cell) => cell.firstChild?.textContent ?? ''));
const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

test.describe('results of a patient', () => {
  const kiosk = oneKiosk();

  test('L1 L2 L3 K4 from the cabinet to the list, a report and its course, in both views: every number is the server’s, what is not released is nowhere, the newest is no longer new', async () => {
    test.setTimeout(120_000);
    const { kabinet, clinic } = kiosk();
    const anna = clinic.accounts.find(({ name }) => name.startsWith('Кузнецова Анна'));
    if (anna === undefined) throw new Error('the demo has lost its first account');
    const page = await kabinet.currentPage();
    await bridgeCall(page, 'identity.signIn', { login: anna.login, password: anna.password });
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    const patientId = (await bridgeCall(page, 'identity.me', {})).patient?.id ?? '';
    const { released, hidden, values } = await heldBy(clinic, patientId);
    expect(hidden.length).toBeGreaterThan(0);

    await hand.press(button(page, /кабинет/).first());
    await arrive(page, /^Здравствуйте/);
    await expect(button(page, /^Результаты/)).toContainText(/2\sновых/, { timeout: 20_000 });
    await look('cabinet');
    await hand.press(button(page, 'Крупнее'));
    await expect(button(page, 'Завершить')).toHaveCount(1);
    await look('low-cabinet');
    await hand.press(button(page, 'Обычный вид'));
    await hand.press(button(page, /^Результаты/));
    await arrive(page, 'Результаты');
    await expect(page.getByText(new RegExp(`^${released.length}\\sрезульт`))).toBeVisible();
    const titles = (await page.locator('.results .row b').allInnerTexts()).map((text) => plain(text).replace(/ новый$/, ''));
    expect(titles).toEqual(released.slice(0, titles.length).map(({ code }) => plain(code.text)));
    await look('list');
    await hand.press(button(page, 'Исследования'));
    await hand.press(page.locator('.results .row').first());
    await look('study');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, 'Анализы'));

    // The report with the longest past, as the server tells it.
    const thyroid = released.find(({ result }) => result.some(({ reference }) => values.some(({ id, code }) => reference === `Observation/${id}` && code.text.includes('ТТГ'))));
    if (thyroid === undefined) throw new Error('no report of the thyroid');
    const inIt = thyroid.result.map(({ reference }) => values.find(({ id }) => reference === `Observation/${id}`));
    await hand.press(button(page, new RegExp(`^${thyroid.code.text.replaceAll(' ', '\\s')}`)).first());
    await arrive(page, new RegExp(thyroid.code.text.replaceAll(' ', '\\s')));
    await expect(page.locator('.plot svg .trace path')).toBeVisible();
    await look('report');
    expect((await cells(page, '.labs td.value')).map(read)).toEqual(inIt.map((value) => value?.valueQuantity?.value));
    await hand.press(button(page, /ТТГ/));
    await arrive(page, /ТТГ/);
    await expect(page.locator('.plot svg .trace path')).toBeVisible();
    await look('trend');
    const tsh = inIt.find((value) => value?.code.text.includes('ТТГ'));
    const course = values
      .filter(({ id, code }) => code.coding[0]?.code === tsh?.code.coding[0]?.code && released.some(({ result }) => result.some(({ reference }) => reference === `Observation/${id}`)))
      .toSorted((one, other) => Date.parse(other.effectiveDateTime) - Date.parse(one.effectiveDateTime))
      .map(({ valueQuantity }) => valueQuantity?.value);
    await hand.press(button(page, 'Таблица'));
    const seen = (await cells(page, '.labs td.value')).map(read);
    while ((await button(page, 'Ниже').count()) > 0 && (await button(page, 'Ниже').getAttribute('aria-disabled')) !== 'true') {
      await hand.press(button(page, 'Ниже'));
      seen.push(...(await cells(page, '.labs td.value')).map(read));
    }
    expect(seen).toEqual(course);

    await hand.press(button(page, 'English'));
    expect(await unmarkedRussian(page)).toEqual([]);
    await hand.press(button(page, 'Back'));
    await look('report-english');
    expect(await unmarkedRussian(page)).toEqual([]);
    await hand.press(button(page, 'Русский'));

    await hand.press(button(page, 'Крупнее'));
    await expect(page.getByRole('option', { name: /ТТГ/ })).toBeVisible();
    await look('low-report');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Enter');
    await look('low-value');
    await hand.press(button(page, 'По годам'));
    await expect(page.locator('.labs td.value')).toHaveCount(course.length);
    expect((await cells(page, '.labs td.value')).map(read)).toEqual(course);
    await look('low-trend');
    await hand.press(button(page, 'Показать иначе'));
    await page.getByRole('option', { name: 'График, всё время' }).click();
    await hand.press(button(page, 'Выбрать'));
    await expect(page.locator('.plot svg .trace path')).toBeVisible();
    await look('low-chart');
    await hand.press(button(page, 'Назад'));
    await hand.press(button(page, 'Назад'));
    await arrive(page, 'Результаты');
    await look('low-list');
    await hand.press(button(page, 'Обычный вид'));
    await hand.press(button(page, 'Назад'));

    await expect(button(page, /^Результаты/)).toContainText(/1\sновый/);
    const everything = await bridgeCall(page, 'results.list', { kind: null, months: null, offset: 0, limit: 50 });
    for (const { id } of hidden) expect(JSON.stringify(everything)).not.toContain(id);
    expect(await watch.complaints()).toEqual([]);
  });
});
