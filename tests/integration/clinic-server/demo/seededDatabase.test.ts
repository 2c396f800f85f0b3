import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DemoState } from '../../../../clinic-server/demo/demoState.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { demoStateOf, demoTemplate } from '../../../support/demoTemplate.ts';
import { codeOf } from '../../../support/fhirClient.ts';

let clinic: TestClinic;
let demo: DemoState;
beforeAll(async () => {
  clinic = await startClinic({ template: await demoTemplate() });
  demo = await demoStateOf(clinic.pool);
}, 120_000);
afterAll(() => clinic.stop());

const count = async (sql: string): Promise<number> =>
  (await clinic.pool.query<{ count: number }>(`select count(*)::int as count from ${sql}`)).rows[0]?.count ?? -1;

it('S5 in the seeded database slots, occupancy, visits and their spans say the same', async () => {
  expect(await count(`resource where type = 'Appointment'`)).toBeGreaterThan(3000);
  const slotReference = `substr(a.content->'slot'->0->>'reference', 6)`;
  // A busy slot without an occupant, an occupant whose slot does not show it, and a visit that stands without its row.
  expect(
    await count(
      `resource s left join occupancy o on o.slot::text = s.id where s.type = 'Slot' and (s.content->>'status' = 'busy') <> (o.slot is not null)`,
    ),
  ).toBe(0);
  expect(await count(`occupancy o where not exists (select 1 from resource s where s.type = 'Slot' and s.id = o.slot::text)`)).toBe(0);
  expect(
    await count(
      `resource a left join occupancy o on o.appointment::text = a.id where a.type = 'Appointment' and (a.content->>'status' not in ('cancelled', 'noshow', 'waitlist')) <> (o.slot is not null and o.slot::text = ${slotReference})`,
    ),
  ).toBe(0);
  expect(
    await count(
      `resource a left join appointment_span p on p.appointment::text = a.id where a.type = 'Appointment' and a.content->>'status' <> 'waitlist' and (p.appointment is null or p.patient <> a.patient or p.slot::text <> ${slotReference}
         or p.active <> (a.content->>'status' not in ('cancelled', 'noshow')) or p.during <> tstzrange((a.content->>'start')::timestamptz, (a.content->>'end')::timestamptz))`,
    ),
  ).toBe(0);
});

it('S5 a seeded visit keeps its time and its patient’s hour against new requests', async () => {
  const [account] = demo.accounts;
  if (!account) throw new Error('no account');
  const { rows } = await clinic.pool.query<{ patient: string; slot: string; starts: number; ends: number }>(
    `select p.patient, p.slot, extract(epoch from lower(p.during))::float8 * 1000 as starts, extract(epoch from upper(p.during))::float8 * 1000 as ends
     from appointment_span p join account a on a.patient = p.patient where a.login = $1 and p.active and lower(p.during) > now() order by 3 limit 1`,
    [account.login],
  );
  const visit = rows[0];
  if (!visit) throw new Error('the account has no upcoming visit');
  const device = await enrolDevice(clinic);
  const { signInId } = await device.signIn({ ...account, id: visit.patient });
  const slot = { id: visit.slot, startsAt: instant(visit.starts), endsAt: instant(visit.ends), status: 'busy' } as const;
  expect(codeOf(await device.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: visit.patient }), { signInId }))).toBe(
    'slot_taken',
  );
  const overlapping = await clinic.pool.query<{ id: string; starts: number; ends: number }>(
    `select s.id, extract(epoch from (s.content->>'start')::timestamptz)::float8 * 1000 as starts, extract(epoch from (s.content->>'end')::timestamptz)::float8 * 1000 as ends
     from resource s where s.type = 'Slot' and s.content->>'status' = 'free'
       and tstzrange((s.content->>'start')::timestamptz, (s.content->>'end')::timestamptz) && tstzrange($1::timestamptz, $2::timestamptz) limit 1`,
    [new Date(visit.starts).toISOString(), new Date(visit.ends).toISOString()],
  );
  const other = overlapping.rows[0];
  if (!other) throw new Error('no doctor has a free time at that hour');
  const free = { id: other.id, startsAt: instant(other.starts), endsAt: instant(other.ends), status: 'free' } as const;
  expect(
    codeOf(await device.write('/fhir/Appointment/$book', bookParameters({ slot: free, patientId: visit.patient }), { signInId })),
  ).toBe('patient_busy');
});
