import { addDays, dayOf, instant, type MoscowDay } from '../../../../shared/lib/moscow.ts';
import type { Output } from '../../../../shared/contract.ts';
import type { TestBackend } from '../../../support/backend.ts';
import { waitedFor } from '../../../support/demoClinic.ts';

const everyDoctor = { text: '', speciality: null, officeId: null, day: null };

export interface Offer {
  readonly roleId: string;
  readonly day: MoscowDay;
  readonly slotId: string;
  readonly startsAt: number;
}

/**
 * Free times at least a day ahead, one a doctor and each at another hour, so that no test stands in another's way; nor in the way of
 * a visit that the demo has given to a patient who is signed in at one of the kiosks.
 */
export async function offers(kiosk: TestBackend, count: number, used: Set<string>, others: readonly TestBackend[] = []): Promise<Offer[]> {
  const taken = (await Promise.all([kiosk, ...others].map(visitsOf))).flat();
  const { doctors } = await kiosk.call('doctors.list', everyDoctor);
  const found: Offer[] = [];
  for (const { roleId } of doctors.filter(({ roleId: id, speciality }) => !used.has(id) && !waitedFor.test(speciality.ru))) {
    const { days } = await kiosk.call('schedule.days', { roleId, from: addDays(dayOf(instant(Date.now())), 2), count: 14 });
    const day = days.find(({ state }) => state === 'free')?.day;
    if (day === undefined) continue;
    const { times } = await kiosk.call('schedule.day', { roleId, day });
    const time = times.find(
      ({ state, startsAt }) => state === 'free' && ![...taken, ...found].some((other) => Math.abs(other.startsAt - startsAt) < 7_200_000),
    );
    if (!time) continue;
    used.add(roleId);
    found.push({ roleId, day, slotId: time.slotId, startsAt: time.startsAt });
    if (found.length === count) return found;
  }
  throw new Error('too few free times in the demo');
}

async function visitsOf(kiosk: TestBackend): Promise<readonly { readonly startsAt: number }[]> {
  const reply = await kiosk.raw('appointments.mine', {});
  if (reply.ok) return (reply.value as Output<'appointments.mine'>).upcoming;
  if (reply.error.code !== 'forbidden') throw new Error(`the visits of the patient were answered ${reply.error.code}`);
  return [];
}

export async function stateOf(kiosk: TestBackend, { roleId, day, slotId }: Offer) {
  const { times } = await kiosk.call('schedule.day', { roleId, day });
  return times.find((time) => time.slotId === slotId)?.state;
}
