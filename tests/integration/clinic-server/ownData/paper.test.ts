import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { createPaperLine } from '../../../../clinic-server/ownData/paperLine.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { demoTemplate } from '../../../support/demoTemplate.ts';
import { hostileTexts } from '../../../support/hostileTexts.ts';
import { pdfText } from '../../../support/pdfText.ts';
import { patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;
beforeAll(async () => {
  clinic = await startClinic({ template: await demoTemplate() });
  kiosk = await addKiosk(clinic);
}, 180_000);
afterAll(() => clinic.stop());

async function paperOf(id: string): Promise<Buffer> {
  const { token } = await signInPatient(clinic, kiosk, id);
  const response = await fetch(`${clinic.url}/fhir/Patient/${id}/$everything?_format=application/pdf`, { headers: { authorization: `Bearer ${token}`, 'kabinet-device': `Bearer ${kiosk.token}` } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return Buffer.from(await response.arrayBuffer());
}
const solid = (text: string): string => text.replaceAll(/[\s\u00a0\u200b]+/g, '');
const pagesOf = (pdf: Buffer): number => [...pdf.toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)].length;

it('D4 six years of results are on paper to the last value, and the server goes on answering while they are set', async () => {
  const { rows } = await clinic.pool.query<{ patient: string }>(`select r.patient from resource r where r.type = 'Observation' and r.held is null group by r.patient order by count(*) desc limit 1`);
  const id = rows[0]?.patient ?? '';
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  let made = false;
  const began = performance.now();
  const making = paperOf(id).finally(() => (made = true));
  const waits: number[] = [];
  while (!made) {
    const asked = performance.now();
    expect((await kiosk.ask('GET', '/fhir/Organization')).status).toBe(200);
    waits.push(performance.now() - asked);
  }
  const pdf = await making;
  loop.disable();
  const words = solid(pdfText(pdf));
  const { rows: values } = await clinic.pool.query<{ name: string; value: string | null }>(
    `select r.content->'code'->>'text' as name, r.content->'valueQuantity'->>'value' as value from resource r where r.type = 'Observation' and r.patient = $1 and r.held is null`,
    [id],
  );
  expect(values.length).toBeGreaterThan(100);
  for (const { name, value } of values) expect([name, words.includes(solid(name)) && (value === null || words.includes(value.replace('.', ',')))]).toEqual([name, true]);
  for (const heading of ['Содержание', 'Кто вы', 'Приёмы и записи на приём', 'Результаты анализов и исследований', 'Заказы услуг', 'Согласия и подписанные документы', 'Кто смотрел эти данные']) expect(words).toContain(solid(heading));
  expect(words).toContain(solid(`страница 1 из ${pagesOf(pdf)}`));
  process.stdout.write(`own data on paper: ${values.length} values, ${pagesOf(pdf)} pages, ${pdf.length} bytes, ${Math.round(performance.now() - began)} ms; meanwhile ${waits.length} answers, the longest ${Math.round(Math.max(...waits))} ms, loop ${Math.round(loop.max / 1e6)} ms\n`);
  // Said by their count and not by the clock: the thread that sets the pages is not the one that answers.
  expect(waits.length).toBeGreaterThan(5);
}, 120_000);

it('D4 whatever stands in a record stands on paper as text', async () => {
  const whose = patient('Враждебная');
  const texts = hostileTexts.filter((_, index) => index % 9 === 0 || index > hostileTexts.length - 40);
  await inTransaction(clinic.pool, async (tx) => {
    await insertResource(tx, whose, { patient: whose.id });
    for (const text of [...texts, 'и'.repeat(4000), '\u202eобратно\u2066', '😀'.repeat(40), '{"text":"жирно","bold":true}'])
      await insertResource(tx, { resourceType: 'DiagnosticReport' as const, status: 'final' as const, code: { text: text.slice(0, 3000) }, conclusion: text, subject: { reference: `Patient/${whose.id}` } }, { patient: whose.id });
  });
  const pdf = await paperOf(whose.id);
  const raw = pdf.toString('latin1');
  for (const active of ['/JavaScript', '/JS ', '/URI', '/Launch', '/EmbeddedFile', '/AA ']) expect([active, raw.includes(active)]).toEqual([active, false]);
  const words = solid(pdfText(pdf));
  expect(words).toContain(solid('<script>'));
  expect(words).toContain(solid('{"text":"жирно","bold":true}'));
  expect(words).toContain('обратно');
  expect(pagesOf(pdf)).toBeGreaterThan(2);
}, 120_000);

it('D4 as many papers wait as may, the next is told to come later, and a line that was full takes papers again', async () => {
  const line = createPaperLine({ waiting: 1 });
  const whose = patient('Очередь');
  const order = { rows: [{ type: 'Patient', id: whose.id, text: JSON.stringify(whose), mode: 'match' as const }], events: [], clinic: 'Клиника', phone: '', madeAt: 0 };
  const [first, second, third] = await Promise.allSettled([line.make(order), line.make(order), line.make(order)]);
  expect([first.status, second.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(third).toMatchObject({ status: 'rejected', reason: { status: 503, code: 'try_later' } });
  expect((await line.make(order)).subarray(0, 5).toString()).toBe('%PDF-');
  await expect(createPaperLine({ longestMs: 1 }).make(order)).rejects.toThrow('not finished');
  await expect(line.make({ ...order, rows: [] })).rejects.toThrow('could not be made');
  expect((await line.make(order)).subarray(0, 5).toString()).toBe('%PDF-');
}, 60_000);
