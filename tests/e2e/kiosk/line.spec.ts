import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import * as z from 'zod';
import { headers } from '../../../shared/fhir/names.ts';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { bridgeCall } from '../../support/bridge.ts';
import { client } from '../../support/fhirClient.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, leave, pickFreeTime, walkToConfirm } from '../../support/kioskWay.ts';
import { oneKiosk } from '../../support/oneKiosk.ts';

const Found = z.object({ total: z.int(), entry: z.array(z.object({ resource: z.looseObject({ id: z.string(), status: z.string(), start: z.string(), slot: z.array(z.object({ reference: z.string() })) }) })).optional() });

test.describe('the line is cut between hold and confirm', () => {
  const kiosk = oneKiosk();

  test('S3 O3 the visit waits on disk, says so, and becomes sure by itself when the server is back: once, not twice', async () => {
    test.setTimeout(240_000);
    const { clinic, kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const hand = touch(page);
    const time = await walkToConfirm(page, hand, nextAccount());

    await clinic.kill();
    await confirm(page, hand);
    await arrive(page, 'Это ещё не запись');
    await expect(page.getByText('Ожидает подтверждения', { exact: true })).toBeVisible();
    await expect(page.getByText(time, { exact: true }).first()).toBeVisible();
    const status = await bridgeCall(page, 'sync.status', {});
    expect([status.line, status.unsent]).toEqual(['down', 1]);
    const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
    const waiting = upcoming.find(({ status: state }) => state === 'sending');
    if (!waiting) throw new Error('the visit is not among the patient’s own');

    await clinic.startAgain();
    await arrive(page, 'Вы записаны');
    await expect(page.getByText('Подтверждено', { exact: true })).toBeVisible();
    const found = await client(clinic.server, clinic.systemToken)('GET', `/fhir/Appointment?_id=${waiting.id}`);
    const { total, entry } = Found.parse(found.body);
    expect([total, entry?.[0]?.resource.status]).toEqual([1, 'booked']);
    const slot = entry?.[0]?.resource.slot[0]?.reference ?? '';
    const onSlot = await client(clinic.server, clinic.systemToken)('GET', `/fhir/Appointment?slot=${slot}&status=booked`);
    expect(Found.parse(onSlot.body).total, 'nothing is doubled').toBe(1);
    expect((await bridgeCall(page, 'sync.status', {})).unsent).toBe(0);
    await leave(page, hand);
    await kabinet.nextPage(page);
  });
});

test.describe('the line is cut and somebody else is quicker', () => {
  const kiosk = oneKiosk({ hold: 5 });

  test('S5 O3 a time that went to another while the line was down is refused openly, with a way on', async () => {
    test.setTimeout(240_000);
    const { clinic, kabinet, nextAccount } = kiosk();
    const { page } = kabinet;
    const hand = touch(page);
    const [mine, theirs] = [nextAccount(), nextAccount()];
    const rival = await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'));
    const other = await rival.signIn(theirs.login, theirs.password);

    await bridgeCall(page, 'identity.signIn', mine);
    const card = (await bridgeCall(page, 'doctors.list', { text: 'смирнова елена', speciality: null, officeId: null, day: null })).doctors[0];
    if (!card?.nextFreeAt) throw new Error('the demo doctor has no free time');
    await page.reload();
    await hand.press(page.getByRole('button', { name: /^Записаться к врачу/ }));
    await hand.type(page.getByRole('searchbox', { name: 'Фамилия врача' }), 'смирнова');
    await hand.press(page.getByRole('button', { name: /^Смирнова Елена Андреевна/ }));
    await hand.press(page.getByRole('button', { name: 'Выбрать время', exact: true }));
    const time = await pickFreeTime(page, hand);
    await hand.press(page.getByRole('button', { name: `Выбрать ${time}`, exact: true }));
    await arrive(page, 'Всё верно?');
    await clinic.kill();
    await confirm(page, hand);
    await arrive(page, 'Это ещё не запись');
    const waiting = (await bridgeCall(page, 'appointments.mine', {})).upcoming.find(({ status }) => status === 'sending');
    if (!waiting) throw new Error('the visit is not among the patient’s own');

    // The kiosk's backend is stopped, as on a slow line, until the other patient has booked.
    const backend = await kabinet.backendPid();
    process.kill(backend, 'SIGSTOP');
    try {
      await clinic.startAgain();
      const system = client(clinic.server, clinic.systemToken);
      const start = new Date(waiting.startsAt).toISOString();
      const slots = await system('GET', `/fhir/Slot?start=${encodeURIComponent(start)}&_count=200`);
      const Slots = z.object({ entry: z.array(z.object({ resource: z.looseObject({ id: z.string(), schedule: z.object({ reference: z.string() }), start: z.string(), end: z.string() }) })) });
      const schedules = z.object({ entry: z.array(z.object({ resource: z.looseObject({ id: z.string() }) })) }).parse((await system('GET', `/fhir/Schedule?actor=PractitionerRole/${waiting.roleId}`)).body);
      const slot = Slots.parse(slots.body).entry.find(({ resource }) => resource.schedule.reference === `Schedule/${schedules.entry[0]?.resource.id ?? ''}`)?.resource;
      if (!slot) throw new Error('the time is not on the server');
      const book = () =>
        other.ask(
          'POST',
          '/fhir/Appointment/$book',
          {
            resourceType: 'Parameters',
            parameter: [
              {
                name: 'appointment',
                resource: {
                  resourceType: 'Appointment',
                  id: randomUUID(),
                  status: 'booked',
                  slot: [{ reference: `Slot/${slot.id}` }],
                  start: slot.start,
                  end: slot.end,
                  participant: [{ actor: { reference: `Patient/${other.patientId}` }, status: 'accepted' }],
                },
              },
            ],
          },
          { [headers.idempotencyKey]: randomUUID() },
        );
      // The kiosk's hold of five seconds runs out first.
      await expect.poll(async () => (await book()).status, { timeout: 20_000 }).toBe(201);
    } finally {
      process.kill(backend, 'SIGCONT');
    }
    await arrive(page, 'Это время не удалось закрепить');
    await expect(page.getByRole('button', { name: 'Выбрать другое время', exact: true })).toBeVisible();
  });
});
