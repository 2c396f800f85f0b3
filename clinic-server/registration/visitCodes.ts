import { randomInt, scrypt } from 'node:crypto';
import * as z from 'zod';
import { DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { openSignIn } from '../identity/openSignIn.ts';
import { claimAttempt, deviceRule, forgiveAttempt } from '../identity/throttle.ts';
import { noteDeed } from '../ownData/accessLog.ts';
import { deviceOf, readBody } from './registrationRoutes.ts';
import { visitCodeSeconds } from './times.ts';

const digits = 8;

/** Slow to make, so that a copy of the table cannot be tried through while a code lives; the clinic's own number is its salt, for the code alone has to find its row. */
function hashed(parts: Pick<ServerParts, 'epoch'>, code: string): Promise<Buffer> {
  return new Promise((done, failed) =>
    scrypt(code, `one-visit ${parts.epoch}`, 32, { N: 16_384, r: 8, p: 1 }, (error, hash) => (error ? failed(error) : done(hash))),
  );
}

async function spendCode(tx: Tx, hash: Buffer, device: Id, now: Instant): Promise<Id | null> {
  const { rows } = await tx.query<{ patient: Id }>(
    'update one_visit_code c set used_at = $3, device = $2 where c.hash = $1 and c.used_at is null and c.expires_at > $3 returning c.patient',
    [hash, device, timestamp(now)],
  );
  return rows[0]?.patient ?? null;
}

/** Row R7: a registrar, who has seen the patient's document, lets them in for this one visit. */
export const visitCodes: Routes = (app, parts) => {
  app.post('/identity/one-visit-code', async (request) => {
    const caller = staffOf(request, 'registrar');
    const { staffId } = caller;
    const { patientId } = readBody(z.object({ patientId: Id }), request);
    const code = String(randomInt(10 ** digits)).padStart(digits, '0');
    const hash = await hashed(parts, code);
    await inTransaction(parts.pool, async (tx) => {
      await readResource(tx, 'Patient', patientId);
      const now = parts.now();
      await tx.query('delete from one_visit_code where patient = $1 and used_at is null', [patientId]);
      await tx.query('insert into one_visit_code (hash, patient, staff, expires_at) values ($1, $2, $3, $4)', [hash, patientId, staffId, timestamp(now + visitCodeSeconds * 1000)]);
      await noteDeed(tx, parts, caller, { deed: 'codeMinted', patients: [patientId], things: [] });
    });
    return { code, expiresInSeconds: visitCodeSeconds };
  });

  app.post('/identity/code-sign-in', async (request) => {
    const { deviceId, profile } = deviceOf(request);
    const { code, terms = null } = readBody(z.object({ code: z.string().max(100), terms: DocumentVersion.optional() }), request);
    // Counted before it is looked at and committed on its own, so a refusal cannot undo the count.
    await inTransaction(parts.pool, async (tx) => {
      const seconds = await claimAttempt(tx, deviceRule, deviceId, parts.now());
      if (seconds > 0) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(seconds) } });
    });
    const hash = await hashed(parts, code.replace(/[\s-]/g, ''));
    return inTransaction(parts.pool, async (tx) => {
      const now = parts.now();
      const patientId = await spendCode(tx, hash, deviceId, now);
      if (patientId === null) throw new FhirRefusal(401, 'wrong_code');
      await forgiveAttempt(tx, deviceRule, deviceId);
      return openSignIn(tx, parts, { deviceId, profile, accountId: null, patientId, method: 'code', terms });
    });
  });
};
