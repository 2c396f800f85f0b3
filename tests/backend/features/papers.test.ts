import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { AnswerTooLarge, Unreachable, type ClinicApi, type ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import { mostPaperBytes, paperPartBytes } from '../../../shared/features/papers.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline, type Offline } from '../../support/features.ts';
import { signedCopy } from '../../support/signedCopy.ts';

const anna = patient('Кузнецова', 'Анна', 'Петровна');
const boris = patient('Лебедев', 'Борис');
const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(500_000, 'одинаковые слова ')]);
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The record of a copy with the number of its file beside it. */
function copy(given: Omit<Parameters<typeof signedCopy>[0], 'bytes' | 'binaryId'>) {
  const binaryId = randomUUID();
  return { ...signedCopy({ ...given, binaryId, bytes: file }), binaryId };
}

const sends = (body: unknown, status = 200) => () => Promise.resolve({ status, body, refusal: null, retryAfterMs: null });

async function readAll(kiosk: Offline, binaryId: Id, printJob: string | null = null): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset = 0; ; offset += paperPartBytes) {
    const reply = await kiosk.raw('papers.read', { binaryId, offset }, printJob);
    const part = reply.ok ? (reply.value as { part: string | null }).part : null;
    if (part === null || part === '') return Buffer.concat(parts);
    parts.push(Buffer.from(part, 'base64'));
  }
}

test('R1 the copies of what was signed are listed the newest first, from the record on the device, also without a line', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const [older, newer] = [copy({ patientId: anna.id }), copy({ patientId: anna.id, date: '2026-11-01T10:00:00+03:00', language: 'en' })];
  kiosk.put(older, newer, copy({ patientId: anna.id, status: 'entered-in-error' }), copy({ patientId: boris.id }));
  const { patientId, papers } = await kiosk.call('papers.mine', {});
  expect(patientId).toBe(anna.id);
  expect(papers).toMatchObject([
    { binaryId: newer.binaryId, kind: 'terms', version: '2026-01', title: { ru: 'Terms', en: 'Terms' } },
    { binaryId: older.binaryId, title: { ru: 'Условия', en: null }, at: Date.UTC(2026, 1, 1, 7) },
  ]);
  kiosk.remove(newer);
  expect((await kiosk.call('papers.mine', {})).papers.map(({ binaryId }) => binaryId)).toEqual([older.binaryId]);
});

test('R1 a paper is fetched once, under the token of the patient, and read in parts to its last byte', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const paper = copy({ patientId: anna.id });
  kiosk.put(paper);
  const asked: ClinicRequest[] = [];
  kiosk.onAsk((request) => (asked.push(request), sends(Buffer.from(file))()));
  const { binaryId } = paper;
  expect(await readAll(kiosk, binaryId)).toHaveLength(0);
  expect(await Promise.all([kiosk.call('papers.open', { binaryId }), kiosk.call('papers.open', { binaryId })])).toEqual(Array.from({ length: 2 }, () => ({ patientId: anna.id, bytes: file.length })));
  await kiosk.call('papers.open', { binaryId });
  expect(asked).toMatchObject([{ method: 'GET', path: `/fhir/Binary/${binaryId}`, as: 'patient', file: { mostBytes: mostPaperBytes } }]);
  expect(sha256Of(await readAll(kiosk, binaryId))).toBe(sha256Of(file));
  expect(kiosk.bugs).toEqual([]);
});

test('R1 a page cannot have a file that this patient’s record does not name: nobody even asks for it', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const others = copy({ patientId: boris.id });
  kiosk.put(others);
  let asked = 0;
  kiosk.onAsk(() => ((asked += 1), sends(Buffer.from(file))()));
  expect(await kiosk.refusal('papers.open', { binaryId: others.binaryId })).toBe('not_found');
  expect(await kiosk.refusal('papers.open', { binaryId: randomUUID() })).toBe('not_found');
  expect(asked).toBe(0);
});

const stumbles: readonly (readonly [string, ClinicApi['send'], string])[] = [
  ['a page of HTML', sends(Buffer.from('<html>%PDF-</html>')), 'not_a_pdf'],
  ['JSON', sends({ resourceType: 'Binary' }), 'not_a_pdf'],
  ['another file than the one that was signed', sends(Buffer.from('%PDF-1.7 подменён')), 'damaged'],
  ['half of the file', sends(file.subarray(0, 5_000)), 'damaged'],
  ['nothing there any more', sends(null, 404), 'not_found'],
  ['a server in trouble', sends(null, 503), 'try_later'],
  ['more than ten million bytes', () => Promise.reject(new AnswerTooLarge('larger')), 'file_too_large'],
  ['no line', () => Promise.reject(new Unreachable('no answer')), 'offline'],
];

test('R1 L3 what is not the paper is refused in so many words, nothing of it can be read, and the next try gets the paper', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const { binaryId, ...paper } = copy({ patientId: anna.id });
  kiosk.put(paper);
  for (const [what, answer, code] of stumbles) {
    kiosk.onAsk(answer);
    expect(await kiosk.refusal('papers.open', { binaryId }), what).toBe(code);
    expect(await kiosk.call('papers.read', { binaryId, offset: 0 }), what).toEqual({ part: null });
    expect(await kiosk.refusal('papers.print', { binaryId }), what).toBe('not_found');
  }
  kiosk.onAsk(sends(Buffer.from(file)));
  expect((await kiosk.call('papers.open', { binaryId })).bytes).toBe(file.length);
  expect(kiosk.bugs).toEqual([]);
});

test('R1 once the patient has left nothing of a paper is in memory, and the next one cannot read it', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const { binaryId, ...paper } = copy({ patientId: anna.id });
  kiosk.put(paper);
  const bytes = Buffer.from(file);
  kiosk.onAsk(sends(bytes));
  await kiosk.call('papers.open', { binaryId });
  await kiosk.leave();
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  expect(await kiosk.raw('papers.read', { binaryId, offset: 0 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  kiosk.signIn(boris);
  expect(await kiosk.call('papers.read', { binaryId, offset: 0 })).toEqual({ part: null });
  expect(await kiosk.call('papers.mine', {})).toMatchObject({ papers: [] });
});

test('R1 a paper that arrives after its patient has left is thrown away, also when the next one is there already', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const { binaryId, ...paper } = copy({ patientId: anna.id });
  kiosk.put(paper);
  const bytes = Buffer.from(file);
  let arrive = (): void => undefined;
  kiosk.onAsk(({ file: asked }) => (asked === undefined ? sends(null)() : new Promise((resolve) => (arrive = () => resolve(sends(bytes)())))));
  const opening = kiosk.raw('papers.open', { binaryId });
  await kiosk.leave();
  kiosk.signIn(anna);
  kiosk.put(paper);
  arrive();
  expect(await opening).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  expect(await kiosk.call('papers.read', { binaryId, offset: 0 })).toEqual({ part: null });
});

test('R1 four papers one after another: the first is let go, the other three are still there', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const all = Array.from({ length: 4 }, () => copy({ patientId: anna.id }));
  kiosk.put(...all);
  kiosk.onAsk(() => sends(Buffer.from(file))());
  for (const { binaryId } of all) await kiosk.call('papers.open', { binaryId });
  const held = [];
  for (const { binaryId } of all) held.push((await kiosk.call('papers.read', { binaryId, offset: 0 })).part !== null);
  expect(held).toEqual([false, true, true, true]);
});

test('R1 K5 a print window reads the one paper it was opened for, and nothing once it is out', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const [paper, other] = [copy({ patientId: anna.id }), copy({ patientId: anna.id })];
  kiosk.put(paper, other);
  kiosk.onAsk(() => sends(Buffer.from(file))());
  for (const { binaryId } of [paper, other]) await kiosk.call('papers.open', { binaryId });
  const { binaryId } = paper;
  const seen: unknown[] = [];
  kiosk.onPrint(async ({ printJob }) => {
    seen.push(await kiosk.raw('papers.job', {}, printJob), await kiosk.raw('papers.job', {}, randomUUID()), await kiosk.raw('papers.job', {}));
    seen.push((await readAll(kiosk, binaryId, printJob)).length, (await readAll(kiosk, other.binaryId, printJob)).length, (await readAll(kiosk, binaryId, randomUUID())).length);
    return 'printed';
  });
  await kiosk.call('papers.print', { binaryId });
  expect(seen).toMatchObject([{ ok: true, value: { patientId: anna.id, binaryId, bytes: file.length } }, { ok: true, value: null }, { ok: false, error: { code: 'forbidden' } }, file.length, 0, 0]);
  expect(await readAll(kiosk, binaryId, kiosk.jobs[0]?.printJob)).toHaveLength(0);
  for (const outcome of ['no_printer', 'failed'] as const) {
    kiosk.onPrint(() => Promise.resolve(outcome));
    expect(await kiosk.refusal('papers.print', { binaryId })).toBe(outcome);
  }
});
