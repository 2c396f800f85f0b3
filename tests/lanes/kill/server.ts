import * as z from 'zod';
import { instant, toWire } from '../../../shared/lib/moscow.ts';
import { client, type Ask } from '../../support/fhirClient.ts';
import type { DemoClinic } from '../../support/demoClinic.ts';
import type { FreeTime, Visit } from './plan.ts';

const Appointment = z.looseObject({ id: z.string(), status: z.string(), start: z.string().optional(), slot: z.array(z.object({ reference: z.string() })).optional() });
const Appointments = z.object({ entry: z.array(z.object({ resource: Appointment })).optional(), link: z.array(z.object({ relation: z.string(), url: z.string() })).optional() });
const Slots = z.object({ entry: z.array(z.object({ resource: z.looseObject({ id: z.string(), status: z.string() }) })).optional() });

export function systemOf(clinic: DemoClinic): Ask {
  return client(clinic.server, clinic.systemToken);
}

/** All Appointments of one patient the server has, by id. */
export async function appointmentsOf(ask: Ask, patientId: string): Promise<ReadonlyMap<string, z.infer<typeof Appointment>>> {
  const found = new Map<string, z.infer<typeof Appointment>>();
  let path: string | null = `/fhir/Appointment?patient=Patient/${patientId}&_count=200`;
  while (path !== null) {
    const answer = await ask('GET', path);
    if (answer.status !== 200) throw new Error(`the server answered ${answer.status} to a search of appointments`);
    const page = Appointments.parse(answer.body);
    for (const { resource } of page.entry ?? []) found.set(resource.id, resource);
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    path = next === undefined ? null : new URL(next).pathname + new URL(next).search;
  }
  return found;
}

/** What of this patient's visits is not on the server as every answered command says. `before`: ids that were there already. */
export async function compareVisits(ask: Ask, patientId: string, before: ReadonlySet<string>, visits: readonly Visit[]): Promise<string[]> {
  const wrong: string[] = [];
  const found = await appointmentsOf(ask, patientId);
  for (const { appointmentId, status, slotId, startsAt } of visits) {
    const there = found.get(appointmentId);
    const isRight =
      there !== undefined && there.status === status && (status === 'cancelled' || (there.slot?.[0]?.reference === `Slot/${slotId}` && there.start === toWire(instant(startsAt))));
    if (!isRight) wrong.push(`visit ${appointmentId} should be ${status}, the server has ${there === undefined ? 'none' : `${there.status} at another time or slot`}`);
  }
  for (const id of found.keys()) if (!before.has(id) && !visits.some(({ appointmentId }) => appointmentId === id)) wrong.push(`visit ${id} is on the server and nobody asked for it`);
  return wrong;
}

const settleMs = 45_000;

/** Every time that was asked for has exactly the visits it should have, and is free or busy accordingly once left-over holds have run out. */
export async function compareTimes(ask: Ask, touched: readonly FreeTime[], visits: readonly Visit[]): Promise<string[]> {
  const wrong: string[] = [];
  const taken = new Set(visits.filter(({ status }) => status === 'booked').map(({ slotId }) => slotId));
  const ids = [...new Set(touched.map(({ slotId }) => slotId))];
  for (const id of ids) {
    const booked = Appointments.parse((await ask('GET', `/fhir/Appointment?slot=Slot/${id}&status=booked`)).body).entry?.length ?? 0;
    if (booked !== (taken.has(id) ? 1 : 0)) wrong.push(`time ${id} has ${booked} visits, should have ${taken.has(id) ? 1 : 0}`);
  }
  const until = Date.now() + settleMs;
  let left = ids;
  for (;;) {
    const still: string[] = [];
    for (const id of left) {
      const status = Slots.parse((await ask('GET', `/fhir/Slot?_id=${id}`)).body).entry?.[0]?.resource.status;
      if (status !== (taken.has(id) ? 'busy' : 'free')) still.push(id);
    }
    left = still;
    if (left.length === 0 || Date.now() > until) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return [...wrong, ...left.map((id) => `time ${id} is not ${taken.has(id) ? 'busy' : 'free'}`)];
}
