import * as z from 'zod';
import { ConflictDecision, ConflictKind } from '../../shared/features/conflicts.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import { audit } from '../locks/identityAudit.ts';

const at = z.number().transform((value) => Math.round(value) as Instant);

/** What a decision has done, and what has to stand unchanged for it to be taken back. */
export const Effect = z.discriminatedUnion('did', [
  z.object({ did: z.literal('booked'), appointment: Id, version: z.string() }),
  z.object({ did: z.literal('moved'), appointment: Id, version: z.string(), from: Id }),
  z.object({ did: z.literal('cancelled'), appointment: Id, version: z.string(), before: z.string() }),
  z.object({ did: z.literal('handedOver'), booked: Id, bookedVersion: z.string(), appointment: Id, version: z.string(), before: z.string() }),
]);
export type Effect = z.infer<typeof Effect>;

/** Written by many hands, read by one: whatever is not in these words is not shown. */
export const StoredSide = z.looseObject({
  what: z.string().max(40).nullable().catch(null),
  slot: Id.nullable().catch(null),
  appointment: Id.nullable().catch(null),
  startsAt: z.union([z.number().int(), z.string().max(40)]).nullable().catch(null),
  status: z.string().max(40).nullable().catch(null),
  device: Id.nullable().catch(null),
  number: z.string().max(40).nullable().catch(null),
  madeAt: z.number().int().nullable().catch(null),
  since: z.number().int().nullable().catch(null),
  refusal: z.string().max(60).nullable().catch(null),
});
export type StoredSide = z.infer<typeof StoredSide>;

const Row = z.object({
  id: Id,
  kind: ConflictKind,
  patient: Id.nullable(),
  device: Id.nullable(),
  deviceCode: z.string().nullable(),
  appointment: Id.nullable(),
  slot: Id.nullable(),
  ours: StoredSide,
  theirs: StoredSide.nullable(),
  openedAt: at,
  decidedAt: at.nullable(),
  decision: ConflictDecision.nullable(),
  note: z.string().nullable(),
  deciderName: z.string().nullable(),
  effect: Effect.nullable(),
});
export type StoredCase = z.infer<typeof Row>;

const columns = `c.id, c.kind, c.patient, c.device, d.code as "deviceCode", c.appointment, c.slot, c.ours, c.theirs, ${milliseconds('c.opened_at')} as "openedAt",
  ${milliseconds('c.decided_at')} as "decidedAt", c.decision, c.note, s.name as "deciderName", c.effect`;
const joined = 'conflict_case c left join device d on d.id = c.device left join staff s on s.id = c.decided_by';

/** Open ones, the oldest first; decided ones, the newest first. `after`: the last one of the page before. */
export async function listCases(from: Reader, { state, after, count }: { readonly state: 'open' | 'decided'; readonly after: Id | null; readonly count: number }): Promise<readonly StoredCase[]> {
  const { rows } = await from.query(
    state === 'open'
      ? `select ${columns} from ${joined} where c.decided_at is null and ($1::uuid is null or (c.opened_at, c.id) > (select o.opened_at, o.id from conflict_case o where o.id = $1)) order by c.opened_at, c.id limit $2`
      : `select ${columns} from ${joined} where c.decided_at is not null and ($1::uuid is null or (c.decided_at, c.id) < (select o.decided_at, o.id from conflict_case o where o.id = $1)) order by c.decided_at desc, c.id desc limit $2`,
    [after, count],
  );
  return rows.map((row) => Row.parse(row));
}

export async function findCase(from: Reader, id: Id): Promise<StoredCase | null> {
  const { rows } = await from.query(`select ${columns} from ${joined} where c.id = $1`, [id]);
  return rows[0] === undefined ? null : Row.parse(rows[0]);
}

/** Locked: two registrars who decide one case at one moment decide it once. */
export async function lockCase(tx: Tx, id: Id): Promise<StoredCase | null> {
  const { count } = await tx.query('select from conflict_case c where c.id = $1 for update', [id]);
  return count === 0 ? null : findCase(tx, id);
}

export interface Deed {
  readonly deed: 'decided' | 'undone';
  readonly decision: ConflictDecision;
  readonly at: number;
  readonly by: string;
}

export async function deedsOf(from: Reader, id: Id): Promise<readonly Deed[]> {
  const { rows } = await from.query<Deed>(
    `select e.deed, e.decision, ${milliseconds('e.at')} as at, coalesce(s.name, '') as by from conflict_deed e left join staff s on s.id = e.staff where e.case_id = $1 order by e.number desc limit 50`,
    [id],
  );
  return rows.toReversed();
}

interface By {
  readonly staff: Id;
  readonly device: Id;
  readonly now: Instant;
}

async function note(tx: Tx, one: StoredCase, deed: Deed['deed'], decided: { readonly decision: ConflictDecision; readonly note: string | null; readonly effect: Effect | null }, { staff, device, now }: By): Promise<void> {
  await tx.query('insert into conflict_deed (case_id, at, deed, staff, decision, note, effect) values ($1, $2, $3, $4, $5, $6, $7::jsonb)', [
    ...[one.id, timestamp(now), deed, staff, decided.decision, decided.note],
    decided.effect && JSON.stringify(decided.effect),
  ]);
  await audit(tx, { action: deed === 'decided' ? 'conflict_decided' : 'conflict_undone', staff, device, caseId: one.id, now, ...(one.patient === null ? {} : { patient: one.patient }) });
}

/** Decision, deed and audit in the transaction of the effect: nothing is done here that nobody has decided. */
export async function saveDecision(tx: Tx, one: StoredCase, decided: { readonly decision: ConflictDecision; readonly note: string | null; readonly effect: Effect | null }, by: By): Promise<void> {
  await tx.query('update conflict_case set decided_at = $2, decision = $3, note = $4, decided_by = $5, effect = $6::jsonb where id = $1', [
    ...[one.id, timestamp(by.now), decided.decision, decided.note, by.staff],
    decided.effect && JSON.stringify(decided.effect),
  ]);
  await note(tx, one, 'decided', decided, by);
}

export async function reopen(tx: Tx, one: StoredCase, by: By): Promise<void> {
  if (one.decision === null) throw new Error('an open case cannot be opened again');
  await tx.query('update conflict_case set decided_at = null, decision = null, note = null, decided_by = null, effect = null where id = $1', [one.id]);
  await note(tx, one, 'undone', { decision: one.decision, note: one.note, effect: one.effect }, by);
}
