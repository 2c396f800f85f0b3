import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { headers } from '../../shared/fhir/names.ts';
import { isEmail } from '../../shared/lib/email.ts';
import { Id } from '../../shared/lib/ids.ts';
import { isPhone } from '../../shared/lib/phone.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import { normalLogin } from '../identity/accountStore.ts';
import { createCommonPasswords } from '../registration/commonPasswords.ts';
import { assertPassword } from '../registration/newPassword.ts';
import { readBody } from '../registration/registrationRoutes.ts';
import { reading } from '../db/pool.ts';
import { beginEmailChange, confirmEmailChange } from './changeEmail.ts';
import { changePassword, changePhone, closeAccount, endOtherSignIns, wasChangedBy } from './changes.ts';
import { overviewOf } from './overview.ts';
import { findOwn, ownerOf } from './ownAccount.ts';
import { hasPassword, proveOwner, type Typed } from './proof.ts';

const password = z.string().max(10_000);
const Current = z.object({ current: password.nullable() });
const Password = z.object({ current: password, next: password });
const Phone = Current.extend({ phone: z.string().max(1_000) });
const Email = Current.extend({ email: z.string().max(1_000) });
const code = z.string().max(100);
const Codes = z.object({ changeId: Id, oldCode: code.nullable(), newCode: code });

/** Null: nobody means to ask again. */
function keyOf({ headers: sent }: FastifyRequest): Id | null {
  const key = sent[headers.idempotencyKey];
  if (key === undefined) return null;
  const read = Id.safeParse(key);
  if (!read.success) throw new FhirRefusal(400, 'no_idempotency_key');
  return read.data;
}

const typedBy = ({ ip }: FastifyRequest, current: string | null): Typed => ({ current, address: ip });

/** R11: a person's own account. Whose it is, the token says and nothing in the request. */
export const accountRoutes: Routes = (app, parts) => {
  const common = createCommonPasswords();

  app.get('/identity/account', async (request) => overviewOf(parts, ownerOf(request)));

  app.post('/identity/account/password', async (request, reply) => {
    const owner = ownerOf(request);
    const { current, next } = readBody(Password, request);
    const { account } = await findOwn(reading(parts.pool), owner);
    if (!account) throw new FhirRefusal(409, 'no_account');
    if (!hasPassword(parts, account)) throw new FhirRefusal(409, 'no_password');
    // Before the old one is asked for: a new one that cannot be is no reason to count a guess.
    assertPassword(common, next, account.login ?? '');
    const key = keyOf(request);
    const isDone = async (): Promise<boolean> => key !== null && (await wasChangedBy(reading(parts.pool), account, key));
    if (!(await isDone())) {
      try {
        await changePassword(parts, owner, await proveOwner(parts, owner, typedBy(request, current)), { next, key });
        return await reply.code(204).send();
      } catch (error) {
        // The first asking, given up for lost, may have come to its end while this one was being looked at.
        if (!(error instanceof FhirRefusal) || error.code !== 'wrong_password' || !(await isDone())) throw error;
      }
    }
    // The same is answered, but to nobody who does not know the new password: the number alone proves nothing, and tries are counted.
    await proveOwner(parts, owner, typedBy(request, next));
    return reply.code(204).send();
  });

  app.post('/identity/account/phone', async (request, reply) => {
    const owner = ownerOf(request);
    const { current, phone } = readBody(Phone, request);
    if (!isPhone(phone)) throw new FhirRefusal(422, 'phone_invalid');
    await changePhone(parts, owner, await proveOwner(parts, owner, typedBy(request, current)), phone);
    return reply.code(204).send();
  });

  app.post('/identity/account/email', async (request, reply) => {
    const owner = ownerOf(request);
    const { current, email: typed } = readBody(Email, request);
    if (!parts.config.mail) throw new FhirRefusal(503, 'mail_unavailable');
    const email = normalLogin(typed);
    if (!isEmail(email)) throw new FhirRefusal(422, 'email_invalid');
    const account = await proveOwner(parts, owner, typedBy(request, current));
    return reply.code(202).send(await beginEmailChange(parts, owner, account, email));
  });

  app.post('/identity/account/email/confirm', async (request, reply) => {
    const owner = ownerOf(request);
    await confirmEmailChange(parts, owner, readBody(Codes, request));
    return reply.code(204).send();
  });

  app.post('/identity/account/sessions/end-others', async (request) => ({ ended: await endOtherSignIns(parts, ownerOf(request)) }));

  app.post('/identity/account/close', async (request, reply) => {
    const owner = ownerOf(request);
    const { current } = readBody(Current, request);
    await closeAccount(parts, owner, await proveOwner(parts, owner, typedBy(request, current)));
    return reply.code(204).send();
  });
};
