import { expect, test, type Page } from '@playwright/test';
import { systems } from '../../../shared/fhir/names.ts';
import { bridgeCall } from '../../support/bridge.ts';
import { at, client } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { inspector } from '../../support/inspector.ts';
import { arrive, signIn } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';
import { watchPage } from '../../support/watchPage.ts';
import { unmarkedRussian } from '../../support/wholeOnScreen.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

test.describe('on the day of the visit', () => {
  const kiosk = oneKiosk();

  test('S8 K4 signed in one is given a number, a room and a wait that reception has too, and the slip alone leads to the same number', async () => {
    test.setTimeout(90_000);
    const { kabinet, clinic } = kiosk();
    const someone = clinic.accounts[17];
    if (someone === undefined) throw new Error('the demo has lost an account');
    const page = await kabinet.currentPage();
    const watch = await watchPage(page);
    const hand = touch(page);
    const look = inspector(page, test.info());

    await hand.press(button(page, /^Вход\sв\sличный\sкабинет/));
    await signIn(page, hand, someone, () => Promise.resolve());
    await arrive(page, /^Здравствуйте/);
    await expect(button(page, 'Отметиться')).toBeVisible();
    await look('cabinet');
    await hand.press(button(page, 'Открыть'));
    await arrive(page, /^Ваш приём|^Запись|^Приём/);
    await look('visit');
    await hand.press(button(page, 'Отметиться'));
    await arrive(page, 'Вы отметились');
    const number = (await page.locator('.queue__number b').innerText()).trim();
    expect(number).toMatch(/^\d{3}$/);
    await expect(page.locator('.facts')).not.toContainText('узнаём', { timeout: 10_000 });
    await look('queue');

    const mine = await bridgeCall(page, 'appointments.mine', {});
    const visitId = mine.upcoming[0]?.id ?? '';
    const reception = client(clinic.server, clinic.systemToken);
    const seen = (await reception('GET', `/fhir/Appointment/${visitId}`)).body;
    expect([at(seen, 'status'), (at(seen, 'identifier') as { system: string; value: string }[]).find(({ system }) => system === systems.queueNumber)?.value]).toEqual(['arrived', number]);

    await hand.press(button(page, 'English'));
    await arrive(page, 'You are checked in');
    expect(await unmarkedRussian(page)).toEqual([]);
    await look('queue-english');
    await hand.press(button(page, 'Русский'));
    await hand.press(button(page, 'Крупнее'));
    await look('low-queue');
    await hand.press(button(page, 'Обычный вид'));
    await hand.press(button(page, 'В кабинет'));
    await expect(button(page, `Ваш номер ${number}`)).toBeVisible();

    // What a scanner reads from the paper in the patient's hand.
    const slip = (await bridgeCall(page, 'slips.one', { appointmentId: visitId })).slip?.qr ?? '';
    expect(await watch.complaints()).toEqual([]);
    await hand.press(button(page, 'Завершить').first());
    await scanSlip(await kabinet.nextPage(page), slip, number, someone.name.split(' ')[0] ?? '');
  });
});

/** Whoever comes to the machine after that, with nothing but the paper. */
async function scanSlip(page: Page, slip: string, number: string, family: string): Promise<void> {
  const watch = await watchPage(page);
  const hand = touch(page);
  const look = inspector(page, test.info());
  await arrive(page, 'Что вы хотите сделать?');
  await hand.press(button(page, /^Отметиться\sна\sприём/));
  await arrive(page, 'Отметиться на приём');
  await look('slip-field');
  await page.keyboard.type('AAAA');
  await page.keyboard.press('Enter');
  await arrive(page, 'Талон не прочитан');
  await hand.press(button(page, 'Ещё раз'));
  await page.keyboard.type(slip);
  await page.keyboard.press('Enter');
  await arrive(page, 'Вы отметились');
  await expect(page.locator('.queue__number b')).toHaveText(number);
  await expect(page.getByRole('main')).not.toContainText(family);
  await hand.press(button(page, 'Крупнее'));
  await look('slip-low-queue');
  await hand.press(button(page, 'Другой талон'));
  await look('slip-low-field');
  expect(await watch.complaints()).toEqual([]);
}
