import type { PractitionerRole, Resource } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, instant, instantAt, toWire, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { PartOfDay } from '../../shared/lib/partOfDay.ts';
import type { Tx } from '../db/pool.ts';
import { offerTask } from '../waiting/offerTask.ts';
import { waitingResource } from '../waiting/waitingResource.ts';
import type { Offer } from '../waiting/waitingStore.ts';
import type { PatientSeed } from './patients.ts';
import { createRandom } from './random.ts';
import type { VisitSeed } from './visits.ts';

interface Plan {
  /** Which account. */
  readonly account: number;
  readonly speciality: string;
  readonly anyDoctor: boolean;
  /** Days ago. */
  readonly joined: number;
  readonly days: number;
  readonly part: PartOfDay | null;
  /** What became of the time that was offered yesterday. */
  readonly answered: 'declined' | 'expired' | null;
}

/** At doctors few come to: whoever tries the demo and cancels a visit should find its time free again and not offered to somebody. */
const plans: readonly Plan[] = [
  { account: 0, speciality: 'genetics', anyDoctor: true, joined: 6, days: 30, part: 'afternoon', answered: 'declined' },
  { account: 2, speciality: 'gastroenterology', anyDoctor: false, joined: 4, days: 14, part: null, answered: 'expired' },
  { account: 3, speciality: 'gastroenterology', anyDoctor: true, joined: 3, days: 21, part: 'morning', answered: null },
  { account: 4, speciality: 'genetics', anyDoctor: false, joined: 2, days: 20, part: null, answered: null },
];

export interface SeededWaiting {
  readonly entries: readonly { readonly resource: Resource; readonly patient: Id }[];
  readonly offers: readonly Offer[];
}

/** A few who wait (row S6), and what they were offered yesterday and did not take: somebody else has booked it since. */
export function createWaiting(seed: number, today: MoscowDay, roles: readonly Resource[], patients: readonly PatientSeed[], visits: readonly VisitSeed[]): SeededWaiting {
  const random = createRandom(seed, 'waiting');
  const roleOf = new Map(roles.flatMap((role) => (role.resourceType === 'PractitionerRole' && role.id ? [[role.id, role] as const] : [])));
  const yesterday = addDays(today, -1);
  const entries: { resource: Resource; patient: Id }[] = [];
  const offers: Offer[] = [];
  for (const [index, { account, speciality, anyDoctor, joined, days, part, answered }] of plans.entries()) {
    const [entry, offerId] = [random.id(), random.id()];
    const patient = patients[account]?.id ?? '';
    const taken = visits.find(({ time, status, patient: other }) => time.doctor.speciality.code === speciality && time.offset > 1 && status === 'booked' && other.id !== patient);
    const role: PractitionerRole | undefined = roleOf.get(taken?.time.doctor.roleId ?? '');
    if (!taken || !role?.id) continue;
    const joinedAt = instantAt(addDays(today, -joined), random.between(9 * 60, 19 * 60));
    const asked = { entry, number: `Р91-${String(index + 1).padStart(4, '0')}`, role: role.id, anyDoctor, from: addDays(today, -joined), until: addDays(today, days), part };
    entries.push({ resource: waitingResource(asked, role, { patient, signIn: null, joinedAt }), patient });
    if (answered === null) continue;
    const { id: slot, startsAt, endsAt } = taken.time;
    const offeredAt = instantAt(yesterday, 11 * 60);
    const offer: Offer = { id: offerId, slot, entry, patient, startsAt, endsAt, until: instantAt(yesterday, 12 * 60), state: answered, givenUpBy: null };
    offers.push(offer);
    entries.push({ resource: { ...offerTask(offer, offeredAt), lastModified: toWire(answered === 'expired' ? offer.until : instantAt(yesterday, 11 * 60 + 25)) }, patient });
  }
  return { entries, offers };
}

export async function writeWaiting(tx: Tx, { offers }: SeededWaiting): Promise<void> {
  for (const { id, slot, entry, patient, startsAt, endsAt, until, state } of offers) {
    await tx.query(
      `insert into waiting_offer (id, slot, entry, patient, during, until, state, told_at) values ($1, $2, $3, $4, tstzrange($5, $6), $7, $8, $7)`,
      [id, slot, entry, patient, toWire(startsAt), toWire(endsAt), toWire(until), state],
    );
    await tx.query(
      `insert into waiting_trace (slot, at, step, reason, entry, offer) values ($1, $2, 'freed', 'cancelled', null, null), ($1, $2, 'offered', null, $3, $4), ($1, $5, $6, null, $3, $4)`,
      [slot, toWire(instant(until - 3_600_000)), entry, id, toWire(until), state],
    );
  }
}
