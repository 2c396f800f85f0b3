import * as z from 'zod';
import { headers as names } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import { callerOf, staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';
import { noteAccess } from '../ownData/accessLog.ts';
import { signInState } from '../identity/signInStore.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';
import { decideCase, decisions, lockCase, openCases } from './caseStore.ts';
import { denyList } from './denyList.ts';
import { lockPerson } from './lock.ts';
import { shownCase } from './shownCase.ts';

const Lock = z.object({ patientId: Id, reason: z.string().trim().min(1).max(500) });
const Page = z.object({ _count: z.coerce.number().int().min(1).max(200).default(50), _after: Id.optional() });
const Decision = z.object({ decision: z.string().max(50), note: z.string().trim().max(2_000).nullable().default(null) });

function read<T>(schema: z.ZodType<T>, from: unknown): T {
  const read = schema.safeParse(from);
  if (!read.success) throw new FhirRefusal(400, 'invalid_request');
  return read.data;
}

/** Row R6: what a registrar does about people's accounts, and what a device asks about a sign-in that has ended. */
export const locks: Routes = (app, parts) => {
  app.post('/identity/locks', async (request, reply) => {
    const { staffId } = staffOf(request, 'registrar');
    const { patientId, reason } = read(Lock, request.body);
    const locked = await inTransaction(parts.pool, async (tx) => {
      await readResource(tx, 'Patient', patientId);
      return lockPerson(tx, parts, { patientId, by: { staffId, reason } });
    });
    if (!locked) throw new FhirRefusal(409, 'no_account');
    // What was held for who is out now is everybody's again.
    for (const device of locked.devices) await releaseHoldsOf(parts, device);
    return reply.code(201).send({ caseId: locked.caseId, accounts: locked.accounts, signInsEndedOn: locked.devices.length });
  });

  app.get('/identity/cases', async (request) => {
    const caller = staffOf(request, 'registrar');
    const { _count: count, _after: after = null } = read(Page, request.query);
    const cases = await openCases(reading(parts.pool), { after, count });
    // D4: whose cases were looked at is written before they are shown.
    await noteAccess(parts, caller, { deed: 'caseSeen', patients: cases.flatMap(({ patient, otherPatient }) => [patient, otherPatient]).filter((id) => id !== null), things: [] });
    return { cases: cases.map(shownCase), next: cases.length === count ? (cases.at(-1)?.id ?? null) : null };
  });

  app.post('/identity/cases/:id/decide', async (request, reply) => {
    const { staffId } = staffOf(request, 'registrar');
    const id = Id.safeParse((request.params as { id: string }).id);
    const { decision, note } = read(Decision, request.body);
    await inTransaction(parts.pool, async (tx) => {
      const found = id.success ? await lockCase(tx, id.data) : null;
      if (!found || !id.success) throw new FhirRefusal(404, 'not_found');
      if (!decisions[found.kind].includes(decision)) throw new FhirRefusal(400, 'invalid_request');
      if (found.decided) throw new FhirRefusal(409, 'case_decided');
      await decideCase(tx, { id: id.data, patient: found.patient, decision, note, staffId, now: parts.now() });
    });
    return reply.code(204).send();
  });

  app.get('/identity/sign-in/state', async (request) => {
    const caller = callerOf(request);
    const named = Id.safeParse(request.headers[names.signIn]);
    if (caller.kind !== 'device') throw new FhirRefusal(403, 'forbidden');
    const state = named.success ? await signInState(reading(parts.pool), { id: named.data, device: caller.deviceId, now: parts.now() }) : null;
    if (!state) throw new FhirRefusal(404, 'not_found');
    return state;
  });

  app.get('/identity/deny-list', async (request) => {
    if (callerOf(request).kind === 'system') throw new FhirRefusal(403, 'forbidden');
    return denyList(parts);
  });
};
