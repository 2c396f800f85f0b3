import { expect, test } from '@playwright/test';
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
const Encounter = z.object({ id: z.string(), period: z.object({ start: z.string(), end: z.string() }), appointment: z.tuple([z.object({ reference: z.string() })]) });
const ChargeItem = z.object({ code: z.object({ text: z.string() }), context: z.object({ reference: z.string() }), priceOverride: z.object({ value: z.number() }) });
const Report = z.object({ encounter: z.object({ reference: z.string() }).optional(), code: z.object({ text: z.string() }) });
const DocumentReference = z.object({ context: z.object({ encounter: z.array(z.object({ reference: z.string() })).optional() }).optional() });

/** What the server holds of one patient's past visits, as the clinic's own system reads it; the newest first. */
async function heldBy({ server, systemToken }: DemoClinic, patientId: string) {
  const ask = client(server, systemToken);
  const all = async <T>(type: string, shape: z.ZodType<T>): Promise<T[]> => {
    const { body } = await ask('GET', `/fhir/${type}?patient=${patientId}&_count=500`);
    return Bundle.parse(body).entry.map(({ resource }) => shape.parse(resource));
  };
  const [charges, reports, documents] = [await all('ChargeItem', ChargeItem), await all('DiagnosticReport', Report), await all('DocumentReference', DocumentReference)];
  return (await all('Encounter', Encounter))
    .toSorted((one, other) => Date.parse(other.period.start) - Date.parse(one.period.start))
    .map((encounter) => {
      const name = `Encounter/${encounter.id}`;
      return {
        ...encounter,
        charges: charges.filter(({ context }) => context.reference === name),
        reports: reports.filter((report) => report.encounter?.reference === name),
        papers: documents.filter(({ context }) => context?.encounter?.some(({ reference }) => reference === name) === true).length,
      };
    });
}

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const clock = (at: string): string => new Intl.DateTimeFormat('ru', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/Moscow' }).format(new Date(at)).replace(/^0/, '');
const inKopecks = (text: string): number => Math.round(Number(plain(text).replace(/[^\d,]/g, '').replace(',', '.')) * 100);

test.describe('past visits of a patient', () => {
  const kiosk = oneKiosk();

  test('S7 K4 from the list to a past visit in both views: real times, every service and the sum are the server’s, its paper and its result open', async () => {
    const { kabinet, clinic } = kiosk();
    const [anna] = clinic.accounts;
    const page = await kabinet.currentPage();
    await bridgeCall(page, 'identity.signIn', { login: anna?.login ?? '', password: anna?.password ?? '' });
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    const button = (name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
    const held = await heldBy(clinic, (await bridgeCall(page, 'identity.me', {})).patient?.id ?? '');
    const sums = held.map(({ charges }) => charges.reduce((sum, { priceOverride }) => sum + Math.round(priceOverride.value * 100), 0));

    await hand.press(button(/кабинет/).first());
    await arrive(page, /^Здравствуйте/);
    await hand.press(button(/^Мои записи/));
    await hand.press(button('Прошедшие'));
    const rows = page.locator('.rows .row').filter({ hasText: '₽' });
    await expect(rows).toHaveCount(held.length, { timeout: 20_000 });
    expect((await rows.allInnerTexts()).map((text) => inKopecks(text.slice(text.lastIndexOf('·'))))).toEqual(sums);
    await look('list');

    const at = held.findIndex(({ reports, papers }) => reports.length > 0 && papers > 0);
    const visit = held[at];
    if (visit === undefined) throw new Error('no past visit of the demo has a paper and a result');
    await hand.press(rows.nth(at));
    await arrive(page, /^Приём/);
    await expect(page.locator('.done li')).toHaveCount(visit.charges.length);
    await expect(page.getByText(`с ${clock(visit.period.start)} до ${clock(visit.period.end)}`)).toBeVisible();
    expect((await page.locator('.done__price').allInnerTexts()).map(inKopecks).toSorted()).toEqual(visit.charges.map(({ priceOverride }) => Math.round(priceOverride.value * 100)).toSorted());
    expect(inKopecks(await page.locator('.done__total b').innerText())).toBe(sums[at]);
    await look('visit');
    const parts = button(/^Документы:/);
    if ((await parts.count()) > 0) await hand.press(parts);
    await hand.press(button(/^Заключение врача/).first());
    await arrive(page, 'Заключение врача');
    await expect(page.locator('canvas').first()).toBeVisible({ timeout: 20_000 });
    await hand.press(button('Назад'));
    await arrive(page, /^Приём/);
    const others = button(/^Результаты:/);
    if ((await others.count()) > 0) await hand.press(others);
    const title = visit.reports[0]?.code.text ?? '';
    await hand.press(button(new RegExp(`^${title.replaceAll(' ', '\\s')}`)).first());
    await arrive(page, new RegExp(title.replaceAll(' ', '\\s')));
    await hand.press(button('Назад'));

    await hand.press(button('English'));
    await arrive(page, /^Visit on/);
    expect(await unmarkedRussian(page)).toEqual([]);
    await look('visit-english');
    await hand.press(button('Русский'));

    await hand.press(button('Крупнее'));
    await expect(page.getByRole('option', { name: /^Услуги и стоимость/ })).toBeVisible();
    await look('low-visit');
    await hand.press(button('Открыть'));
    await arrive(page, 'Услуги и стоимость');
    expect(inKopecks(await page.locator('.done__total b').innerText())).toBe(sums[at]);
    await look('low-services');
    await hand.press(button('Назад'));
    await hand.press(button('Ниже'));
    await hand.press(button('Открыть'));
    await arrive(page, 'Документ');
    // Until the page is drawn the buttons are others.
    await expect(page.getByRole('status').filter({ hasText: 'Страница 1 из 1' })).toBeVisible({ timeout: 20_000 });
    await hand.press(button('Назад'));
    for (let turn = 0; turn <= visit.papers; turn++) await hand.press(button('Ниже'));
    await hand.press(button('Открыть'));
    await arrive(page, new RegExp(visit.reports.map(({ code }) => code.text.replaceAll(' ', '\\s')).join('|')));
    expect(await watch.complaints()).toEqual([]);
  });
});
