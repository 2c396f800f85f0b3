import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { DemoState } from '../../../../clinic-server/demo/demoState.ts';
import { makeEnrolmentCode, prepareDemo } from '../../../../clinic-server/demo/prepareDemo.ts';
import type { DoctorCard } from '../../../../shared/features/doctors.ts';
import { addDays, dayOf, instant } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';

// What the server has, read without any of the device's code: PostgreSQL, Date and Intl.
interface ServerSlot {
  readonly id: string;
  readonly status: string;
  readonly start: number;
  readonly end: number;
  readonly day: string;
}

const everyDoctor = { text: '', speciality: null, officeId: null, day: null };
const moscowDate = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Moscow', year: 'numeric', month: '2-digit', day: '2-digit' });

let clinic: TestClinic;
let kiosk: TestBackend;
let doctors: DoctorCard[];
const slotsByRole = new Map<string, ServerSlot[]>();

beforeAll(async () => {
  const made: DemoState[] = [];
  clinic = await startClinic({
    seed: async (pool) => {
      made.push(await prepareDemo(pool, 7, instant(Date.now())));
    },
  });
  const [demo] = made as [DemoState];
  const code = await inTransaction(clinic.pool, (tx) => makeEnrolmentCode(tx, 'kiosk', demo.offices, instant(Date.now())));
  kiosk = await startBackend({ server: clinic.url, code });
  await eventually(
    () => kiosk.call('device.state', {}),
    ({ state }) => state === 'ready',
    60_000,
  );
  doctors = (await kiosk.call('doctors.list', everyDoctor)).doctors;

  const rows = await clinic.pool.query<{ id: string; status: string; start: string; end: string; role: string }>(`
    select slot.id, slot.content->>'status' as status, slot.content->>'start' as start, slot.content->>'end' as end,
      (select substr(actor->>'reference', 18) from jsonb_array_elements(schedule.content->'actor') as actor
        where actor->>'reference' like 'PractitionerRole/%') as role
    from resource as slot
    join resource as schedule on schedule.type = 'Schedule' and 'Schedule/' || schedule.id = slot.content->'schedule'->>'reference'
    where slot.type = 'Slot' and not slot.deleted`);
  for (const { id, status, start, end, role } of rows.rows) {
    const slot = { id, status, start: Date.parse(start), end: Date.parse(end), day: moscowDate.format(Date.parse(start)) };
    slotsByRole.set(role, [...(slotsByRole.get(role) ?? []), slot]);
  }
}, 180_000);

afterAll(async () => {
  await kiosk.stop();
  await clinic.stop();
});

function shownAs({ status, start }: ServerSlot, now: number): string {
  if (status === 'busy-unavailable') return 'closed';
  if (start <= now) return 'past';
  return status === 'free' ? 'free' : 'busy';
}

/** The door takes fifty calls a second from a window, from this one too. */
const belowTheDoorsRate = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 45));

test('S1 everything the demo clinic serves is understood: three offices, forty doctors, fourteen specialities, each with a price', async () => {
  expect(kiosk.bugs).toEqual([]);
  const { specialities, offices } = await kiosk.call('doctors.filters', {});
  expect(offices).toHaveLength(3);
  expect(specialities.length).toBeGreaterThanOrEqual(14);
  expect(doctors.length).toBeGreaterThanOrEqual(40);
  expect(doctors.filter(({ firstVisitKopecks }) => firstVisitKopecks === null)).toEqual([]);
  expect(
    doctors.filter(({ office, room, speciality }) => office.ru === '' || room.ru === '' || office.en === null || speciality.en === null),
  ).toEqual([]);
  expect((await kiosk.call('notices.current', {})).notices.length).toBeGreaterThan(0);
  expect((await kiosk.call('prices.list', { text: '', category: null, offset: 0, limit: 50 })).total).toBeGreaterThan(20);
});

test('S2 every time shown for any doctor on any day is the server’s, in state, length and order, and none is missing', async () => {
  const today = dayOf(instant(Date.now()));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...doctors), fc.integer({ min: -1, max: 62 }), async ({ roleId }, ahead) => {
      const day = addDays(today, ahead);
      await belowTheDoorsRate();
      const now = Date.now();
      const { times } = await kiosk.call('schedule.day', { roleId, day });
      const expected = (slotsByRole.get(roleId) ?? []).filter((slot) => slot.day === day).toSorted((a, b) => a.start - b.start);
      expect(times.map(({ slotId, startsAt, durationMinutes, state }) => [slotId, startsAt, durationMinutes, state])).toEqual(
        expected.map((slot) => [slot.id, slot.start, (slot.end - slot.start) / 60_000, shownAs(slot, now)]),
      );
      const { days } = await kiosk.call('schedule.days', { roleId, from: day, count: 1 });
      expect(days).toMatchObject([{ day, freeCount: expected.filter((slot) => shownAs(slot, now) === 'free').length }]);
    }),
    { numRuns: 120 },
  );
});

test('S1 the next free time of every doctor is the server’s first one', () => {
  const now = Date.now();
  // A time that began while the list was read is nobody's mistake.
  const settled = doctors.filter(({ nextFreeAt }) => nextFreeAt === null || nextFreeAt > now);
  expect(settled.length).toBeGreaterThan(30);
  for (const { roleId, nextFreeAt } of settled) {
    const free = (slotsByRole.get(roleId) ?? []).filter((slot) => shownAs(slot, now) === 'free').map(({ start }) => start);
    expect(nextFreeAt).toBe(free.length === 0 ? null : Math.min(...free));
  }
});

test('S1 a doctor’s price is the one in force at the server', async () => {
  const rows = await clinic.pool.query<{ role: string; roubles: number }>(`
    select role.id as role,
      (select (charge.content #>> '{propertyGroup,0,priceComponent,0,amount,value}')::numeric::float8 from resource as charge
        where charge.type = 'ChargeItemDefinition' and not charge.deleted and charge.content->>'status' = 'active'
          and charge.content #>> '{code,coding,0,code}' = service.content #>> '{type,0,coding,0,code}'
          and (charge.content #>> '{effectivePeriod,start}')::timestamptz <= now()
        order by (charge.content #>> '{effectivePeriod,start}')::timestamptz desc limit 1) as roubles
    from resource as role
    join resource as service on service.type = 'HealthcareService' and 'HealthcareService/' || service.id = role.content #>> '{healthcareService,0,reference}'
    where role.type = 'PractitionerRole'`);
  const roubles = new Map(rows.rows.map((row) => [row.role, row.roubles]));
  for (const { roleId, firstVisitKopecks } of doctors)
    expect(firstVisitKopecks).toBe(Math.round((roubles.get(roleId) ?? Number.NaN) * 100));
});
