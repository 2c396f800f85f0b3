import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { headers } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend } from '../../../support/backend.ts';
import { patient, type Resource } from '../../../support/clinicResources.ts';
import { observation, report } from '../../../support/resultResources.ts';
import { startScriptedServer } from '../../../support/scriptedServer.ts';

test('L2 X1 numbers as a server wrote them come over HTTP to the patient with every digit; what is none, or nonsense, stops nothing', async () => {
  const server = await startScriptedServer();
  const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female' };
  const then = instant(Date.now() - 86_400_000);
  const written = ['5.20', '0.1234567890123456789012345678901234567890', '1e400', '4.8'];
  const values = written.map((number) => observation(anna.id, then, { valueQuantity: { value: `@${number}@`, unit: 'мМЕ/л' } }));
  const of = report(anna.id, then, values);
  const nonsense = [{ resourceType: 'Observation', id: randomUUID() }, { ...report(anna.id, then, []), issued: 'вчера', subject: { reference: 'Patient/x' } }];
  const all: Resource[] = [of, ...nonsense, ...values, anna];
  server.state.personal.push(...all.map(({ resourceType: type, id, ...content }) => ({ type, id, version: 1, content: { ...content, meta: { versionId: '1' } } })));
  // No program keeps these numbers: they are put into the text itself.
  server.state.feed = ({ headers: said, path }) => {
    if (said[headers.device] === undefined || path.includes('_cursor')) return null;
    const entry = all.map((resource) => ({ resource: { ...resource, meta: { versionId: '1' } } }));
    const page = { resourceType: 'Bundle', type: 'history', total: all.length, link: [{ relation: 'next', url: `/fhir/_history?_cursor=one.${all.length}` }], entry };
    return { status: 200, bytes: Buffer.from(JSON.stringify(page).replaceAll(/"@|@"/g, '')) };
  };
  server.state.write = () => ({ status: 200, body: { signInId: randomUUID(), token: 'patient-token', patientId: anna.id } });
  const kiosk = await startBackend({ server: server.url, code: 'ABCD-EFGH-JKLM' });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 20_000);
  await kiosk.call('identity.signIn', { login: 'anna@example.org', password: 'тихий омут' });
  const shown = (await kiosk.call('results.one', { reportId: of.id })).report?.analytes.map(({ value }) => value);
  expect(shown).toEqual([
    { kind: 'number', number: 5.2, digits: 2, comparator: null },
    { kind: 'text', text: { ru: written[1]?.replace('.', ','), en: written[1] } },
    { kind: 'absent' },
    { kind: 'number', number: 4.8, digits: 1, comparator: null },
  ]);
  expect((await kiosk.call('results.list', { kind: null, months: null, offset: 0, limit: 50 })).lines.map(({ reportId }) => reportId)).toEqual([of.id]);
  // Kept beside its error and reported without a word of the patient's.
  expect(kiosk.bugs.map(({ where }) => where)).toEqual(['pull Observation', 'pull DiagnosticReport']);
  expect(kiosk.bugs.map(({ error }) => String(error)).join()).not.toMatch(/вчера|Кузнецова/);
  await kiosk.stop();
  await server.stop();
});
