import { expect, test } from 'vitest';
import { openingHours } from '../../../backend/features/device/openingHours.ts';
import { shownAt } from '../../../renderer/features/home/shownAt.ts';
import type { Input } from '../../../shared/contract.ts';
import { extensions } from '../../../shared/fhir/names.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { notice, office, price, service } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';

const analyses = { code: 'lab', ru: 'Анализы' };
const visits = { code: 'visit', ru: 'Приёмы' };
const all = { text: '', category: null, offset: 0, limit: 50 };

test('P1 services are listed by category with the price in force, searched by name and code, page by page', async () => {
  const kiosk = featuresOffline();
  kiosk.put(
    ...[
      service('B01.058.001', 'Приём эндокринолога', visits),
      service('A09.05.065', 'Тиреотропный гормон', analyses),
      service('A09.05.083', 'Гликированный гемоглобин', analyses),
    ],
    ...[
      price('A09.05.065', 540, '2026-01-01', '2026-10-31'),
      price('A09.05.065', 590.5, '2026-11-01'),
      price('B01.058.001', 3200, '2026-01-01'),
    ],
  );
  expect(await kiosk.call('prices.list', all)).toEqual({
    total: 3,
    correctedText: null,
    services: [
      { code: 'A09.05.083', name: { ru: 'Гликированный гемоглобин', en: 'A09.05.083 in English' }, category: 'lab', kopecks: null },
      { code: 'A09.05.065', name: { ru: 'Тиреотропный гормон', en: 'A09.05.065 in English' }, category: 'lab', kopecks: 59_050 },
      { code: 'B01.058.001', name: { ru: 'Приём эндокринолога', en: 'B01.058.001 in English' }, category: 'visit', kopecks: 320_000 },
    ],
    categories: [
      { id: 'lab', name: { ru: 'Анализы', en: null }, count: 2 },
      { id: 'visit', name: { ru: 'Приёмы', en: null }, count: 1 },
    ],
  });
  const codes = async (input: Partial<Input<'prices.list'>>) =>
    (await kiosk.call('prices.list', { ...all, ...input })).services.map(({ code }) => code);
  expect(await codes({ text: 'гормон' })).toEqual(['A09.05.065']);
  expect(await codes({ text: 'ujhvjy' })).toEqual(['A09.05.065']);
  expect(await codes({ text: 'В01.058' })).toEqual(['B01.058.001']);
  expect(await codes({ text: '%' })).toEqual([]);
  expect(await codes({ category: 'visit' })).toEqual(['B01.058.001']);
  expect(await codes({ offset: 1, limit: 1 })).toEqual(['A09.05.065']);
});

test('P1 a price that has ended today is valid to the end of the Moscow day', async () => {
  const kiosk = featuresOffline();
  kiosk.put(service('A09.05.065', 'Тиреотропный гормон', analyses), price('A09.05.065', 540, '2026-01-01', '2026-11-23'));
  const kopecks = async () => (await kiosk.call('prices.list', all)).services[0]?.kopecks;
  expect(await kopecks()).toBe(54_000);
  kiosk.clock.now = (monday + 15 * 3_600_000) as typeof monday;
  expect(await kopecks()).toBeNull();
});

test('D5 notices are shown while the clinic says so, urgent ones first, then the newest', async () => {
  const kiosk = featuresOffline();
  const works = notice('Ремонт лифта', 'notice', '2026-11-20T10:00:00+03:00');
  kiosk.put(
    ...[works, notice('Новые часы', 'notice', '2026-11-22T10:00:00+03:00'), notice('Нет воды', 'urgent', '2026-11-01T10:00:00+03:00')],
    notice('Прошло', 'notice', '2026-11-01T10:00:00+03:00', 'completed'),
  );
  const shown = async () => (await kiosk.call('notices.current', {})).notices.map(({ text, urgent }) => [text.ru, urgent]);
  expect(await shown()).toEqual([
    ['Нет воды', true],
    ['Новые часы', false],
    ['Ремонт лифта', false],
  ]);
  kiosk.remove(works);
  expect(await shown()).toHaveLength(2);
});

test('D5 a notice of works or a closure knows its hours: to come it is there already, over it is gone', async () => {
  const kiosk = featuresOffline();
  const [start, end] = ['2026-11-23T12:00:00+03:00', '2026-11-23T18:00:00+03:00'];
  const works = { ...notice('Работы', 'notice', '2026-11-22T10:00:00+03:00'), extension: [{ url: extensions.shown, valuePeriod: { start, end } }] };
  kiosk.put(works, notice('Всегда', 'notice', '2026-11-21T10:00:00+03:00'));
  const { notices } = await kiosk.call('notices.current', {});
  expect(notices.map(({ text, beginsAt, endsAt }) => [text.ru, beginsAt, endsAt])).toEqual([
    ['Работы', Date.parse(start), Date.parse(end)],
    ['Всегда', null, null],
  ]);
  const texts = (at: string) => shownAt(Date.parse(at), notices).map(({ text }) => text.ru);
  expect(texts('2026-11-23T11:59:59+03:00')).toEqual(['Всегда']);
  expect(texts(start)).toEqual(['Работы', 'Всегда']);
  expect(texts('2026-11-23T17:59:59+03:00')).toEqual(['Работы', 'Всегда']);
  expect(texts(end)).toEqual(['Всегда']);
  kiosk.clock.now = instant(Date.parse(end));
  expect((await kiosk.call('notices.current', {})).notices.map(({ text }) => text.ru)).toEqual(['Всегда']);
});

test('K8 a ready device says where it stands and when the office is open today', async () => {
  const hours = [{ daysOfWeek: ['mon', 'tue'], openingTime: '08:00:00', closingTime: '20:30:00' }];
  const place = office('Центр', hours);
  const kiosk = featuresOffline({ officeId: place.id });
  expect(await kiosk.call('device.state', {})).toMatchObject({ state: 'ready', office: { ru: 'Клиника' }, opensAtMinute: null });
  kiosk.put(place);
  expect(await kiosk.call('device.state', {})).toMatchObject({
    state: 'ready',
    code: 'К03',
    office: { ru: 'Центр' },
    opensAtMinute: 480,
    closesAtMinute: 1_230,
    changeableHours: 2,
  });
});

test('S10 opening hours go by the Moscow weekday', () => {
  const hours = JSON.stringify([
    { daysOfWeek: ['mon'], openingTime: '08:00:00', closingTime: '13:00:00' },
    { daysOfWeek: ['mon'], openingTime: '14:00:00', closingTime: '19:00:00' },
    { daysOfWeek: ['sat'], allDay: true },
  ]);
  expect(openingHours(hours, 1)).toEqual({ opensAtMinute: 480, closesAtMinute: 1_140 });
  expect(openingHours(hours, 6)).toEqual({ opensAtMinute: 0, closesAtMinute: 1_440 });
  expect(openingHours(hours, 7)).toBeNull();
  expect(openingHours('[]', 1)).toBeNull();
});
