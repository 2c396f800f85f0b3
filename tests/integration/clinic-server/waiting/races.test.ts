import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays } from '../../../../shared/lib/moscow.ts';
import { client } from '../../../support/fhirClient.ts';
import { bookParameters } from '../../../support/clinicDevice.ts';
import { passOnOnce } from '../../../../clinic-server/waiting/rounds.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { idOf, startWaitingClinic, type WaitingClinic } from '../../../support/waitingClinic.ts';

const rounds = 12;
let all: WaitingClinic;
let other: string;
beforeAll(async () => {
  all = await startWaitingClinic(Array.from({ length: rounds * 3 }, (_, index) => ({ day: 1 + index, minute: 9 * 60 })), { people: 6, waiting: { maxDays: 180 } });
  other = (await all.clinic.another()).url;
}, 180_000);
afterAll(() => all.clinic.stop());

const dayOf = (index: number) => ({ from: addDays(all.today, 1 + index), until: addDays(all.today, 1 + index) });

/** Who has the slot, by the one row; and how many visits stand on it. */
async function holder(index: number) {
  const slot = all.small.slots[index]?.id;
  const { rows } = await all.clinic.pool.query<{ kind: string; visits: number; open: number }>(
    `select (select o.kind from occupancy o where o.slot = $1) as kind,
       (select count(*)::int from appointment_span s where s.slot = $1 and s.active) as visits,
       (select count(*)::int from waiting_offer w where w.slot = $1 and w.state = 'open') as open`,
    [slot],
  );
  return rows[0];
}

it('S6 accepting, running out, declining and another’s booking at one moment: one has the time, and its row, its visit and its offer say the same', async () => {
  for (let index = 0; index < rounds; index++) {
    const visit = await all.book(5, index);
    const entries = [await all.join(0, dayOf(index)), await all.join(1, dayOf(index))].map(idOf);
    await all.cancel(5, visit);
    const [offer] = await all.offers();
    expect(offer?.patient).toBe(0);
    const facts = all.small.slots[index];
    if (!facts || !offer) throw new Error('no offer');
    const signed = { 'kabinet-sign-in': all.signIns[0] ?? '' };
    // The same patient from two devices' worth of requests, through two servers, and the sweeper of a server whose clock is past the end.
    const asked = client(other, all.device.token);
    const answers = await Promise.all([
      all.answer(0, offer.id, 'accept'),
      asked('POST', `/fhir/Task/${offer.id}/$accept-offer`, { resourceType: 'Parameters' }, { ...signed, 'idempotency-key': randomUUID() }),
      ...(index % 3 === 0 ? [all.answer(0, offer.id, 'decline')] : []),
      all.device.write('/fhir/Appointment/$book', bookParameters({ slot: facts, patientId: all.patients[2] ?? '' }), { signInId: all.signIns[2] ?? '' }),
      passOnOnce(all.clinic.parts, instant(Date.now() + 61 * 60_000)).then(() => ({ status: 0 })),
    ]);
    const after = await holder(index);
    const accepted = answers.slice(0, 2).map(({ status }) => status);
    const { rows } = await all.clinic.pool.query<{ state: string }>('select o.state from waiting_offer o where o.id = $1', [offer.id]);
    const state = rows[0]?.state ?? '';
    expect(['accepted', 'expired', 'declined']).toContain(state);
    // Whoever was told «yes» has it, and nobody else was.
    expect(accepted.includes(200)).toBe(state === 'accepted');
    if (state === 'accepted') expect(after).toEqual({ kind: 'appointment', visits: 1, open: 0 });
    else expect(after).toEqual({ kind: 'offer', visits: 0, open: 1 });
    await all.clearList();
    await all.clinic.pool.query(`update appointment_span set active = false`);
    expect(entries).toHaveLength(2);
  }
}, 180_000);

it('S6 two times that overlap freed at one moment are offered to two people, never both to one', async () => {
  for (let index = rounds; index < rounds + 6; index++) {
    // A second time at the same hour, as in a clinic where two rooms work.
    const [a, b] = [index, index + rounds];
    await all.clinic.pool.query(`update resource set content = jsonb_set(jsonb_set(content, '{start}', (select c.content->'start' from resource c where c.type = 'Slot' and c.id = $2)), '{end}', (select c.content->'end' from resource c where c.type = 'Slot' and c.id = $2)) where type = 'Slot' and id = $1`, [all.small.slots[b]?.id, all.small.slots[a]?.id]);
    const free = async (patient: number, slot: number) => {
      const facts = all.small.slots[a];
      const target = all.small.slots[slot];
      if (!facts || !target) throw new Error('no slot');
      const id = randomUUID();
      const answer = await all.device.write('/fhir/Appointment/$book', bookParameters({ slot: { ...facts, id: target.id }, patientId: all.patients[patient] ?? '', appointmentId: id }), { signInId: all.signIns[patient] ?? '' });
      expect(answer.status).toBe(201);
      return id;
    };
    const [first, second] = [await free(4, a), await free(5, b)];
    await all.join(0, dayOf(a));
    await all.join(1, dayOf(a));
    await Promise.all([all.cancel(4, first), all.cancel(5, second)]);
    const offers = await all.offers();
    expect(offers.map(({ patient }) => patient).toSorted()).toEqual([0, 1]);
    await all.clearList();
  }
}, 120_000);
