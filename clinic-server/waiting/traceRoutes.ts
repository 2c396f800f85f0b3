import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { toWire } from '../../shared/lib/moscow.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import { reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';

const Asked = z.object({ id: Id });

interface Row {
  readonly at: number;
  readonly step: string;
  readonly reason: string | null;
  readonly entry: Id | null;
  readonly joinedAt: number | null;
  readonly offer: Id | null;
}

/** S6, for «почему он, а не я»: what was done about one time, step by step. Ids only: whose wish it is the registrar finds as anybody's record. */
export const waitingTrace: Routes = (app, parts) => {
  app.get('/identity/waiting/times/:id/trace', async (request) => {
    staffOf(request, 'registrar');
    const asked = Asked.safeParse(request.params);
    if (!asked.success) throw new FhirRefusal(404, 'not_found');
    const { rows } = await reading(parts.pool).query<Row>(
      `select ${milliseconds('t.at')} as at, t.step, t.reason, t.entry, ${milliseconds('t.joined_at')} as "joinedAt", t.offer from waiting_trace t where t.slot = $1 order by t.seq limit 1000`,
      [asked.data.id],
    );
    return {
      slot: asked.data.id,
      steps: rows.map(({ at, joinedAt, ...step }) => ({ at: toWire(fromDatabase(at)), ...step, joinedAt: joinedAt === null ? null : toWire(fromDatabase(joinedAt)) })),
    };
  });
};
