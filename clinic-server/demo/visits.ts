import type { Appointment } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, type MoscowDay } from '../../shared/lib/moscow.ts';
import { accountCount, type PatientSeed } from './patients.ts';
import { createRandom, type Random } from './random.ts';
import { priceList } from './services/priceList.ts';
import type { TimeSeed } from './times.ts';

export type VisitState = 'booked' | 'fulfilled' | 'noshow' | 'cancelled';

export interface VisitSeed {
  readonly id: Id;
  readonly time: TimeSeed;
  readonly patient: PatientSeed;
  readonly status: VisitState;
  readonly resource: Appointment;
}

const roubles = new Map(priceList.flatMap(({ services }) => services.map((service) => [service.code, service] as const)));
const cancelReasons = ['plans', 'illness', 'better', 'elsewhere', 'mistake'] as const;

/** Share of a day's open times that are taken: near days are nearly full, as in a real clinic. */
function crowding(offset: number): number {
  if (offset < 0) return 0.5;
  if (offset < 7) return 0.66;
  if (offset < 14) return 0.45;
  if (offset < 30) return 0.2;
  return 0.06;
}

function fits(patient: PatientSeed, { doctor }: TimeSeed): boolean {
  const { code } = doctor.speciality;
  if ((code === 'paediatric-endocrinology') !== patient.child && !(patient.child && code === 'ultrasound')) return false;
  if (code === 'gynaecology') return patient.name.gender === 'female';
  return code !== 'andrology' || patient.name.gender === 'male';
}

const statusOf = (random: Random, offset: number): VisitState => {
  if (offset >= 0) return random.chance(0.03) ? 'cancelled' : 'booked';
  const part = random.fraction();
  return part < 0.82 ? 'fulfilled' : part < 0.93 ? 'cancelled' : 'noshow';
};

/** Days from today on which every account has a visit: enough to look at, to cancel and to move. */
const plannedForAccounts = [2, 9, -12, -40, -95] as const;

export function createVisits(
  seed: number,
  today: MoscowDay,
  times: readonly TimeSeed[],
  patients: readonly PatientSeed[],
  mostActive: number,
): VisitSeed[] {
  const random = createRandom(seed, 'visits');
  const visits: VisitSeed[] = [];
  const usedTimes = new Set<Id>();
  // One visit a day keeps any two visits of a patient apart; nobody has more upcoming ones than the clinic allows.
  const busyDays = new Set<string>();
  const upcoming = new Map<Id, number>();

  const free = (patient: PatientSeed, time: TimeSeed) =>
    fits(patient, time) && !busyDays.has(`${patient.id}/${time.day}`) && (time.offset < 0 || (upcoming.get(patient.id) ?? 0) < mostActive);

  const add = (time: TimeSeed, patient: PatientSeed, status: VisitState) => {
    const id = random.id();
    usedTimes.add(time.id);
    busyDays.add(`${patient.id}/${time.day}`);
    if (time.offset >= 0 && status === 'booked') upcoming.set(patient.id, (upcoming.get(patient.id) ?? 0) + 1);
    visits.push({ id, time, patient, status, resource: appointmentOf(random, id, time, patient, status, today, visits.length + 1) });
  };

  const byDay = new Map<number, TimeSeed[]>();
  for (const time of times) {
    if (time.closed) continue;
    const day = byDay.get(time.offset);
    if (day) day.push(time);
    else byDay.set(time.offset, [time]);
  }
  for (const patient of patients.slice(0, accountCount)) {
    for (const planned of plannedForAccounts) {
      // The day itself may be a Sunday: then the next one on which somebody receives.
      const step = planned < 0 ? -1 : 1;
      let offset = planned + step * random.between(0, 4);
      let open: TimeSeed[] = [];
      for (let tries = 0; tries < 7 && open.length === 0; tries++, offset += step) {
        open = (byDay.get(offset) ?? []).filter((time) => !usedTimes.has(time.id) && free(patient, time));
      }
      // After work, when there is such a time: who tries the demo takes the first free one and should not meet a visit of their own.
      const late = planned < 0 ? [] : open.filter(({ start }) => start.slice(11, 13) >= '17');
      if (open.length > 0) add(random.pick(late.length > 0 ? late : open), patient, planned < 0 ? 'fulfilled' : 'booked');
    }
  }
  const others = patients.slice(accountCount);
  const children = others.filter(({ child }) => child);
  for (const time of times) {
    if (time.closed || usedTimes.has(time.id) || !random.chance(crowding(time.offset))) continue;
    const from = time.doctor.speciality.code === 'paediatric-endocrinology' ? children : others;
    for (let tries = 0; tries < 12; tries++) {
      const patient = random.pick(from);
      if (!free(patient, time)) continue;
      add(time, patient, statusOf(random, time.offset));
      break;
    }
  }
  return visits;
}

function appointmentOf(
  random: Random,
  id: Id,
  time: TimeSeed,
  patient: PatientSeed,
  status: VisitState,
  today: MoscowDay,
  counter: number,
): Appointment {
  const service = roubles.get(time.doctor.speciality.visit);
  // Made some days before the visit, and never in the future.
  const madeOn = addDays(time.offset < 0 ? time.day : today, -random.between(1, 20));
  return {
    resourceType: 'Appointment',
    id,
    identifier: [{ system: systems.appointmentNumber, value: `Р90-${String(counter).padStart(4, '0')}` }],
    status,
    slot: [{ reference: `Slot/${time.id}` }],
    start: time.start,
    end: time.end,
    created: `${madeOn}T${String(random.between(9, 18)).padStart(2, '0')}:${String(random.between(0, 59)).padStart(2, '0')}:00+03:00`,
    participant: [
      { actor: { reference: `Patient/${patient.id}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${time.doctor.roleId}` }, status: 'accepted' },
    ],
    ...(status === 'cancelled'
      ? { cancelationReason: { coding: [{ system: systems.cancelReason, code: random.pick(cancelReasons) }] } }
      : {}),
    ...(service
      ? {
          extension: [
            { url: extensions.service, valueCoding: { system: systems.nomenclature, code: service.code, display: service.ru } },
            { url: extensions.price, valueMoney: { value: service.roubles, currency: 'RUB' } },
          ],
        }
      : {}),
  };
}
