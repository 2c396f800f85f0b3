import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { saveVersion } from '../../../backend/sync/feedStore.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { report } from '../../support/resultResources.ts';

const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female' };
const boris = patient('Лебедев', 'Борис');
const then = instant(monday - 86_400_000);
const all = { kind: null, months: null, offset: 0, limit: 50 } as const;
const seen = (version: string) => ({ meta: { versionId: version, tag: [{ system: systems.seen, code: 'seen' }] } });

function kioskWithReport() {
  const kiosk = featuresOffline();
  const of = report(anna.id, then, []);
  kiosk.signIn(anna);
  kiosk.put(of);
  return {
    kiosk,
    of,
    open: async () => {
      const commandId = randomUUID();
      await kiosk.call('results.seen', { commandId, reportId: of.id });
      return commandId;
    },
    isNew: async () => {
      const { fresh, lines } = await kiosk.call('results.list', all);
      const { report: one } = await kiosk.call('results.one', { reportId: of.id });
      expect([lines[0]?.isNew, one?.isNew]).toEqual([fresh === 1, fresh === 1]);
      return fresh === 1;
    },
  };
}

test('L1 an opened report is new no more from the touch on, also set aside; a refusal by the server leaves the server’s word', async () => {
  const { kiosk, open, isNew } = kioskWithReport();
  expect(await isNew()).toBe(true);
  const commandId = await open();
  expect(await isNew()).toBe(false);
  kiosk.settle(commandId, 'aside');
  expect(await isNew()).toBe(false);
  kiosk.settle(commandId, 'refused', 'not_found');
  expect(await isNew()).toBe(true);
});

test('L1 what one has opened is not opened for the next, and is opened again for whoever comes back', async () => {
  const { kiosk, of, open, isNew } = kioskWithReport();
  await open();
  await kiosk.leave();
  kiosk.signIn(boris);
  kiosk.put({ ...of, subject: { reference: `Patient/${boris.id}` } });
  expect(await isNew()).toBe(true);
  await kiosk.leave();
  kiosk.signIn(anna);
  kiosk.put(of);
  expect(await isNew()).toBe(false);
});

test('L1 the server is told by a tag, under the sign-in it was opened in, and its answer is the report; an older or a foreign one changes nothing', async () => {
  const { kiosk, of, open, isNew } = kioskWithReport();
  const commandId = await open();
  const { rule, input, request } = kiosk.requestOf(commandId);
  expect(request).toMatchObject({
    ...{ method: 'POST', path: `/fhir/DiagnosticReport/${of.id}/$meta-add`, as: 'device', idempotencyKey: commandId },
    body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [{ system: systems.seen, code: 'seen' }] } }] },
  });
  expect(request.signInId).toMatch(/^[0-9a-f-]{36}$/);
  expect([rule.touches(input), rule.locks?.(input)]).toEqual([[`DiagnosticReport/${of.id}`], []]);

  const title = async () => (await kiosk.call('results.one', { reportId: of.id })).report?.title.ru;
  const answer = (body: unknown) => kiosk.db.write((tx) => rule.applied(tx, input, body));
  kiosk.settle(commandId, 'applied');
  answer(null);
  answer({ ...of, ...seen('2'), subject: { reference: `Patient/${boris.id}` } });
  answer({ ...of, ...seen('2'), status: 'cancelled' });
  expect(await isNew()).toBe(true);
  answer({ ...of, ...seen('2') });
  expect(await isNew()).toBe(false);
  // The clinic amended it while the answer was on its way.
  kiosk.put({ ...of, ...seen('3'), code: { text: 'Уточнено' } });
  kiosk.db.write((tx) => saveVersion(tx, 'personal', { type: 'DiagnosticReport', id: of.id, version: 3, deleted: false }));
  answer({ ...of, ...seen('2') });
  expect(await title()).toBe('Уточнено');
});
