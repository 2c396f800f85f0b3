import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading, type Reader } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import { revokeDevice } from '../devices/deviceStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { noteAccess } from '../ownData/accessLog.ts';
import { excludeDevice } from './excludeDevice.ts';
import { isClosed } from './opening.ts';

const Page = z.object({ _count: z.coerce.number().int().min(1).max(200).default(50), _after: Id.optional() });

interface RegisteredDevice {
  readonly id: Id;
  readonly code: string;
  readonly profile: string;
  readonly officeId: Id;
  readonly enrolledAt: Instant;
  readonly lastContactAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly why: 'revoked' | 'cloned' | null;
  /** The server stays closed until it has reported, is revoked or excluded. */
  readonly isWaitedFor: boolean;
  readonly quarantined: number;
}

async function registered(from: Reader): Promise<readonly RegisteredDevice[]> {
  const { rows } = await from.query<Omit<RegisteredDevice, 'enrolledAt' | 'lastContactAt' | 'revokedAt'> & { enrolledAt: number; lastContactAt: number | null; revokedAt: number | null }>(
    `select d.id, d.code, d.profile, d.office_id as "officeId", ${milliseconds('d.enrolled_at')} as "enrolledAt", ${milliseconds('d.last_contact_at')} as "lastContactAt",
       ${milliseconds('d.revoked_at')} as "revokedAt", d.revoked_why as why, (select count(*)::int from quarantine q where q.device = d.id) as quarantined,
       h.closed_at is not null and d.revoked_at is null and d.reported_epoch is distinct from m.value and d.excluded_epoch is distinct from m.value as "isWaitedFor"
     from device d, history h, meta m where m.name = 'epoch' order by d.code`,
  );
  const time = (value: number | null): Instant | null => (value === null ? null : fromDatabase(value));
  return rows.map(({ enrolledAt, lastContactAt, revokedAt, ...rest }) => ({ ...rest, enrolledAt: fromDatabase(enrolledAt), lastContactAt: time(lastContactAt), revokedAt: time(revokedAt) }));
}

interface QuarantinedPush {
  readonly key: Id;
  readonly device: Id;
  readonly method: string;
  readonly path: string;
  readonly patient: Id | null;
  readonly receivedAt: Instant;
}

/** Newest first. What was asked in ids only: whoever decides opens the patient's record for the rest. */
async function quarantined(from: Reader, { after, count }: { readonly after: Id | null; readonly count: number }): Promise<readonly QuarantinedPush[]> {
  const { rows } = await from.query<Omit<QuarantinedPush, 'receivedAt'> & { receivedAt: number }>(
    `select q.key, q.device, q.method, q.path, s.patient, ${milliseconds('q.received_at')} as "receivedAt" from quarantine q left join sign_in s on s.id = q.sign_in and s.device = q.device
     where $1::uuid is null or (q.received_at, q.key) < (select a.received_at, a.key from quarantine a where a.key = $1) order by q.received_at desc, q.key desc limit $2`,
    [after, count],
  );
  return rows.map(({ receivedAt, ...rest }) => ({ ...rest, receivedAt: fromDatabase(receivedAt) }));
}

function deviceOf(request: FastifyRequest): Id {
  const id = Id.safeParse((request.params as { id: string }).id);
  if (!id.success) throw new FhirRefusal(404, 'not_found');
  return id.data;
}

/** Row O6: what an administrator does about devices. docs/wire.md, "Restore, clones and quarantine". */
export const registry: Routes = (app, parts) => {
  app.get('/identity/devices', async (request) => {
    staffOf(request, 'administrator');
    const reader = reading(parts.pool);
    return { closed: await isClosed(reader), devices: await registered(reader) };
  });

  app.post('/identity/devices/:id/revoke', async (request, reply) => {
    const { staffId } = staffOf(request, 'administrator');
    const device = deviceOf(request);
    await inTransaction(parts.pool, async (tx) => {
      const { rows } = await tx.query('select d.id from device d where d.id = $1 for update', [device]);
      if (rows.length === 0) throw new FhirRefusal(404, 'not_found');
      // Asked again because the answer was lost: it is revoked already.
      if (await revokeDevice(tx, device, parts.now())) await audit(tx, { action: 'device_revoked', staff: staffId, device, now: parts.now() });
    });
    return reply.code(204).send();
  });

  app.post('/identity/devices/:id/exclude', async (request, reply) => {
    const { staffId } = staffOf(request, 'administrator');
    const device = deviceOf(request);
    await inTransaction(parts.pool, async (tx) => {
      if (!(await excludeDevice(tx, device))) throw new FhirRefusal(409, 'not_waited_for');
      await audit(tx, { action: 'device_excluded', staff: staffId, device, now: parts.now() });
    });
    return reply.code(204).send();
  });

  app.get('/identity/quarantine', async (request) => {
    const caller = staffOf(request, 'administrator');
    const page = Page.safeParse(request.query);
    if (!page.success) throw new FhirRefusal(400, 'invalid_request');
    const { _count: count, _after: after = null } = page.data;
    const entries = await quarantined(reading(parts.pool), { after, count });
    // D4: whose entries were looked at is written before they are shown.
    await noteAccess(parts, caller, { deed: 'caseSeen', patients: [...new Set(entries.flatMap(({ patient }) => (patient === null ? [] : [patient])))], things: [] });
    return { entries, next: entries.length === count ? (entries.at(-1)?.key ?? null) : null };
  });
};
