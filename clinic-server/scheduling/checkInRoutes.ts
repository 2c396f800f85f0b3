import type { Appointment, Parameters } from '@medplum/fhirtypes';
import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, fromWire, toWire } from '../../shared/lib/moscow.ts';
import { inTransaction, reading, type Reader } from '../db/pool.ts';
import { verifySeal } from '../devices/seals.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, readResource, type Stored } from '../fhir/resourceStore.ts';
import { callerOf } from '../http/authentication.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { claimAttempt, deviceRule, forgiveAttempt } from '../identity/throttle.ts';
import { placeOfRole, roleIn } from './arrivals.ts';
import { checkIn } from './checkIn.ts';
import { waitOf, type VisitWait } from './dayWait.ts';
import { actorOf, once, pathId } from './operations.ts';
import { readParameters, required } from './parameters.ts';
import { refuse } from './refuse.ts';

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

  app.post('/fhir/Appointment/$check-in-by-slip', async (request, reply) => {
    const caller = callerOf(request);
    // Nobody is signed in at it: a token beside the device's would put its owner, or whom they act for, into the paper's visit.
    if (caller.kind !== 'device' || caller.signIn !== null) throw new FhirRefusal(403, 'forbidden');
    const slip = required(readParameters(request.body)('slip', 'valueString', z.string()), 'slip');
    const visit = await visitOnSlip(parts, caller.deviceId, slip);
    return once(parts, request, reply, caller, async (store, tx) => {
      const now = parts.now();
      const { queueNumber } = await checkIn(store, { appointment: visit.id, patient: visit.patient, device: caller.deviceId, office: caller.officeId }, now);
      const appointment = await readResource(tx, 'Appointment', visit.id);
      const { room } = await placeOfRole(tx, roleIn(appointment));
      const body: Parameters = {
        resourceType: 'Parameters',
        parameter: [
          { name: 'queueNumber', valueString: queueNumber },
          { name: 'startsAt', valueInstant: toWire(fromWire(appointment.start ?? '')) },
          ...(room === null ? [] : [{ name: 'room', valueReference: { reference: `Location/${room}` } }]),
          ...waitParameters(await waitOf(tx, appointment, now)),
        ],
      };
      return { status: 200, body };
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
  if (visit.status === 'fulfilled') return refuse('visit_over');
  if (visit.status !== 'booked' && visit.status !== 'arrived') return refuse('not_active');
  const [today, day] = [dayOf(now()), dayOf(fromWire(visit.start ?? ''))];
  if (day !== today) return day > today ? refuse('not_today') : refuse('visit_over');
  return waitOf(from, visit, now());
}

/**
 * Whose visit a slip is about, or one and the same refusal whatever is wrong with it. Counted before it is looked at, by a name of its own:
 * whoever scans rubbish makes this door slow, and nobody's sign-in.
 */
async function visitOnSlip(parts: ServerParts, device: Id, slip: string): Promise<{ readonly id: Id; readonly patient: Id }> {
  const seconds = await inTransaction(parts.pool, (tx) => claimAttempt(tx, deviceRule, `slip ${device}`, parts.now()));
  if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
  const seal = await verifySeal(parts, slip);
  const row = seal?.kind === 'slip' ? await findResource(reading(parts.pool), 'Appointment', seal.id) : null;
  if (!seal || !row || row.deleted || row.patient === null) throw new FhirRefusal(404, 'slip_unknown');
  await inTransaction(parts.pool, (tx) => forgiveAttempt(tx, deviceRule, `slip ${device}`));
  return { id: seal.id, patient: row.patient };
}
