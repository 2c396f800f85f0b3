import { randomUUID } from 'node:crypto';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { kopecks } from '../../../shared/lib/money.ts';
import { addDays, dayOf, moscowDay } from '../../../shared/lib/moscow.ts';
import { office, price, service } from '../../support/clinicResources.ts';
import { featuresOffline, monday, type Offline } from '../../support/features.ts';
import { anna } from './kioskWithDoctor.ts';

export const tomorrow = addDays(dayOf(monday), 1);

const laboratory = { code: 'lab', ru: 'Анализы' };

export function withRules(resource: ReturnType<typeof service>, ...rules: readonly (object | string)[]) {
  return { ...resource, extension: rules.map((rule) => ({ url: extensions.preparation, valueString: typeof rule === 'string' ? rule : JSON.stringify(rule) })) };
}

export const tsh = withRules(service('A09.05.065', 'Тиреотропный гормон (ТТГ)', laboratory), { kind: 'fasting', hours: 8 });
export const cortisol = withRules(service('A09.05.135', 'Кортизол утром', laboratory), { kind: 'hours', from: 420, until: 570 }, { kind: 'fasting', hours: 10 });
export const scan = withRules(service('A07.22.001', 'Сцинтиграфия щитовидной железы', laboratory), { kind: 'excludes', codes: ['A09.05.065'], why: { ru: 'изотоп исказит анализ', en: null } });
export const evening = withRules(service('A09.05.136', 'Кортизол вечером', laboratory), { kind: 'hours', from: 1_000, until: 1_080 });
export const psa = withRules(service('A09.05.130', 'ПСА', laboratory), { kind: 'sex', only: 'male' });
export const newer = withRules(service('A09.05.131', 'Новый анализ', laboratory), { kind: 'moonPhase', from: 1 });

/** A kiosk without a line, in an office open from 7:30 to 20:00 but not on Sunday. */
export function kioskWithPrices(): Offline {
  const place = office('Центр', [{ daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], openingTime: '07:30:00', closingTime: '20:00:00' }]);
  const kiosk = featuresOffline({ officeId: place.id });
  kiosk.put(place, tsh, cortisol, scan, evening, psa, newer, price('A09.05.065', 590.5, '2025-01-01', '2026-11-23'), price('A09.05.065', 640, '2026-11-24'));
  for (const [code, roubles] of [['A09.05.135', 780], ['A07.22.001', 4_100], ['A09.05.136', 780], ['A09.05.130', 500], ['A09.05.131', 100.1]] as const) kiosk.put(price(code, roubles, '2025-01-01'));
  return kiosk;
}

export const sending = (lines: readonly (readonly [string, number])[], day: string | null = null) => ({
  ...{ commandId: randomUUID(), orderId: randomUUID(), day: day === null ? null : moscowDay(day) },
  lines: lines.map(([code, price]) => ({ lineId: randomUUID(), code, kopecks: kopecks(price) })),
});

type Sent = ReturnType<typeof sending>;

/** The lines as the server has them. */
export function onServer({ orderId, day, lines }: Sent, state: string, { number = 'К03-0001', of = anna, status = 'active' } = {}) {
  return lines.map(({ lineId, code, kopecks: price }) => ({
    resourceType: 'ServiceRequest',
    id: lineId,
    ...{ status, intent: 'order' },
    extension: [
      { url: extensions.orderState, valueCode: state },
      { url: extensions.price, valueMoney: { value: price / 100, currency: 'RUB' } },
    ],
    identifier: [{ system: `${systems.orderNumber}/id`, value: orderId }],
    requisition: { system: systems.orderNumber, value: number },
    code: { coding: [{ system: systems.nomenclature, code }], text: `Услуга ${code}` },
    subject: { reference: `Patient/${of.id}` },
    authoredOn: '2026-11-23T09:00:00+03:00',
    ...(day === null ? {} : { occurrenceDateTime: day }),
  }));
}

export const bundle = (resources: readonly object[]) => ({ resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) });
