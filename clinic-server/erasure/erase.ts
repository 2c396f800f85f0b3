import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { audit } from '../locks/identityAudit.ts';
import { erasureKinds, type AskedErasure, type ErasureKind } from './askedErasure.ts';
import { findReceipt, type Receipt } from './receipts.ts';

export interface ErasureActor {
  readonly patient: Id;
  readonly representative: Id | null;
  readonly representation: Id | null;
  readonly device: Id;
  readonly signIn: Id;
}

/** A device whose clock is a little behind must not leave what the patient cancelled a moment before. */
const skewMs = 120_000;

/** Deletions, restores and writes of one patient take turns, or an item could stay half there. */
export async function takeTurn(tx: Tx, patient: Id): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7004017))', [patient]);
  await tx.query('select pg_advisory_xact_lock(7004023, hashtext($1) & 1023)', [patient]);
}

/** Of an item only what its own patient has been shown: null where the clinic keeps it from them. */
const shown = `r.patient = $1 and not r.deleted and (r.held is null or r.held = 'erased')`;

const named: Readonly<Record<ErasureKind, string>> = { visits: 'Appointment', waiting: 'Appointment', results: 'DiagnosticReport', orders: 'Order' };

/** What a deletion of one thing names. An order is all of its lines. */
async function oneItem(tx: Tx, patient: Id, kind: ErasureKind, item: Id, now: Instant): Promise<string[]> {
  const { rows } = await tx.query<{ names: string[]; ends: boolean }>(
    `select erasure_names(r.type, r.id, r.content) as names,
       r.type = 'DiagnosticReport' or erasure_closed(r.type, r.content) or ($3 = 'visits' and coalesce(erasure_moment(r.type, r.content) <= $4, false)) as ends
     from resource r where ${shown} and erasure_kind(r.type, r.content) = $3 and $2 = any(erasure_names(r.type, r.id, r.content))`,
    [patient, `${named[kind]}/${item}`, kind, timestamp(now)],
  );
  if (rows.length === 0) throw new FhirRefusal(404, 'not_found');
  // What is ahead is cancelled first: the clinic would go on waiting for somebody who sees nothing of it.
  if (rows.some(({ ends }) => !ends)) throw new FhirRefusal(409, 'still_ahead');
  return rows.flatMap(({ names }) => names);
}

/** What a deletion of whole kinds names: as it was when it was made, so that what came after stays. */
async function wholeKinds(tx: Tx, patient: Id, kinds: readonly ErasureKind[], madeAt: Instant): Promise<string[]> {
  const { rows } = await tx.query<{ names: string[] }>(
    `with mine as (
       select r.type, erasure_kind(r.type, r.content) as kind, erasure_names(r.type, r.id, r.content) as names, erasure_moment(r.type, r.content) as moment,
         erasure_closed(r.type, r.content) and r.updated_at <= $4 as closed
       from resource r where r.patient = $1 and not r.deleted and r.held is null and erasure_kind(r.type, r.content) = any($2))
     select m.names from mine m where case m.kind
       when 'results' then coalesce(m.moment <= $3, true)
       when 'visits' then coalesce(m.moment <= $3, false) or m.closed
       when 'waiting' then m.closed
       else not exists (select from mine o where o.kind = 'orders' and o.names && m.names and not (o.closed and coalesce(o.moment <= $3, true))) end`,
    [patient, kinds, timestamp(madeAt), timestamp(madeAt + skewMs)],
  );
  return rows.flatMap(({ names }) => names);
}

/** How many things of each kind: an order counts once, and what goes along with a visit not at all. */
async function countsOf(tx: Tx, patient: Id, items: readonly string[]): Promise<Record<ErasureKind, number>> {
  const { rows } = await tx.query<{ kind: ErasureKind; count: number }>(
    `select erasure_kind(r.type, r.content) as kind, count(distinct coalesce((erasure_names(r.type, r.id, r.content))[2], r.id))::int as count
     from resource r where r.patient = $1 and not r.deleted and r.type || '/' || r.id = any($2) and erasure_kind(r.type, r.content) is not null group by 1`,
    [patient, items],
  );
  const counts: Record<ErasureKind, number> = { visits: 0, results: 0, orders: 0, waiting: 0 };
  for (const { kind, count } of rows) counts[kind] = count;
  return counts;
}

/** D1. Asked again with the same receipt it is the same deletion, and nothing more goes. */
export async function erase(tx: Tx, asked: AskedErasure, actor: ErasureActor, now: Instant): Promise<Receipt> {
  const { receiptId, number, what } = asked;
  const { patient } = actor;
  await takeTurn(tx, patient);
  const same = await findReceipt(tx, receiptId);
  if (same) {
    if (same.patient !== patient || same.number !== number) throw new FhirRefusal(409, 'id_taken');
    return same;
  }
  // Nothing can have been deleted in advance.
  const madeAt = Math.min(asked.madeAt, now) as Instant;
  const kinds: readonly ErasureKind[] = what.item !== null ? [] : what.kind === 'all' ? erasureKinds : [what.kind];
  const items = [...new Set(what.item === null ? await wholeKinds(tx, patient, kinds, madeAt) : await oneItem(tx, patient, what.kind, what.item, now))];
  const counts = await countsOf(tx, patient, items);
  const form = what.item !== null ? 'item' : what.kind === 'all' ? 'all' : 'kind';
  await tx.query(
    `insert into erasure (id, number, patient, representative, what, kinds, made_at, received_at, device, sign_in, counts) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [receiptId, number, patient, actor.representative, form, kinds, timestamp(madeAt), timestamp(now), actor.device, actor.signIn, JSON.stringify(counts)],
  );
  await tx.query('insert into erased_item (erasure, patient, item) select $1, $2, n from unnest($3::text[]) as n', [receiptId, patient, items]);
  await tx.query('select erase_named($1)', [patient]);
  tx.announce();
  const acting = actor.representative === null || actor.representation === null ? {} : { representative: actor.representative, representation: actor.representation };
  await audit(tx, { action: 'items_erased', device: actor.device, patient, ...acting, now });
  return { receiptId, number, patient, what: form, kinds, counts, madeAt, receivedAt: now, restoredAt: null };
}
