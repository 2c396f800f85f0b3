import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Input } from '../../../shared/contract.ts';
import { addDays, dayOf, instant, instantAt, startOf } from '../../../shared/lib/moscow.ts';
import { healthcareService, office, practitioner, price, role, room, schedule, slot } from '../../support/clinicResources.ts';
import { featuresOffline, monday, type Offline } from '../../support/features.ts';

const endocrinologist = { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' };
const cardiologist = { code: 'cardio', ru: 'Кардиолог', en: 'Cardiologist' };
const anything = { text: '', speciality: null, officeId: null, day: null };
const today = dayOf(monday);
const tomorrow = addDays(today, 1);

let kiosk: Offline;
let centre: ReturnType<typeof office>;
let branch: ReturnType<typeof office>;

beforeEach(() => {
  kiosk = featuresOffline();
  centre = office('Центр');
  branch = office('Филиал');
  kiosk.put(centre, branch);
});

function hire(names: [string, string, string | null], where = centre, speciality = endocrinologist, freeAt: number[] = []) {
  const person = practitioner(...names, 'Высшая категория');
  const cabinet = room(where.id);
  const service = healthcareService('B01.058.001');
  const job = role({ practitionerId: person.id, officeId: where.id, roomId: cabinet.id, serviceId: service.id }, speciality);
  const plan = schedule(job.id);
  // In the worst order: what is pointed at comes last.
  kiosk.put(...freeAt.map((at) => slot(plan.id, instant(at))), plan, job, service, cabinet, person);
  return { person, job, plan, service };
}

const names = async (input: Partial<Input<'doctors.list'>>) =>
  (await kiosk.call('doctors.list', { ...anything, ...input })).doctors.map(({ family }) => family);

test('S1 a doctor is shown with speciality, category, office, room, price and the next free time', async () => {
  const { job } = hire(['Смирнова', 'Елена', 'Аркадьевна'], centre, endocrinologist, [instantAt(tomorrow, 600), instantAt(tomorrow, 540)]);
  kiosk.put(price('B01.058.001', 3200.5, '2026-01-01'));
  expect(await kiosk.call('doctors.list', anything)).toEqual({
    correctedText: null,
    doctors: [
      {
        roleId: job.id,
        ...{ family: 'Смирнова', given: 'Елена', patronymic: 'Аркадьевна' },
        speciality: { ru: 'Эндокринолог', en: 'Endocrinologist' },
        category: { ru: 'Высшая категория', en: 'Top category' },
        officeId: centre.id,
        office: { ru: 'Центр', en: 'Центр (en)' },
        room: { ru: 'Кабинет 214', en: 'Room 214' },
        floor: 2,
        firstVisitKopecks: 320_050,
        nextFreeAt: instantAt(tomorrow, 540),
      },
    ],
  });
  expect(await kiosk.call('doctors.card', { roleId: job.id })).toMatchObject({
    doctor: { family: 'Смирнова' },
    officeAddress: { ru: 'Москва, ул. Вымышленная, 1', en: '1 Imaginary St, Moscow' },
  });
});

test('S1 the price in force is shown: neither the former nor the coming one', async () => {
  const { job } = hire(['Смирнова', 'Елена', null]);
  kiosk.put(price('B01.058.001', 1000, '2025-01-01'), price('B01.058.001', 2000, '2026-11-01'), price('B01.058.001', 9000, '2026-11-24'));
  expect((await kiosk.call('doctors.card', { roleId: job.id })).doctor?.firstVisitKopecks).toBe(200_000);
  kiosk.clock.now = startOf(tomorrow);
  expect((await kiosk.call('doctors.card', { roleId: job.id })).doctor?.firstVisitKopecks).toBe(900_000);
});

test('S1 the list goes by the next free time, then by name, doctors without one last', async () => {
  hire(['Яшин', 'Олег', null]);
  hire(['Ёлкин', 'Олег', null]);
  hire(['Жуков', 'Олег', null], centre, endocrinologist, [instantAt(tomorrow, 600)]);
  hire(['Зимин', 'Олег', null], centre, endocrinologist, [instantAt(tomorrow, 540)]);
  expect(await names({})).toEqual(['Зимин', 'Жуков', 'Ёлкин', 'Яшин']);
});

test('S1 filters by speciality, office and day work together, and only what has doctors can be chosen', async () => {
  hire(['Смирнова', 'Елена', null], centre, endocrinologist, [instantAt(tomorrow, 540)]);
  hire(['Жуков', 'Олег', null], branch, endocrinologist, [instantAt(addDays(today, 2), 540)]);
  hire(['Зимин', 'Олег', null], branch, cardiologist);
  expect(await names({ speciality: 'endo' })).toEqual(['Смирнова', 'Жуков']);
  expect(await names({ speciality: 'endo', officeId: branch.id })).toEqual(['Жуков']);
  expect(await names({ day: tomorrow })).toEqual(['Смирнова']);
  expect(await names({ day: today })).toEqual([]);
  expect(await names({ officeId: randomUUID() })).toEqual([]);
  expect(await kiosk.call('doctors.filters', {})).toEqual({
    specialities: [
      { id: 'cardio', name: { ru: 'Кардиолог', en: 'Cardiologist' }, count: 1 },
      { id: 'endo', name: { ru: 'Эндокринолог', en: 'Endocrinologist' }, count: 2 },
    ],
    offices: [
      { id: branch.id, name: { ru: 'Филиал', en: 'Филиал (en)' }, count: 2 },
      { id: centre.id, name: { ru: 'Центр', en: 'Центр (en)' }, count: 1 },
    ],
  });
});

test('S1 the day is a Moscow day: a time at 0:30 belongs to it, one a day later does not', async () => {
  hire(['Смирнова', 'Елена', null], centre, endocrinologist, [instantAt(tomorrow, 30)]);
  expect(await names({ day: tomorrow })).toEqual(['Смирнова']);
  expect(await names({ day: today })).toEqual([]);
});

test('S1 past, held and asked-for times are not offered as the next free one', async () => {
  const { plan, job } = hire(['Смирнова', 'Елена', null], centre, endocrinologist, [monday - 1, monday]);
  kiosk.put(slot(plan.id, instantAt(tomorrow, 540), 'busy-tentative'), slot(plan.id, instantAt(tomorrow, 560), 'busy'));
  expect((await kiosk.call('doctors.card', { roleId: job.id })).doctor?.nextFreeAt).toBeNull();
});

test('S1 the search takes names, the speciality and the wrong layout, and answers with the corrected text', async () => {
  hire(['Смирнова', 'Елена', 'Аркадьевна']);
  hire(['Жуков', 'Олег', null], centre, cardiologist);
  expect(await names({ text: 'елена смир' })).toEqual(['Смирнова']);
  expect(await names({ text: 'кардио' })).toEqual(['Жуков']);
  expect(await kiosk.call('doctors.list', { ...anything, text: 'cvbhyjdf' })).toMatchObject({
    correctedText: 'смирнова',
    doctors: [{ family: 'Смирнова' }],
  });
  expect(await kiosk.call('doctors.list', { ...anything, text: "%' OR 1=1; --" })).toEqual({ doctors: [], correctedText: null });
  expect(await kiosk.call('doctors.list', { ...anything, text: '😀'.repeat(5_000) })).toEqual({ doctors: [], correctedText: null });
});

test('S1 a doctor whose role is retired or removed is no longer offered', async () => {
  const first = hire(['Смирнова', 'Елена', null]);
  const second = hire(['Жуков', 'Олег', null]);
  kiosk.put({ ...first.job, active: false } as typeof first.job);
  kiosk.remove(second.job);
  expect(await names({})).toEqual([]);
  kiosk.put(first.job);
  kiosk.remove(first.person);
  expect(await names({})).toEqual([]);
});

/** Milliseconds of one listing, through the door, of 45 doctors with so many times each. */
function clinicOf(times: number): () => Promise<number> {
  kiosk = featuresOffline();
  kiosk.put(centre);
  const jobs = Array.from({ length: 45 }, (_, index) => hire([`Врач${index}`, 'Имя', null]));
  kiosk.db.write((tx) => {
    for (const { plan } of jobs) {
      for (let index = 0; index < times; index += 1) {
        const at = monday + index * 1_200_000;
        tx.run('INSERT INTO slot (id, schedule_id, status, starts_at, ends_at) VALUES ($id, $plan, $status, $at, $end)', {
          ...{ id: randomUUID(), plan: plan.id, status: index < times * 0.9 ? 'busy' : 'free', at, end: at + 1_200_000 },
        });
      }
    }
  });
  const { call } = kiosk;
  return async () => {
    const begun = performance.now();
    const { doctors } = await call('doctors.list', { ...anything, text: 'врач' });
    expect(doctors).toHaveLength(45);
    return performance.now() - begun;
  };
}

test('S1 listing doctors costs the same with forty-five thousand times as with a few hundred', async () => {
  const [few, many] = [clinicOf(10), clinicOf(1_000)];
  const costs: [number, number][] = [];
  for (let round = 0; round < 20; round += 1) costs.push([await few(), await many()]);
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[10] ?? Number.NaN;
  // Side by side and as a ratio: this machine's cores are shared. Without the index it would be a hundred times.
  expect(median(costs.map(([, large]) => large)) / median(costs.map(([small]) => small))).toBeLessThan(3);
});
