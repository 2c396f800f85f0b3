import type { PractitionerRole } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { fromWire, toWire } from '../../shared/lib/moscow.ts';
import { PartOfDay } from '../../shared/lib/partOfDay.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { consentStands } from '../documents/consentStore.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource, readResource, updateResource } from '../fhir/resourceStore.ts';
import { appointmentResource, withRelatedPerson } from '../scheduling/appointmentResource.ts';
import { claimsIn } from '../scheduling/claims.ts';
import { refuse } from '../scheduling/refuse.ts';
import { offerTask, statusOfOffer } from './offerTask.ts';
import { bookedFromWish } from './waitingResource.ts';
import type { Offer, WaitingStore, Wish } from './waitingStore.ts';

interface OfferRow extends Omit<Offer, 'startsAt' | 'endsAt' | 'until'> {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly until: number;
}

interface WishRow {
  readonly entry: Id;
  readonly patient: Id;
  readonly joinedAt: number;
  readonly from: number;
  readonly until: number;
  readonly part: unknown;
}

const columns = `o.id, o.slot, o.entry, o.patient, ${milliseconds('lower(o.during)')} as "startsAt", ${milliseconds('upper(o.during)')} as "endsAt", ${milliseconds('o.until')} as until, o.state, o.given_up_by as "givenUpBy"`;

const asOffer = (row: OfferRow): Offer => ({ ...row, startsAt: fromDatabase(row.startsAt), endsAt: fromDatabase(row.endsAt), until: fromDatabase(row.until) });

const asWish = ({ entry, patient, joinedAt, from, until, part }: WishRow): Wish => ({
  ...{ entry, patient, joinedAt: fromDatabase(joinedAt), from: fromDatabase(from), until: fromDatabase(until) },
  part: PartOfDay.safeParse(part).data ?? null,
});

/** Wishes that stand, by the time of joining. A wish without its dates, or one whose id no key of ours can be, is nobody's: it is left out. */
const standing = `
  select r.id as entry, r.patient, ${milliseconds(`coalesce(fhir_low(r.content->>'created'), r.updated_at)`)} as "joinedAt",
    ${milliseconds(`fhir_low(r.content->'requestedPeriod'->0->>'start')`)} as "from",
    ${milliseconds(`case when length(r.content->'requestedPeriod'->0->>'end') = 10 then fhir_high(r.content->'requestedPeriod'->0->>'end') else fhir_low(r.content->'requestedPeriod'->0->>'end') end`)} as until,
    (select e->>'valueCode' from jsonb_array_elements(coalesce(r.content->'extension', '[]')) e where e->>'url' = '${extensions.partOfDay}' limit 1) as part
  from resource r
  where r.type = 'Appointment' and r.content->>'status' = 'waitlist' and not r.deleted and r.patient is not null
    and r.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and r.content->'requestedPeriod'->0 ?& array['start', 'end']`;

async function offersWhere(from: Reader, condition: string, values: readonly unknown[]): Promise<readonly Offer[]> {
  const { rows } = await from.query<OfferRow>(`select ${columns} from waiting_offer o where ${condition}`, values);
  return rows.map(asOffer);
}

export async function readOffer(from: Reader, id: Id): Promise<Offer | null> {
  return (await offersWhere(from, 'o.id = $1', [id]))[0] ?? null;
}

export function waitingIn(tx: Tx, relatedPerson: Id | null): WaitingStore {
  const { show, engage } = claimsIn(tx);

  const offers = (condition: string, values: readonly unknown[]) => offersWhere(tx, condition, values);

  const setState = async ({ id }: Offer, state: Exclude<Offer['state'], 'open'>, at: number): Promise<void> => {
    await tx.query('update waiting_offer set state = $2 where id = $1', [id, state]);
    const task = await readResource(tx, 'Task', id);
    // FHIR wants it not before the first word, and the clocks of two servers differ.
    const modified = Math.max(at, fromWire(task.authoredOn ?? toWire(fromDatabase(at))));
    await updateResource(tx, { ...task, status: statusOfOffer(state), lastModified: toWire(fromDatabase(modified)) });
  };

  return {
    async wishesFor(slot) {
      // Not `roleOfSlot`, which refuses: a visit must be cancelled also at a doctor the clinic has taken out of its lists.
      const { rows: roles } = await tx.query<{ role: PractitionerRole }>(
        `select ro.content as role from resource sl join resource sc on sc.type = 'Schedule' and 'Schedule/' || sc.id = sl.content->'schedule'->>'reference'
           cross join lateral jsonb_array_elements(coalesce(sc.content->'actor', '[]')) a
           join resource ro on ro.type = 'PractitionerRole' and not ro.deleted and ro.id = substring(a->>'reference' from '^PractitionerRole/(.+)$')
         where sl.type = 'Slot' and sl.id = $1 limit 1`,
        [slot],
      );
      const role = roles[0]?.role;
      if (!role) return [];
      const speciality = role.specialty?.[0]?.coding?.find(({ system }) => system === systems.speciality)?.code ?? '';
      const { rows } = await tx.query<WishRow>(
        `${standing} and (r.content->'participant' @> $1::jsonb or (r.content->'specialty' @> $2::jsonb and not jsonb_path_exists(r.content, '$.participant[*].actor.reference ? (@ starts with "PractitionerRole/")')))
         order by fhir_low(r.content->>'created') nulls last, r.id`,
        [JSON.stringify([{ actor: { reference: `PractitionerRole/${role.id ?? ''}` } }]), JSON.stringify([{ coding: [{ system: systems.speciality, code: speciality }] }])],
      );
      return rows.map(asWish);
    },
    async isBusy(patient, startsAt, endsAt, except) {
      const { rows } = await tx.query('select 1 from appointment_span s where s.patient = $1 and s.active and s.during && tstzrange($2, $3) and s.appointment is distinct from $4 limit 1', [patient, timestamp(startsAt), timestamp(endsAt), except ?? null]);
      return rows.length > 0;
    },
    mayBook: (patient) => consentStands(tx, patient),
    offersBefore: ({ patient }, slot) => offers(`o.patient = $1 and (o.state = 'open' or o.slot = $2) order by o.id`, [patient, slot]),
    offer: (id) => readOffer(tx, id),
    async openOfferOf(entry) {
      return (await offers(`o.entry = $1 and o.state = 'open'`, [entry]))[0] ?? null;
    },
    expiredOffers: (now, limit) => offers(`o.state = 'open' and o.until <= $1 order by o.until, o.id limit $2`, [timestamp(now), limit]),

    async addOffer(offer, at) {
      const { id, slot, entry, patient, startsAt, endsAt, until, givenUpBy } = offer;
      // "Do nothing" and not an error: the visit that is being cancelled must not fail over somebody else's offer.
      const { count } = await tx.query(
        `insert into waiting_offer (id, slot, entry, patient, during, until, state, given_up_by) values ($1, $2, $3, $4, tstzrange($5, $6), $7, 'open', $8) on conflict do nothing`,
        [id, slot, entry, patient, timestamp(startsAt), timestamp(endsAt), timestamp(until), givenUpBy],
      );
      if (count === 0) return false;
      await tx.query(`insert into occupancy (slot, kind, offer, expires_at) values ($1, 'offer', $2, $3)`, [slot, id, timestamp(until)]);
      await insertResource(tx, offerTask(offer, at), { patient });
      await show(slot, 'busy-tentative');
      return true;
    },
    async endOffer(offer, state, at) {
      await setState(offer, state, at);
      const { count } = await tx.query(`delete from occupancy where offer = $1 and kind = 'offer'`, [offer.id]);
      if (count > 0) await show(offer.slot, 'free');
    },
    async takeOffer(offer, at) {
      const { count } = await tx.query(`update occupancy set kind = 'appointment', appointment = $3, word = next_word(), offer = null, expires_at = null where slot = $1 and offer = $2 and kind = 'offer'`, [offer.slot, offer.id, offer.entry]);
      if (count !== 1) return refuse('slot_taken');
      await engage({ id: offer.entry, patient: offer.patient, slot: offer.slot, startsAt: offer.startsAt, endsAt: offer.endsAt });
      const wish = await readResource(tx, 'Appointment', offer.entry);
      // The clinic's own system may have made something else of it.
      if (wish.status !== 'waitlist') throw new FhirRefusal(409, 'offer_gone');
      const visit = { id: offer.entry, patient: offer.patient, slot: offer.slot, startsAt: offer.startsAt, endsAt: offer.endsAt, status: 'booked' } as const;
      const booked = await appointmentResource(tx, visit, { number: null, created: at, signIn: null });
      await updateResource(tx, withRelatedPerson(bookedFromWish(wish, booked), relatedPerson));
      await show(offer.slot, 'busy');
      await setState(offer, 'accepted', at);
    },

    async putOff(slot, at, givenUpBy) {
      await tx.query('insert into waiting_put_off (slot, at, given_up_by) values ($1, $2, $3) on conflict (slot) do update set at = excluded.at, given_up_by = excluded.given_up_by', [slot, timestamp(at), givenUpBy]);
    },
    async timesPutOff(limit) {
      const { rows } = await tx.query<{ slot: Id }>('select p.slot from waiting_put_off p order by p.at, p.slot limit $1', [limit]);
      return rows.map(({ slot }) => slot);
    },
    async takeUp(slot) {
      const { rows } = await tx.query<{ givenUpBy: Id | null }>('delete from waiting_put_off p where p.slot = $1 returning p.given_up_by as "givenUpBy"', [slot]);
      return rows[0] ?? null;
    },

    async explain(step) {
      const wish = 'wish' in step ? step.wish : null;
      const offer = 'offer' in step ? step.offer : null;
      await tx.query('insert into waiting_trace (slot, at, step, reason, entry, joined_at, offer) values ($1, $2, $3, $4, $5, $6, $7)', [
        step.slot, timestamp(step.at), step.step, 'reason' in step ? step.reason : null, wish?.entry ?? offer?.entry ?? null, wish ? timestamp(wish.joinedAt) : null, offer?.id ?? null,
      ]);
    },
  };
}
