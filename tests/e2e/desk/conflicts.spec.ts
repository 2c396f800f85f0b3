import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import * as z from 'zod';
import { headers } from '../../../shared/fhir/names.ts';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { deskPicture } from '../../support/deskPicture.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { arrive } from '../../support/kioskWay.ts';
import { axeFindings, watchPage } from '../../support/watchPage.ts';

let clinic: DemoClinic;
let desk: Kabinet;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clinic = await startDemo();
  desk = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.reception, profile: 'reception' });
});
test.afterAll(async () => {
  await desk.close();
  await clinic.stop();
});

const SignedIn = z.object({ signInId: z.uuid(), patientId: z.uuid() });
const Slots = z.object({ entry: z.array(z.object({ resource: z.object({ id: z.string(), start: z.string(), end: z.string() }) })) });

/** Two patients choose one time; the second one has left when their kiosk brings it to the server. */
async function refusedInAbsence(): Promise<void> {
  const { ask } = await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'));
  const people = await Promise.all(clinic.accounts.slice(0, 2).map(async ({ login, password }) => SignedIn.parse((await ask('POST', '/identity/sign-in', { login, password })).body)));
  const from = encodeURIComponent(new Date(Date.now() + 3 * 86_400_000).toISOString());
  const free = Slots.parse((await ask('GET', `/fhir/Slot?status=free&start=gt${from}&_count=20`)).body).entry;
  const book = (who: z.infer<typeof SignedIn> | undefined, slot: (typeof free)[number]['resource'], more: Readonly<Record<string, string>>) => {
    const participant = [{ actor: { reference: `Patient/${who?.patientId ?? ''}` }, status: 'accepted' }];
    const appointment = { resourceType: 'Appointment', id: randomUUID(), status: 'booked', slot: [{ reference: `Slot/${slot.id}` }], start: slot.start, end: slot.end, participant };
    const body = { resourceType: 'Parameters', parameter: [{ name: 'appointment', resource: appointment }] };
    return ask('POST', '/fhir/Appointment/$book', body, { [headers.idempotencyKey]: randomUUID(), [headers.signIn]: who?.signInId ?? '', ...more });
  };
  for (const { resource } of free) {
    // At some of these hours the patient of the demo is elsewhere.
    if ((await book(people[0], resource, {})).status !== 201) continue;
    expect((await book(people[1], resource, { [headers.attended]: 'no', [headers.madeAt]: String(Date.now() - 3_600_000) })).status).toBe(409);
    return;
  }
  throw new Error('the demo has no time for anybody');
}

test('W5 a registrar sees both versions of what could not be settled, books the patient another time and takes it back, by keyboard', async () => {
  test.setTimeout(120_000);
  await refusedInAbsence();
  const page = await desk.currentPage();
  const watch = await watchPage(page);
  const pressed = (name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
  const choose = async (name: RegExp) => {
    await page.getByRole('radio', { name }).first().focus();
    await page.keyboard.press('Space');
  };
  const admin = clinic.staff.find(({ role }) => role === 'administrator');
  await arrive(page, 'Вход для сотрудников');
  await page.keyboard.type(admin?.login ?? '');
  await page.getByLabel('Пароль', { exact: true }).focus();
  await page.keyboard.type(admin?.password ?? '');
  await page.keyboard.press('Enter');
  await arrive(page, 'Рабочее место');

  await page.keyboard.press('F8');
  await arrive(page, 'Расхождения');
  await choose(/^Время уже занято/);
  await expect(page.getByRole('region', { name: 'Что просили' })).toContainText('Записать на приём');
  await expect(page.getByRole('region', { name: 'Что просили' })).toContainText('время занято');
  await expect(page.getByRole('region', { name: 'Что есть' })).toContainText('Приём');
  await deskPicture(page, '40-conflict');
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Решить');
  await expect(page.getByText('Выберите время.')).toBeVisible();
  await page.getByRole('group', { name: 'Ближайшее свободное время этого врача' }).getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await pressed('Решить');
  await expect(page.getByText('Решение записано')).toBeVisible();

  await pressed('Показать решённые');
  await choose(/^Время уже занято/);
  await expect(page.getByText('Записать на другое время').first()).toBeVisible();
  await deskPicture(page, '41-conflict-decided');
  expect(await axeFindings(page)).toEqual([]);
  await pressed('Отменить решение');
  await expect(page.getByText(/Решение отменено, расхождение снова открыто/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Conflicts' })).toBeVisible();
  await deskPicture(page, '42-conflicts-english');
  expect(await watch.complaints()).toEqual([]);
});
