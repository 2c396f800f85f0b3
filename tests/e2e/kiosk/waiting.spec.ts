import { expect, test, type Page } from '@playwright/test';
import { addDays, dayOf, instant } from '../../../shared/lib/moscow.ts';
import { bridgeCall } from '../../support/bridge.ts';
import { client, entries, type Ask } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive, chooseDoctor, leave, noLook, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

/** The clinic's own system cancels somebody's visit at this doctor, some days from now. */
async function cancelOne(ask: Ask, roleId: string, which: number): Promise<void> {
  const today = dayOf(instant(Date.now()));
  const query = `/fhir/Appointment?actor=PractitionerRole/${roleId}&status=booked&date=ge${addDays(today, 2)}&date=le${addDays(today, 12)}&_count=20`;
  const visit = entries(await ask('GET', query)).map(({ resource }) => resource)[which];
  expect((await ask('PUT', `/fhir/Appointment/${visit?.id}`, { ...visit, status: 'cancelled' })).status).toBe(200);
}

test.describe('the waiting list', () => {
  const kiosk = oneKiosk();

  test('S6 whom no time suits waits for one, is told by a letter that says nothing else, and takes or declines it at the kiosk', async () => {
    test.setTimeout(120_000);
    const { kabinet, clinic, nextAccount } = kiosk();
    nextAccount();
    const account = nextAccount();
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());
    const ask = client(clinic.server, clinic.systemToken);

    await chooseDoctor(page, hand, noLook);
    await look('time');
    await hand.press(button(page, 'Сообщить, когда освободится'));
    await signIn(page, hand, account, noLook);
    await arrive(page, 'Сообщим, когда освободится');
    await hand.press(button(page, /^Месяц/));
    await look('form');
    await hand.press(button(page, 'Встать в лист ожидания'));
    await arrive(page, 'Вы в листе ожидания');
    await look('joined');
    await hand.press(button(page, 'В кабинет'));
    await arrive(page, /^Здравствуйте/);

    const found = await bridgeCall(page, 'doctors.list', { text: 'смирнова', speciality: null, officeId: null, day: null });
    const roleId = found.doctors.find(({ given }) => given === 'Елена')?.roleId ?? '';
    await cancelOne(ask, roleId, 0);
    await expect(page.getByRole('heading', { name: 'Освободилось время для вас' })).toBeVisible({ timeout: 20_000 });
    await look('cabinet');
    const letter = async () => (await clinic.letters()).find(({ subject }) => subject.startsWith('Освободилось время'));
    await expect.poll(async () => (await letter())?.to, { timeout: 10_000 }).toEqual([account.login]);
    expect((await letter())?.text).not.toMatch(/Смирнов|врач|кабинет/i);

    await hand.press(button(page, 'Ответить'));
    await arrive(page, 'Займёте это время?');
    await look('offer');
    await hand.press(button(page, 'Отказаться'));
    await arrive(page, 'Вы отказались от этого времени');
    await hand.press(button(page, 'Лист ожидания'));
    await arrive(page, 'Лист ожидания');
    await look('list');

    // The wish stands: the next time is taken, in the large view and in English.
    await cancelOne(ask, roleId, 1);
    await expect(button(page, /Освободилось время для вас/)).toBeVisible({ timeout: 20_000 });
    await hand.press(button(page, 'Крупнее'));
    await hand.press(button(page, 'English'));
    await arrive(page, 'Waiting list');
    await look('list-accessible');
    await hand.press(button(page, 'Open'));
    await arrive(page, 'Will you take this time?');
    await look('offer-accessible');
    await hand.press(button(page, 'Choose'));
    await arrive(page, 'Your visit is booked');
    await look('accepted-accessible');
    await hand.press(button(page, 'My visits'));
    const booked = async () => (await bridgeCall(page, 'appointments.mine', {})).upcoming.filter(({ roleId: of, status }) => of === roleId && status === 'booked').length;
    await expect.poll(booked, { timeout: 20_000 }).toBeGreaterThan(0);
    expect((await bridgeCall(page, 'waiting.mine', {})).entries.filter(({ doctor }) => doctor?.family === 'Смирнова')).toEqual([]);
    expect(await watch.complaints()).toEqual([]);
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, 'Обычный вид'));
    await leave(page, hand);
    await kabinet.nextPage(page);
  });
});
