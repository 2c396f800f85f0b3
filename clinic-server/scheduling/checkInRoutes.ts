import type { Appointment, Parameters } from '@medplum/fhirtypes';
import { dayOf, fromWire } from '../../shared/lib/moscow.ts';
import { reading, type Reader } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, readResource, type Stored } from '../fhir/resourceStore.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { checkIn } from './checkIn.ts';
import { waitOf, type VisitWait } from './dayWait.ts';
import { actorOf, once, pathId } from './operations.ts';

type Parameter = NonNullable<Parameters['parameter']>[number];

/** What the screen of the queue says, and nothing of who waits. */
function waitParameters({ state, wait }: VisitWait): Parameter[] {
  return [
    { name: 'state', valueCode: state },
    ...(wait === null ? [] : [{ name: 'ahead', valueInteger: wait.ahead }]),
    ...(wait?.minutes == null ? [] : [{ name: 'from', valueInteger: wait.minutes.from }, { name: 'until', valueInteger: wait.minutes.until }]),
  ];
}

/** S8. docs/wire.md, "Check-in". */
export const checkInRoutes: Routes = (app, parts) => {
  app.post('/fhir/Appointment/:id/$check-in', async (request, reply) => {
    const { caller, patientId } = actorOf(request);
    const appointment = pathId(request);
    return once(parts, request, reply, caller, async (store, tx) => {
      await checkIn(store, { appointment, patient: patientId, device: caller.deviceId, office: caller.officeId }, parts.now());
      return { status: 200, body: await readResource(tx, 'Appointment', appointment) };
    });
  });

  app.get('/fhir/Appointment/:id/$wait', async (request, reply) => {
    const { patientId } = actorOf(request);
    const from = reading(parts.pool);
    const row = await findResource(from, 'Appointment', pathId(request));
    if (!row || row.deleted || row.patient !== patientId) throw new FhirRefusal(404, 'not_found');
    const answer: Parameters = { resourceType: 'Parameters', parameter: waitParameters(await standingWait(parts, from, row.content as Stored<Appointment>)) };
    return reply.type(fhirJson).send(answer);
  });
};

/** Refuses for a visit there is nothing to wait for at. */
async function standingWait({ now }: Pick<ServerParts, 'now'>, from: Reader, visit: Stored<Appointment>): Promise<VisitWait> {
  if (visit.status === 'fulfilled') throw new FhirRefusal(409, 'visit_over');
  if (visit.status !== 'booked' && visit.status !== 'arrived') throw new FhirRefusal(409, 'not_active');
  const [today, day] = [dayOf(now()), dayOf(fromWire(visit.start ?? ''))];
  if (day !== today) throw new FhirRefusal(409, day > today ? 'not_today' : 'visit_over');
  return waitOf(from, visit, now());
}
