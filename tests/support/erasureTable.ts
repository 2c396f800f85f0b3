import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { inState, orderLine, type ServerOrderState } from '../../clinic-server/orders/orderLine.ts';
import { systems } from '../../shared/fhir/names.ts';
import { instant } from '../../shared/lib/moscow.ts';
import type { Ask } from './fhirClient.ts';
import { binaryOf, observationOf, reportOf } from './resultTable.ts';

export type ErasedKind = 'visits' | 'results' | 'orders' | 'waiting';
export const erasedKinds: readonly ErasedKind[] = ['visits', 'results', 'orders', 'waiting'];

type Row = Resource & { readonly id: string };

/** One thing in a patient's cabinet: every row of it carries the same word, which stands nowhere else, not even as the beginning of another. */
export interface Thing {
  readonly kind: ErasedKind;
  /** As a deletion names it: the visit, the report, the order. */
  readonly item: string;
  readonly word: string;
  readonly rows: readonly Row[];
  readonly file: string | null;
}

const past = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
const subject = (owner: string) => ({ reference: `Patient/${owner}` });
let made = 0;
const wordFor = (kind: string, owner: string): string => `x${kind}${owner.slice(0, 8)}n${String(made++).padStart(4, '0')}`;

export function visitOf(owner: string, { status = 'fulfilled', hoursAgo = 48 }: { readonly status?: 'fulfilled' | 'cancelled' | 'booked' | 'noshow'; readonly hoursAgo?: number } = {}): Thing {
  const [visit, encounter, charge, document, file] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const word = wordFor('visit', owner);
  const period = { start: past(hoursAgo), end: past(hoursAgo - 0.5) };
  const rows: Row[] = [
    { resourceType: 'Appointment', id: visit, status, description: word, created: past(Math.max(hoursAgo, 0) + 240), ...period, participant: [{ actor: subject(owner), status: 'accepted' }] },
    { resourceType: 'Encounter', id: encounter, status: 'finished', class: { system: systems.actCode, code: 'AMB' }, subject: subject(owner), appointment: [{ reference: `Appointment/${visit}` }], period, identifier: [{ value: word }] },
    { resourceType: 'ChargeItem', id: charge, status: 'billed', code: { text: word }, subject: subject(owner), context: { reference: `Encounter/${encounter}` }, occurrenceDateTime: period.start },
    { resourceType: 'DocumentReference', id: document, status: 'current', docStatus: 'final', type: { coding: [{ system: systems.loinc, code: '11488-4' }] }, subject: subject(owner), description: word, date: period.end, context: { encounter: [{ reference: `Encounter/${encounter}` }] }, content: [{ attachment: { contentType: 'application/pdf', url: `Binary/${file}`, title: word } }] },
  ];
  return { kind: 'visits', item: visit, word, rows: status === 'fulfilled' ? rows : rows.slice(0, 1), file: status === 'fulfilled' ? file : null };
}

export function resultOf(owner: string, { hoursAgo = 48 }: { readonly hoursAgo?: number } = {}): Thing {
  const [report, observation, file] = [randomUUID(), randomUUID(), randomUUID()];
  const word = wordFor('result', owner);
  const rows: Row[] = [observationOf(owner, observation, word), { ...reportOf(owner, report, word, 'final', { observation, file }), issued: past(hoursAgo) }];
  return { kind: 'results', item: report, word, rows, file };
}

export function orderOf(owner: string, { state = 'done', hoursAgo = 48 }: { readonly state?: ServerOrderState; readonly hoursAgo?: number } = {}): Thing {
  const orderId = randomUUID();
  const word = wordFor('order', owner);
  const paper = { orderId, number: word, day: null, patient: owner, relatedPerson: null, signIn: null, authoredOn: instant(Date.now() - hoursAgo * 3_600_000) };
  const rows = ['A09.05.003', 'A09.05.009'].map((code) => inState(orderLine(randomUUID(), { code, name: { text: word }, kopecks: 100 as never }, paper), state));
  return { kind: 'orders', item: orderId, word, rows, file: null };
}

export function wishOf(owner: string, { open = false }: { readonly open?: boolean } = {}): Thing {
  const [wish, task] = [randomUUID(), randomUUID()];
  const word = wordFor('wish', owner);
  const rows: Row[] = [
    { resourceType: 'Appointment', id: wish, status: open ? 'waitlist' : 'cancelled', created: past(72), description: word, requestedPeriod: [{ start: '2026-12-01', end: '2026-12-20' }], participant: [{ actor: subject(owner), status: 'accepted' }] },
    { resourceType: 'Task', id: task, status: 'rejected', intent: 'proposal', for: subject(owner), basedOn: [{ reference: `Appointment/${wish}` }], description: word },
  ];
  return { kind: 'waiting', item: wish, word, rows: open ? rows.slice(0, 1) : rows, file: null };
}

/** Written as a clinic's own system writes it: plain FHIR over HTTP, the files first. */
export async function keep(system: Ask, owner: string, thing: Thing): Promise<Thing> {
  const put = async (path: string, body: unknown): Promise<void> => {
    const answer = await system('PUT', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  if (thing.file !== null) await put(`/fhir/Binary/${thing.file}`, binaryOf(owner, thing.file, thing.word));
  for (const row of thing.rows) await put(`/fhir/${row.resourceType}/${row.id}`, row);
  return thing;
}

export const eraseParameters = (what: 'all' | ErasedKind, { item = null, receiptId = randomUUID(), number = `Т01-${1000 + made++}`, madeAt = Date.now() }: { readonly item?: string | null; readonly receiptId?: string; readonly number?: string; readonly madeAt?: number } = {}) => ({
  resourceType: 'Parameters',
  parameter: [
    { name: 'receiptId', valueUuid: `urn:uuid:${receiptId}` },
    { name: 'number', valueString: number },
    { name: 'madeAt', valueInstant: new Date(madeAt).toISOString() },
    { name: 'what', valueCode: what },
    ...(item === null ? [] : [{ name: 'item', valueUuid: `urn:uuid:${item}` }]),
  ],
});
