import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction } from '../db/pool.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { assertPasswordsOpen } from '../identity/esiaRequired.ts';
import { openSignIn } from '../identity/openSignIn.ts';
import { beginRegistration, resend, type Begun } from './begin.ts';
import type { CommonPasswords } from './commonPasswords.ts';
import { Email, personForm } from './form.ts';
import { codeHash, sameHash } from './proofs.ts';
import { setPassword } from './newPassword.ts';
import { claimTry, giveGrant } from './registrationStore.ts';
import { grantSeconds } from './times.ts';

/** Whoever asks is at a device of the clinic; the clinic's own systems register nobody. */
export function deviceOf(request: FastifyRequest): Exclude<Caller, { kind: 'system' }> {
  const caller = callerOf(request);
  if (caller.kind === 'system') throw new FhirRefusal(403, 'forbidden');
  return caller;
}

export function readBody<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const read = schema.safeParse(request.body);
  if (read.success) return read.data;
  // Names of fields, never what stood in them.
  const fields = new Set(read.error.issues.map(({ path }) => String(path[0] ?? '')).filter((field) => /^[a-zA-Z]+$/.test(field)));
  throw new FhirRefusal(400, 'invalid_request', { expression: [...fields] });
}

const Code = z.object({ registrationId: Id, code: z.string().regex(/^[0-9]{6}$/) });
const NewPassword = z.object({ grant: z.string().regex(/^[A-Za-z0-9_-]{43}$/), password: z.string().max(10_000), terms: DocumentVersion.optional() });

const told = ({ registrationId, codeSeconds, linkSeconds }: Begun): Begun => ({ registrationId, codeSeconds, linkSeconds });

/** The right code against the right to set a password, on this device. 401 `wrong_code`; 410 `code_gone`. */
export async function enterCode(parts: ServerParts, { registrationId, code, device }: { registrationId: Id; code: string; device: Id }): Promise<string> {
  assertPasswordsOpen(parts);
  const now = parts.now();
  const grant = newSecret();
  const outcome = await inTransaction(parts.pool, async (tx): Promise<'right' | 'wrong' | 'gone'> => {
    const tried = await claimTry(tx, registrationId, device, now);
    if (!tried) return 'gone';
    if (!tried.codeHash || !sameHash(tried.codeHash, codeHash(registrationId, code))) return 'wrong';
    await giveGrant(tx, tried.id, hashOf(grant), (now + grantSeconds * 1000) as Instant);
    return 'right';
  });
  // Refused after the transaction: inside it the refusal would undo the count of the try.
  if (outcome === 'gone') throw new FhirRefusal(410, 'code_gone');
  if (outcome === 'wrong') throw new FhirRefusal(401, 'wrong_code');
  return grant;
}

/** Rows R3 and R6: an e-mail is proved, then a password is set. */
export function registrationRoutes(common: CommonPasswords): Routes {
  return (app, parts) => {
    app.post('/identity/registration', async (request, reply) => {
      const { deviceId } = deviceOf(request);
      const { acceptances, ...form } = readBody(personForm(parts.now()).extend({ acceptances: z.array(Id).max(8) }), request);
      return reply.code(202).send(told(await beginRegistration(parts, { device: deviceId, caller: null, email: form.email, form, acceptances })));
    });

    app.post('/identity/recovery', async (request, reply) => {
      const { deviceId } = deviceOf(request);
      const { email } = readBody(z.object({ email: Email }), request);
      return reply.code(202).send(told(await beginRegistration(parts, { device: deviceId, caller: null, email, form: null, acceptances: [] })));
    });

    app.post('/identity/registration/resend', async (request, reply) => {
      const { deviceId } = deviceOf(request);
      const { registrationId } = readBody(z.object({ registrationId: Id }), request);
      return reply.code(202).send(told(await resend(parts, registrationId, { device: deviceId, caller: null })));
    });

    app.post('/identity/registration/code', async (request) => {
      const { deviceId } = deviceOf(request);
      const grant = await enterCode(parts, { ...readBody(Code, request), device: deviceId });
      return { grant, expiresInSeconds: grantSeconds };
    });

    app.post('/identity/registration/password', async (request) => {
      const { deviceId, profile } = deviceOf(request);
      const { grant, password, terms = null } = readBody(NewPassword, request);
      // The sign-in commits with the password: the grant is used up, so without a sign-in the person would have to begin anew.
      return setPassword(parts, { way: { grant, device: deviceId }, password, common }, (tx, { accountId, patientId }) =>
        openSignIn(tx, parts, { deviceId, profile, accountId, patientId, method: 'email', terms }),
      );
    });
  };
}
