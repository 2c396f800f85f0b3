import { headers } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { unattendedOf } from '../conflicts/unattended.ts';
import { reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { signInState } from '../identity/signInStore.ts';
import { answerOnce } from '../scheduling/answerOnce.ts';
import { actorOf } from '../scheduling/operations.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { askedErasure } from './askedErasure.ts';
import { erase } from './erase.ts';
import { receiptParameters, receiptsOf } from './receipts.ts';

/** D1. docs/wire.md, "Deletion". */
export const erasure: Routes = (app, parts) => {
  app.post('/fhir/$erase', async (request, reply) => {
    const { caller, patientId, signInId } = actorOf(request);
    const asked = askedErasure(request.body);
    const key = Id.safeParse(request.headers[headers.idempotencyKey]);
    if (!key.success) throw new FhirRefusal(400, 'no_idempotency_key');
    const representation = (caller.kind === 'patient' ? caller : caller.signIn)?.representation ?? null;
    const actor = {
      ...{ patient: patientId, device: caller.deviceId, signIn: signInId },
      ...{ representative: representation?.representativeId ?? null, representation: representation?.id ?? null },
    };
    const answer = await answerOnce(parts.pool, { key: key.data, caller: caller.deviceId, asked: ['$erase', signInId, request.body ?? null], now: parts.now(), unattended: unattendedOf(request) }, async (tx) => {
      // A visit that is being cancelled at this moment comes before or after, as for every operation about visits.
      await postgresSlotStore(tx).lockPatient(patientId);
      return { status: 200, body: receiptParameters(await erase(tx, asked, actor, parts.now())) };
    });
    // Of a patient who has left, the device may bring what they did and is told nothing of what it was.
    if (caller.kind === 'device' && answer.status === 200) {
      const signIn = await signInState(reading(parts.pool), { id: signInId, device: caller.deviceId, now: parts.now() });
      if (signIn?.state !== 'open') return reply.code(204).send();
    }
    return reply.code(answer.status).type(fhirJson).send(answer.body);
  });

  app.get('/identity/erasures', async (request) => {
    const caller = callerOf(request);
    if (caller.kind !== 'patient') throw new FhirRefusal(403, 'forbidden');
    const receipts = await receiptsOf(reading(parts.pool), caller.patientId);
    return { receipts: receipts.map(({ patient: _own, ...receipt }) => receipt) };
  });
};
