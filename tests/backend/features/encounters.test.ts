import { createHash, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKeepingDigits } from '../../../backend/sync/writtenDecimals.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { charge, encounter, visitDocument } from '../../support/encounterResources.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { observation, report } from '../../support/resultResources.ts';
import { anna, at, boris, kioskWithDoctor } from './kioskWithDoctor.ts';
import { addDays, dayOf } from '../../../shared/lib/moscow.ts';
import { monday } from '../../support/features.ts';

const then = addDays(dayOf(monday), -40);

/** Anna signed in, with one visit that is over. */
function afterVisit() {
  const clinic = kioskWithDoctor();
  const { kiosk, job } = clinic;
  kiosk.signIn(anna);
  const appointmentId = clinic.visit(at(600, then), 'fulfilled');
  const really = encounter(anna.id, appointmentId, { roleId: job.id, begins: at(612, then), ends: at(631, then) });
  kiosk.put(really);
  return {
    ...{ ...clinic, appointmentId, really },
    record: async (id = appointmentId) => (await kiosk.call('encounters.ofVisit', { appointmentId: id })).record,
    /** One more service, as the text of its price came over the wire. */
    async priced(money: string) {
      const one = charge(really);
      kiosk.put(parseKeepingDigits(JSON.stringify({ ...one, priceOverride: 0 }).replace('"priceOverride":0', `"priceOverride":${money}`)) as Resource);
      const record = (await kiosk.call('encounters.ofVisit', { appointmentId })).record;
      const total = record?.total ?? null;
      const kopecks = record?.services.find(({ chargeId }) => chargeId === one.id)?.kopecks ?? null;
      kiosk.remove(one);
      return { kopecks, total };
    },
  };
}

test('S7 a past visit tells who really received, from when until when, what was done, what it cost, its papers and its results', async () => {
  const { kiosk, record, really, appointmentId, job } = afterVisit();
  const scan = charge(really, { code: { coding: [{ system: systems.nomenclature, code: 'A04.22.001', display: 'УЗИ щитовидной железы' }] }, quantity: { value: 2 }, priceOverride: { value: 4205.5, currency: 'RUB' } });
  const visit = charge(really, { priceOverride: { value: 3200, currency: 'RUB' } });
  const paper = visitDocument(really);
  const value = observation(anna.id, at(500, addDays(then, 3)));
  const result = report(anna.id, at(700, addDays(then, 3)), [value], { encounter: { reference: `Encounter/${really.id}` } });
  kiosk.put(scan, visit, paper, value, result, report(anna.id, at(700, addDays(then, 4)), [], {}));

  expect(await record()).toEqual({
    ...{ appointmentId, beganAt: at(612, then), endedAt: at(631, then), roleId: job.id, omitted: 0, total: 740_550 },
    doctor: { family: 'Смирнова', given: 'Елена', patronymic: 'Аркадьевна', speciality: { ru: 'Эндокринолог', en: 'Endocrinologist' } },
    services: [
      { chargeId: visit.id, name: { ru: 'Приём врача-эндокринолога первичный', en: 'Endocrinologist, first visit' }, quantity: null, kopecks: 320_000 },
      { chargeId: scan.id, name: { ru: 'УЗИ щитовидной железы', en: null }, quantity: '2', kopecks: 420_550 },
    ],
    documents: [{ documentId: paper.id, title: { ru: 'Заключение врача', en: 'Doctor’s conclusion' }, at: at(720, addDays(dayOf(monday), -40)), binaryId: paper.binaryId, bytes: 12_000 }],
    results: [{ reportId: result.id, kind: 'laboratory', title: { ru: 'Гормоны щитовидной железы', en: 'Thyroid hormones' }, releasedAt: at(700, addDays(then, 3)), isNew: true, outside: 1 }],
  });
  expect((await kiosk.call('encounters.costs', {})).costs).toEqual([{ appointmentId, total: 740_550 }]);
  // What the clinic takes back is gone, and the sum with it.
  kiosk.remove(scan);
  kiosk.remove(paper);
  kiosk.remove(result);
  expect(await record()).toMatchObject({ services: [{ chargeId: visit.id }], total: 320_000, documents: [], results: [] });
  kiosk.remove(really);
  expect(await record()).toBeNull();
  expect((await kiosk.call('encounters.costs', {})).costs).toEqual([]);
});

test('S7 nothing is told of a visit that is ahead, is going on or was struck off, and of services that were only planned', async () => {
  const { kiosk, record, visit, really } = afterVisit();
  const ahead = visit(at(600));
  expect(await record(ahead)).toBeNull();
  for (const status of ['planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'cancelled', 'entered-in-error', 'unknown']) {
    kiosk.put({ ...really, status }, charge(really));
    expect([status, await record()]).toEqual([status, null]);
    kiosk.put(really);
  }
  for (const status of ['planned', 'not-billable', 'aborted', 'entered-in-error', 'unknown']) {
    const one = charge(really);
    kiosk.put(one);
    const before = (await record())?.services.length ?? 0;
    kiosk.put({ ...one, status });
    expect([status, (await record())?.services.length]).toEqual([status, before - 1]);
  }
  for (const over of [{ docStatus: 'preliminary' }, { docStatus: 'entered-in-error' }, { status: 'entered-in-error' }, { status: 'superseded' }, { context: undefined }, { type: { coding: [{ system: systems.documentKind, code: 'consent' }] }, identifier: [{ system: systems.documentVersion, value: '2026-03' }], context: { encounter: [{ reference: `Encounter/${really.id}` }], period: { start: '2026-10-14T12:00:00+03:00' } } }]) {
    kiosk.put(visitDocument(really, over));
    expect([over, (await record())?.documents]).toEqual([over, []]);
  }
});

test('S7 H16 a visit, a service, a paper and a result of another patient are nobody’s here, by whatever name they are called', async () => {
  const { kiosk, record, visit, really, job } = afterVisit();
  const his = visit(at(660, then), 'fulfilled', boris);
  const hisVisit = encounter(boris.id, his, { roleId: job.id });
  const hisPaper = visitDocument(hisVisit);
  kiosk.put(hisVisit, charge(hisVisit), hisPaper);
  expect(await record(his)).toBeNull();
  expect(await kiosk.refusal('papers.open', { binaryId: hisPaper.binaryId })).toBe('not_found');
  // His rows that name her visit, and hers that name his.
  const himself = { subject: { reference: `Patient/${boris.id}` } };
  const result = report(boris.id, at(700, then), [], { encounter: { reference: `Encounter/${really.id}` } });
  kiosk.put(charge(really, himself), visitDocument(really, himself), result, { ...encounter(boris.id, (await record())?.appointmentId ?? ''), id: randomUUID() });
  expect(await record()).toMatchObject({ services: [], documents: [], results: [], total: null });
  kiosk.put(charge(hisVisit, { subject: { reference: `Patient/${anna.id}` } }));
  expect((await kiosk.call('encounters.costs', {})).costs).toEqual([]);
  expect(await record(his)).toBeNull();
});

test('S7 H16 costs of another patient are in no list', async () => {
  const { kiosk, visit, really, appointmentId } = afterVisit();
  const hisVisit = encounter(boris.id, visit(at(660, then), 'fulfilled', boris));
  kiosk.put(charge(really), hisVisit, charge(hisVisit));
  expect((await kiosk.call('encounters.costs', {})).costs).toEqual([{ appointmentId, total: 320_000 }]);
});

test('S7 after leaving, nothing of the visit is left for the next patient', async () => {
  const { kiosk, really, appointmentId } = afterVisit();
  const paper = visitDocument(really);
  kiosk.put(charge(really), paper, report(anna.id, at(700, then), [], { encounter: { reference: `Encounter/${really.id}` } }));
  await kiosk.leave();
  for (const table of ['encounter', 'charge_item', 'visit_document', 'encounter_report']) expect([table, kiosk.db.read.all(`SELECT * FROM ${table}`)]).toEqual([table, []]);
  expect(await kiosk.raw('encounters.ofVisit', { appointmentId })).toMatchObject({ ok: false });
  kiosk.signIn(boris);
  expect((await kiosk.call('encounters.ofVisit', { appointmentId })).record).toBeNull();
  expect(await kiosk.refusal('papers.open', { binaryId: paper.binaryId })).toBe('not_found');
});

test('S7 X1 a price is read by its digits or not at all, and then there is no sum', async () => {
  const { kiosk, priced, record, really } = afterVisit();
  const rub = (value: string): string => `{"value":${value},"currency":"RUB"}`;
  for (const [written, kopecks] of [['3200', 320_000], ['3200.50', 320_050], ['3200.5', 320_050], ['0.29', 29], ['1.005e3', 100_500], ['4205.10', 420_510], ['0', 0], ['999999999.99', 99_999_999_999], ['8.200000', 820]] as const)
    expect([written, await priced(rub(written))]).toEqual([written, { kopecks, total: kopecks }]);
  for (const money of [rub('3200.505'), rub('-1'), rub('1e9'), rub('1e400'), rub('"3200"'), rub('null'), '{"value":3200,"currency":"USD"}', '{"value":3200,"currency":7}', '{}', '"3200"', '[]', rub('0.1234567890123456789'), '{"value":3200.1,"_value":{"written":"9.99"},"currency":"RUB"}'])
    expect([money, await priced(money)]).toEqual([money, money.includes('written') ? { kopecks: 320_010, total: 320_010 } : { kopecks: null, total: null }]);
  // One line without a price, and no sum is told, though the others have theirs.
  kiosk.put(charge(really), charge(really, { priceOverride: undefined }));
  expect(await record()).toMatchObject({ total: null, services: [{ kopecks: 320_000 }, { kopecks: null }] });
  expect((await kiosk.call('encounters.costs', {})).costs).toEqual([]);
});

test('S7 X1 nonsense in a visit’s rows is shown safely or left out with a number, and never hides the rest', async () => {
  const { kiosk, record, really, appointmentId } = afterVisit();
  const hostile = '<img src=x onerror=alert(1)>\u202Eрбеде';
  kiosk.put(
    charge(really, { code: { text: hostile } }),
    charge(really, { code: 'nonsense', quantity: { value: 'many' } }),
    visitDocument(really, { type: { text: hostile }, date: 'yesterday' }),
    visitDocument(really, { content: [{ attachment: { contentType: 'text/html', url: 'https://evil.example/x' } }] }),
    visitDocument(really, { sha256: 'none' }),
    report(anna.id, at(700, then), [], { encounter: ['nonsense'] }),
    encounter(anna.id, appointmentId, { period: { start: 'never', end: 7 }, participant: 'nobody' }),
  );
  const seen = await record();
  expect(seen?.services.map(({ name }) => name.ru).toSorted()).toEqual(['', '<img src=x onerror=alert(1)>рбеде']);
  expect(seen?.documents.map(({ binaryId }) => binaryId !== null)).toHaveLength(3);
  expect(seen?.documents.filter(({ binaryId }) => binaryId === null)).toHaveLength(2);
  expect(seen).toMatchObject({ beganAt: at(612, then), endedAt: at(631, then), doctor: { family: 'Смирнова' }, results: [] });
  // An end before the beginning is a slip of the pen.
  kiosk.put({ ...really, period: { start: '2026-10-14T12:00:00+03:00', end: '2026-10-14T11:00:00+03:00' } });
  expect(await record()).toMatchObject({ endedAt: null });
  kiosk.put(...Array.from({ length: 130 }, () => charge(really, { priceOverride: { value: 10.01, currency: 'RUB' } })));
  const many = await record();
  expect(many?.services).toHaveLength(100);
  expect(many?.omitted).toBe(32);
  expect(many?.total).toBe(130 * 1001 + 2 * 320_000);
});

test('S7 the sum is that of its lines to the kopeck, however they are written and in whatever order they come', async () => {
  const { kiosk, record, really } = afterVisit();
  const kopecks = fc.integer({ min: 0, max: 9_999_999_999 });
  const line = fc.record({ kopecks, zeros: fc.nat(3), short: fc.boolean() });
  const written = ({ kopecks: of, zeros, short }: { kopecks: number; zeros: number; short: boolean }): string => {
    const exact = `${String(Math.trunc(of / 100))}.${String(of % 100).padStart(2, '0')}`;
    return short ? exact.replace(/\.?0+$/, '') : `${exact}${'0'.repeat(zeros)}`;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
      const rows = lines.map((one) => parseKeepingDigits(JSON.stringify({ ...charge(really), priceOverride: 0 }).replace('"priceOverride":0', `"priceOverride":{"currency":"RUB","value":${written(one)}}`)) as Resource);
      kiosk.put(...rows);
      const seen = await record();
      const expected = lines.reduce((sum, one) => sum + BigInt(one.kopecks), 0n);
      expect(BigInt(seen?.total ?? -1)).toBe(expected);
      expect(seen?.services.map((one) => one.kopecks).toSorted()).toEqual(lines.map((one) => one.kopecks).toSorted());
      expect((await kiosk.call('encounters.costs', {})).costs.map(({ total }) => BigInt(total))).toEqual([expected]);
      for (const row of rows) kiosk.remove(row);
    }),
    { numRuns: 60 },
  );
});

test('S7 the paper of a visit is opened by the reader of papers, when its bytes are what the record says', async () => {
  const { kiosk, really } = afterVisit();
  const content = Buffer.from('%PDF-1.7 invented');
  const paper = visitDocument(really, { sha256: createHash('sha256').update(content).digest('hex') });
  kiosk.put(paper);
  const asked: string[] = [];
  kiosk.onAsk(({ path }) => (asked.push(path), Promise.resolve({ status: 200, body: content, refusal: null, retryAfterMs: null, serverTime: null } as never)));
  expect(await kiosk.call('papers.open', { binaryId: paper.binaryId })).toEqual({ patientId: anna.id, bytes: content.length });
  expect(asked).toEqual([`/fhir/Binary/${paper.binaryId}`]);
  const other = visitDocument(really, { sha256: 'b'.repeat(64) });
  kiosk.put(other);
  expect(await kiosk.refusal('papers.open', { binaryId: other.binaryId })).toBe('damaged');
});
