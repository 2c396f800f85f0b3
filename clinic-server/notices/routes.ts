import type { Communication } from '@medplum/fhirtypes';
import type { FastifyRequest } from 'fastify';
import { Beside, localText, WireInstant } from '../../shared/fhir/fields.ts';
import { extensions, headers, systems } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Stored } from '../fhir/resourceStore.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { endNotice, isSameNotice, listNotices, Notice, publishedNotice, publishNotice } from './publishNotice.ts';

function keyOf({ headers: sent }: FastifyRequest): Id {
  const key = Id.safeParse(sent[headers.idempotencyKey]);
  if (!key.success) throw new FhirRefusal(400, 'no_idempotency_key');
  return key.data;
}

function shownOf({ id, payload, category, extension, sent }: Stored<Communication>): object {
  const [said] = payload ?? [];
  const period = extension?.find(({ url }) => url === extensions.shown)?.valuePeriod;
  const text = localText(said?.contentString ?? '', Beside.safeParse((said as { _contentString?: unknown } | undefined)?._contentString).data);
  const at = (wire: string | undefined) => (wire === undefined ? null : WireInstant.parse(wire));
  return {
    ...{ id, russian: text.ru, english: text.en, from: at(period?.start), until: at(period?.end), sentAt: at(sent) },
    urgent: category?.some(({ coding }) => coding?.some(({ system, code }) => system === systems.noticeKind && code === 'urgent')) === true,
  };
}

/** Row D5 from a desk: what `notice.ts` does at the server, by an administrator who is written down with it. */
export const notices: Routes = (app, parts) => {
  app.get('/notices', async (request) => {
    staffOf(request, 'administrator');
    return { notices: (await listNotices(reading(parts.pool))).map(shownOf) };
  });

  app.post('/notices', async (request, reply) => {
    const { staffId, deviceId } = staffOf(request, 'administrator');
    const id = keyOf(request);
    const notice = Notice.safeParse(request.body);
    if (!notice.success) throw new FhirRefusal(400, 'invalid_request');
    await inTransaction(parts.pool, async (tx) => {
      const before = await publishedNotice(tx, id);
      // The answer to the first asking was lost: published twice it would stand on the screen twice.
      if (before !== null && isSameNotice(before, notice.data)) return;
      if (before !== null) throw new FhirRefusal(409, 'id_reused');
      const now = parts.now();
      await publishNotice(tx, notice.data, { id, now });
      await audit(tx, { action: 'notice_published', staff: staffId, device: deviceId, notice: id, now });
    });
    return reply.code(201).send({ id });
  });

  app.post('/notices/:id/end', async (request, reply) => {
    const { staffId, deviceId } = staffOf(request, 'administrator');
    const id = Id.safeParse((request.params as { id: string }).id);
    if (!id.success) throw new FhirRefusal(404, 'not_found');
    await inTransaction(parts.pool, async (tx) => {
      if (!(await endNotice(tx, id.data))) return;
      await audit(tx, { action: 'notice_ended', staff: staffId, device: deviceId, notice: id.data, now: parts.now() });
    });
    return reply.code(204).send();
  });
};
