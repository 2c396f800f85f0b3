import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { newSecret } from '../devices/secrets.ts';
import { assertAcceptances } from '../documents/attachAcceptances.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Routes } from '../http/parts.ts';
import { assertPasswordsOpen } from '../identity/esiaRequired.ts';
import { addHandoff, handoffOfDevice, newMatchCode } from './handoffStore.ts';
import { deviceOf, readBody } from './registrationRoutes.ts';
import { lockRegistration } from './registrationStore.ts';
import { phoneSeconds } from './times.ts';

const Step = z.discriminatedUnion('step', [
  z.object({ step: z.literal('form'), acceptances: z.array(Id).max(8) }),
  z.object({ step: z.literal('password'), registrationId: Id }),
]);

/** Row R8, the kiosk's side; the phone's is web/phonePages.ts. */
export const phoneRoutes: Routes = (app, parts) => {
  app.post('/identity/phone', async (request) => {
    const { deviceId } = deviceOf(request);
    assertPasswordsOpen(parts);
    const asked = readBody(Step, request);
    const [handoffId, token, matchCode] = [parts.newId(), newSecret(), newMatchCode()];
    const common = { id: handoffId, device: deviceId, token, matchCode, step: asked.step, expiresAt: (parts.now() + phoneSeconds * 1000) as Instant };
    await inTransaction(parts.pool, async (tx) => {
      if (asked.step === 'form') {
        await assertAcceptances(tx, parts, { ids: asked.acceptances, deviceId });
        await addHandoff(tx, { ...common, acceptances: asked.acceptances, registration: null });
        return;
      }
      const found = await lockRegistration(tx, asked.registrationId, deviceId, parts.now());
      if (!found) throw new FhirRefusal(410, 'code_gone');
      await addHandoff(tx, { ...common, acceptances: [], registration: found.id });
    });
    // The phone needs the number the code is checked with; it is kept nowhere, so it travels in the address.
    const key = asked.step === 'form' ? token : `${token}.${asked.registrationId}`;
    return { handoffId, url: `${parts.publicUrl()}/phone/${key}`, matchCode, expiresInSeconds: phoneSeconds };
  });

  app.get('/identity/phone/:handoffId', async (request) => {
    const { deviceId } = deviceOf(request);
    const asked = z.object({ handoffId: Id }).safeParse(request.params);
    const found = asked.success ? await handoffOfDevice(reading(parts.pool), asked.data.handoffId, deviceId, parts.now()) : null;
    if (!found) return { state: 'gone' };
    return { state: found.done ? 'done' : found.opened ? 'opened' : 'waiting' };
  });
};
