import * as z from 'zod';
import { instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import { checkedAssertion } from './assertion.ts';
import { addDeviceToken, findDevice, takeAssertion } from './deviceStore.ts';
import { hashOf, newSecret } from './secrets.ts';

export const tokenSeconds = 300;

const Form = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().max(4000),
});

/** SMART Backend Services: a signed statement against a short-lived token. Every "no" is the same, so it teaches a guesser nothing. */
export const tokenEndpoint: Routes = (app, parts) => {
  app.post('/token', async (request, reply) => {
    const form = Form.safeParse(request.body instanceof URLSearchParams ? Object.fromEntries(request.body) : null);
    if (!form.success) throw new FhirRefusal(400, 'invalid_request');
    const assertion = await checkedAssertion(form.data.client_assertion, parts.now(), (id) => findDevice(reading(parts.pool), id));
    if (!assertion) throw new FhirRefusal(401, 'refused_device');
    const secret = newSecret();
    await inTransaction(parts.pool, async (tx) => {
      // Taken in the token's own commit: of two copies of one statement only one gets a token.
      if (!(await takeAssertion(tx, assertion.device, assertion.jti, instant(assertion.expiresAt))))
        throw new FhirRefusal(401, 'refused_device');
      await addDeviceToken(tx, { hash: hashOf(secret), device: assertion.device, expiresAt: instant(parts.now() + tokenSeconds * 1000) });
    });
    return reply.header('cache-control', 'no-store').send({ access_token: secret, token_type: 'bearer', expires_in: tokenSeconds });
  });
};
