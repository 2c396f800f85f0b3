import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { openConflict } from '../conflicts/openConflict.ts';
import { whatStands } from '../conflicts/whatStands.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';

/** A command as the device would have sent it. */
export const KeptPush = z.object({
  key: Id,
  number: z.int().positive().nullable(),
  signIn: Id.nullable(),
  method: z.enum(['POST', 'PUT']),
  path: z.string().max(300).regex(/^\/(fhir|identity)\/[^?#]*$/),
  body: z.unknown(),
});
export type KeptPush = z.infer<typeof KeptPush>;

/** More than a device could have done in years; whoever has its key must not fill the database. */
const mostOfOneDevice = 10_000;

const Part = z.looseObject({ name: z.string() });
const Booked = z.object({ parameter: z.array(Part) });
const Made = z.object({ resource: z.object({ id: Id.optional().catch(undefined), slot: z.array(z.object({ reference: z.string() })).optional().catch(undefined) }) });
const Slot = z.object({ valueReference: z.object({ reference: z.string() }) });

interface Relied {
  readonly what: 'book' | 'move';
  readonly appointment: Id | null;
  readonly slot: Id | null;
}

const idIn = (text: string | undefined): Id | null => Id.safeParse(text?.replace(/^Slot\//, '')).data ?? null;

/** Of a booking that somebody was told stands, by a lease or by the server's own word: which. Null: nobody was told anything. */
export function reliedOn({ path, body }: Pick<KeptPush, 'path' | 'body'>): Relied | null {
  const [, named] = /^\/fhir\/Appointment\/(?:([0-9a-f-]{36})\/)?\$(?:book|reschedule)$/.exec(path) ?? [null, null];
  if (named === null) return null;
  const parts = Booked.safeParse(body).data?.parameter ?? [];
  if (!parts.some(({ name }) => name === 'lease' || name === 'word')) return null;
  const made = Made.safeParse(parts.find(({ name }) => name === 'appointment')).data?.resource;
  const moved = Slot.safeParse(parts.find(({ name }) => name === 'slot')).data?.valueReference.reference;
  return { what: named === undefined ? 'book' : 'move', appointment: idIn(named) ?? made?.id ?? null, slot: idIn(moved ?? made?.slot?.[0]?.reference) };
}

/** Rule 8 of the leases: kept whole and applied by nobody; what somebody relies on becomes a case in the same transaction. */
export async function keepPush(tx: Tx, device: Id, push: KeptPush, now: Instant): Promise<void> {
  const { rows } = await tx.query<{ kept: number; done: boolean; patient: Id | null }>(
    `select (select count(*)::int from quarantine q where q.device = $1) as kept,
       exists (select from answered a where a.key = $2 and a.caller = $1 and a.status between 200 and 299) as done,
       (select s.patient from sign_in s where s.id = $3 and s.device = $1) as patient`,
    [device, push.key, push.signIn],
  );
  const known = rows[0];
  if ((known?.kept ?? 0) >= mostOfOneDevice) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': '600' } });
  await tx.query(
    `insert into quarantine (key, device, number, method, path, body, sign_in, received_at) values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8) on conflict (key) do nothing`,
    [push.key, device, push.number, push.method, push.path, JSON.stringify(push.body ?? null), push.signIn, timestamp(now)],
  );
  const relied = reliedOn(push);
  // Told before, and done: it stands already.
  if (relied === null || known?.done === true) return;
  const { what, appointment, slot } = relied;
  await openConflict(tx, {
    ...{ kind: 'quarantined', patient: known?.patient ?? null, device, commandKey: push.key, appointment, slot, now },
    ours: { what, appointment, slot, device, madeAt: null, refusal: 'quarantined' },
    theirs: await whatStands(tx, { slot, appointment }),
  });
}
