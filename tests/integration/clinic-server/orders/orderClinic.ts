import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import type { Rule } from '../../../../shared/lib/preparation.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic, type TestClinicOptions } from '../../../support/clinicServer.ts';
import { at, entries, system, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person } from '../../../support/smallClinic.ts';

export interface ServiceOfTest {
  readonly code: string;
  /** Kopecks by the first day of the list, the newest last; `until` of each is the day before the next. */
  readonly prices: readonly (readonly [from: string, kopecks: number, until?: string])[];
  readonly rules?: readonly Rule[];
  readonly status?: string;
}

const codeOf = (code: string) => ({ coding: [{ system: systems.nomenclature, code }] });

export const servicePart = ({ code, prices, rules = [], status = 'active' }: ServiceOfTest): object[] => [
  {
    resourceType: 'ActivityDefinition',
    id: randomUUID(),
    status,
    url: `https://kabinet.example/fhir/ActivityDefinition/${code}`,
    title: `Услуга ${code}`,
    _title: { extension: [{ url: extensions.translation, extension: [{ url: 'lang', valueCode: 'en' }, { url: 'content', valueString: `Service ${code}` }] }] },
    kind: 'ServiceRequest',
    code: codeOf(code),
    ...(rules.length > 0 ? { extension: rules.map((rule) => ({ url: extensions.preparation, valueString: JSON.stringify(rule) })) } : {}),
  },
  ...prices.map(([start, kopecks, end]) => priceOf(code, start, kopecks, end)),
];

export const priceOf = (code: string, start: string, kopecks: number, end?: string): { resourceType: string; id: string } & Record<string, unknown> => ({
  resourceType: 'ChargeItemDefinition',
  id: randomUUID(),
  status: 'active',
  url: `https://kabinet.example/fhir/ChargeItemDefinition/${code}`,
  code: codeOf(code),
  effectivePeriod: { start, ...(end === undefined ? {} : { end }) },
  propertyGroup: [{ priceComponent: [{ type: 'base', amount: { value: kopecks / 100, currency: 'RUB' } }] }],
});

export interface Line {
  readonly code: string;
  readonly kopecks: number;
  readonly lineId?: string;
}

export interface AskedByTest {
  readonly orderId?: string;
  readonly number?: string;
  readonly day?: string;
}

export const orderParameters = (lines: readonly Line[], { orderId = randomUUID(), number = 'К01-0001', day }: AskedByTest = {}): object[] => [
  { name: 'orderId', valueUuid: `urn:uuid:${orderId}` },
  { name: 'number', valueString: number },
  ...(day === undefined ? [] : [{ name: 'day', valueDate: day }]),
  ...lines.map(({ code, kopecks, lineId = randomUUID() }) => ({
    name: 'line',
    part: [
      { name: 'lineId', valueUuid: `urn:uuid:${lineId}` },
      { name: 'code', valueCode: code },
      { name: 'price', valueMoney: { value: kopecks / 100, currency: 'RUB' } },
    ],
  })),
];

export interface Ordering {
  readonly person: Person;
  readonly signInId: string;
  /** The patient's own token. */
  readonly ask: Ask;
  send(lines: readonly Line[], more?: AskedByTest & { readonly key?: string }): Promise<Answer>;
  cancel(orderId: string, key?: string): Promise<Answer>;
  /** What the patient's own token reads of all their orders. */
  lines(): Promise<Record<string, unknown>[]>;
}

export interface OrderClinic {
  readonly clinic: TestClinic;
  readonly kiosk: TestDevice;
  readonly system: Ask;
  /** The next patient nobody has used yet, signed in at the kiosk. */
  patient(more?: { readonly gender?: string; readonly birthDate?: string }): Promise<Ordering>;
  stop(): Promise<void>;
}

/** A clinic that sells what the test says, and patients who can order it. */
export async function startOrderClinic(services: readonly ServiceOfTest[], { people = 6, ...options }: TestClinicOptions & { readonly people?: number } = {}): Promise<OrderClinic> {
  const clinic = await startClinic(options);
  const small = await seedSmallClinic(clinic.pool, { slots: [], people });
  const entriesOf = services.flatMap((service) => servicePart(service)) as Parameters<typeof bulkInsert>[1][number]['resource'][];
  await inTransaction(clinic.pool, (tx) => bulkInsert(tx, entriesOf.map((resource) => ({ resource, patient: null }))));
  const kiosk = await enrolDevice(clinic);
  const asSystem = system(clinic);
  let next = 0;
  return {
    clinic,
    kiosk,
    system: asSystem,
    async patient(more) {
      const person = small.people[next++];
      if (!person) throw new Error('no more people');
      if (more) {
        const answer = await asSystem('PUT', `/fhir/Patient/${person.id}`, { resourceType: 'Patient', id: person.id, name: [{ family: 'Пациентова', given: ['Анна'] }], ...more });
        if (answer.status !== 200) throw new Error(`the patient was answered ${answer.status}`);
      }
      const { signInId, ask } = await kiosk.signIn(person);
      return {
        ...{ person, signInId, ask },
        send: (lines, { key, ...asked } = {}) => kiosk.write('/fhir/ServiceRequest/$order', orderParameters(lines, asked), { signInId, ...(key ? { key } : {}) }),
        cancel: (orderId, key) => kiosk.write('/fhir/ServiceRequest/$cancel-order', [{ name: 'orderId', valueUuid: `urn:uuid:${orderId}` }], { signInId, ...(key ? { key } : {}) }),
        lines: async () => entries(await ask('GET', '/fhir/ServiceRequest?_count=1000')).map(({ resource }) => resource ?? {}) as Record<string, unknown>[],
      };
    },
    stop: () => clinic.stop(),
  };
}

/** Kopecks of a line as it is kept. */
export function keptKopecks(line: unknown): number {
  const all = (at(line, 'extension') as { url: string; valueMoney?: { value: number } }[] | undefined) ?? [];
  return Math.round((all.find(({ url }) => url === extensions.price)?.valueMoney?.value ?? Number.NaN) * 100);
}

export function orderStateOf(line: unknown): string | undefined {
  const all = (at(line, 'extension') as { url: string; valueCode?: string }[] | undefined) ?? [];
  return all.find(({ url }) => url === extensions.orderState)?.valueCode;
}

/** A line with another state, as the clinic's own system writes it. */
export function moved(line: Record<string, unknown>, state: string, status: string): Record<string, unknown> {
  const extension = (line['extension'] as { url: string }[]).map((one) => (one.url === extensions.orderState ? { ...one, valueCode: state } : one));
  return { ...line, status, extension };
}
