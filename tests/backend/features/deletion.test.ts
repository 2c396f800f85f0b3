import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { lockedRows } from '../../../backend/sync/feedRows.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { receiptWords } from '../../../renderer/print/receiptWords.ts';
import { deletion, type Deletable, type ReceiptPaper } from '../../../shared/features/deletion.ts';
import { readSeal } from '../../../shared/lib/seal.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { observation, report } from '../../support/resultResources.ts';
import { anna, boris } from './kioskWithDoctor.ts';

function kioskWithResults() {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  const at = instant(monday - 86_400_000);
  const values = [observation(anna.id, at), observation(anna.id, at)];
  const reports = values.map((value) => report(anna.id, at, [value]));
  kiosk.put(...values, ...reports);
  const erase = (of: Deletable, receiptId: string = randomUUID()) => kiosk.call('deletion.erase', { commandId: randomUUID(), receiptId, of });
  const left = async () => (await kiosk.call('results.list', { kind: null, months: null, offset: 0, limit: 50 })).lines.map(({ reportId }) => reportId);
  return { kiosk, reports, erase, left };
}

const item = (itemId: string): Deletable => ({ scope: 'item', kind: 'results', itemId });

test('D1 what is deleted leaves this device with the commit, and until the centre has answered a pull leaves it alone', async () => {
  const { kiosk, reports, erase, left } = kioskWithResults();
  const [gone, stays] = reports;
  const { rows } = await erase(item(gone?.id ?? ''));
  expect([await left(), rows]).toEqual([[stays?.id], [`DiagnosticReport/${gone?.id}`]]);
  expect((await kiosk.call('results.trend', { code: '3016-3' })).points).toHaveLength(1);
  const locked = () => [...lockedRows(kiosk.db.read, indexRules(syncRules))];
  expect(locked()).toEqual(rows);
  kiosk.db.write((tx) => tx.run(`UPDATE outbox SET state = 'applied'`));
  expect(locked()).toEqual([]);
});

test('D1 the centre is told which receipt, which number, what, and when by this device, under the sign-in it was made in', async () => {
  const { kiosk, reports } = kioskWithResults();
  const commandId = randomUUID();
  const receiptId = randomUUID();
  await kiosk.call('deletion.erase', { commandId, receiptId, of: item(reports[0]?.id ?? '') });
  const { request } = kiosk.requestOf(commandId);
  expect(request).toEqual({
    ...{ method: 'POST', path: '/fhir/$erase', as: 'device', idempotencyKey: commandId, signInId: expect.any(String) },
    body: {
      resourceType: 'Parameters',
      parameter: [
        { name: 'receiptId', valueUuid: `urn:uuid:${receiptId}` },
        { name: 'number', valueString: 'К03-0001' },
        { name: 'madeAt', valueInstant: '2026-11-23T09:00:00+03:00' },
        { name: 'what', valueCode: 'results' },
        { name: 'item', valueUuid: `urn:uuid:${reports[0]?.id}` },
      ],
    },
  });
});

test('D1 a receipt is drawn by the one window it was asked for: how much, never what, initials only, and the device’s seal', async () => {
  const { kiosk, reports, erase } = kioskWithResults();
  const { receiptId } = await erase({ scope: 'all' });
  const drawn: (ReceiptPaper | null)[] = [];
  const job = async (printJob: string): Promise<ReceiptPaper | null> => {
    const reply = await kiosk.raw('deletion.job', {}, printJob);
    return reply.ok ? deletion['deletion.job'].output.parse(reply.value) : null;
  };
  kiosk.onPrint(async ({ printJob }) => {
    drawn.push(await job(randomUUID()), await job(printJob));
    return 'printed';
  });
  await kiosk.call('deletion.print', { receiptId, language: 'ru' });
  const [nothing, paper] = drawn;
  expect([nothing, await job(kiosk.jobs[0]?.printJob ?? '')]).toEqual([null, null]);
  if (paper == null) throw new Error('nothing was drawn');
  expect(paper).toMatchObject({ patientShort: 'Кузнецова\u00a0А.\u00a0П.', deviceCode: 'К03', receipt: { number: 'К03-0001', counts: { results: 2 }, state: 'sending' } });
  expect(readSeal(paper.qr)?.seal).toMatchObject({ kind: 'receipt', id: receiptId, number: 'К03-0001', state: 'sending', time: monday });
  const words = JSON.stringify(receiptWords(paper)).replaceAll('\u00a0', ' ');
  for (const word of ['К03-0001', '2 результата', 'УДАЛЕНО НА ЭТОМ КИОСКЕ', 'письменное заявление', 'без связи']) expect(words).toContain(word);
  for (const word of ['Анна', 'щитовидной', reports[0]?.id ?? '']) expect(words).not.toContain(word);
  // The name alone stays as it is written.
  expect(JSON.stringify(receiptWords({ ...paper, language: 'en' })).replace('Кузнецова', '')).not.toMatch(/[а-яё]{3}/i);
});

test('D1 K2 another patient prints no receipt of this one and sees none', async () => {
  const { kiosk, erase } = kioskWithResults();
  const { receiptId } = await erase({ scope: 'all' });
  await kiosk.leave();
  kiosk.signIn(boris);
  expect(await kiosk.refusal('deletion.print', { receiptId, language: 'ru' })).toBe('not_found');
  expect(await kiosk.call('deletion.receipts', {})).toEqual({ patientId: boris.id, complete: false, receipts: [] });
  expect(await kiosk.call('deletion.plan', { of: { scope: 'all' } })).toMatchObject({ patientId: boris.id, goes: { results: 0 } });
  expect(await kiosk.refusal('deletion.erase', { commandId: randomUUID(), receiptId: randomUUID(), of: { scope: 'all' } })).toBe('not_found');
});
