import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import * as z from 'zod';
import type { Output } from '../../../shared/contract.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { bridgeCall, whenReady } from '../../support/bridge.ts';
import { startDemo, waitedFor, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { client } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm } from '../../support/kioskWay.ts';

const Found = z.object({ total: z.int(), entry: z.array(z.object({ resource: z.looseObject({ id: z.string(), status: z.string() }) })).default([]) });

let clinic: DemoClinic;
let kabinet: Kabinet;
test.beforeAll(async () => {
  test.setTimeout(150_000);
  clinic = await startDemo({ idle: 600, leases: 0.5 });
  kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk });
  await whenReady(kabinet.page);
});
test.afterAll(async () => {
  await kabinet.close();
  await clinic.stop();
});

const asSystem = async (path: string) => Found.parse((await client(clinic.server, clinic.systemToken)('GET', path)).body);

/** A doctor with a time on the first free day that is this kiosk's to give out, and one that is not. */
async function leasedTime(page: Page) {
  const leased = new Set((await asSystem('/fhir/Slot?status=busy-tentative&_count=200')).entry.map(({ resource }) => resource.id));
  const { doctors } = await bridgeCall(page, 'doctors.list', { text: '', speciality: null, officeId: null, day: null });
  for (const { roleId, family, given, patronymic, nextFreeAt, speciality } of doctors) {
    if (nextFreeAt === null || waitedFor.test(speciality.ru)) continue;
    const { times }: Output<'schedule.day'> = await bridgeCall(page, 'schedule.day', { roleId, day: dayOf(nextFreeAt) });
    const free = times.filter(({ state, startsAt }) => state === 'free' && startsAt > Date.now() + 600_000);
    const [mine, other] = [free.find(({ slotId }) => leased.has(slotId)), free.find(({ slotId }) => !leased.has(slotId))];
    if (mine && other) return { family, name: `${family} ${given} ${patronymic ?? ''}`.trim(), mine, other };
  }
  throw new Error('the kiosk has no leased time on any doctor’s first day');
}

test('O2 O3 without a line a time of this kiosk’s own is confirmed at once, any other waits; when the line is back the first one stands', async () => {
  const { page } = kabinet;
  const hand = touch(page);
  const [account] = clinic.accounts;
  if (!account) throw new Error('the demo has no accounts');
  await expect.poll(async () => (await asSystem('/fhir/Slot?status=busy-tentative&_count=1')).total, { timeout: 20_000 }).toBeGreaterThan(50);
  await bridgeCall(page, 'identity.signIn', { login: account.login, password: account.password });
  const { family, name, mine, other } = await leasedTime(page);
  await page.reload();
  await hand.press(page.getByRole('button', { name: /^Записаться к врачу/ }));
  await hand.type(page.getByRole('searchbox', { name: 'Фамилия врача' }), family.toLowerCase());
  await hand.press(page.getByRole('button', { name: new RegExp(`^${name}`) }));
  await hand.press(page.getByRole('button', { name: 'Выбрать время', exact: true }));
  await arrive(page, 'В какое время?');
  const clock = clockOf(mine.startsAt);
  const cell = page.getByRole('button', { name: clock, exact: true });
  await clinic.kill();
  // A long day shows one part at a time.
  for (const part of await page.getByRole('group', { name: 'Часть дня' }).getByRole('radio').all()) if (!(await cell.isVisible())) await hand.press(part);
  await hand.press(cell);
  await hand.press(page.getByRole('button', { name: `Выбрать ${clock}`, exact: true }));
  await arrive(page, 'Всё верно?');
  await expect(page.getByRole('timer')).toBeVisible();
  await confirm(page, hand);
  await arrive(page, 'Вы записаны');
  await expect(page.getByText('Подтверждено', { exact: true })).toBeVisible();
  expect(await bridgeCall(page, 'sync.status', {})).toMatchObject({ line: 'down', unsent: 1 });
  const confirmed = (await bridgeCall(page, 'appointments.mine', {})).upcoming.find(({ pending }) => pending !== null);
  expect(confirmed).toMatchObject({ status: 'booked', startsAt: mine.startsAt });

  await bridgeCall(page, 'appointments.book', { commandId: randomUUID(), appointmentId: randomUUID(), slotId: other.slotId, holdId: null });
  await hand.press(page.getByRole('button', { name: 'Мои записи', exact: true }));
  await arrive(page, 'Мои записи');
  await expect(page.getByText('Ожидает подтверждения')).toBeVisible();
  await expect(page.getByText('Подтверждено').first()).toBeVisible();

  await clinic.startAgain();
  await expect.poll(async () => (await bridgeCall(page, 'sync.status', {})).unsent, { timeout: 20_000 }).toBe(0);
  await expect(page.getByText('Ожидает подтверждения')).toBeHidden();
  expect(await asSystem(`/fhir/Appointment?_id=${confirmed?.id ?? ''}`)).toMatchObject({ total: 1, entry: [{ resource: { status: 'booked' } }] });
});
