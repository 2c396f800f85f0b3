import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import { documentResource } from '../../../../clinic-server/documents/published.ts';
import { demoText } from '../../../../clinic-server/demo/seedDocuments.ts';
import { dayOf, instant, moscowDay } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { client, entries, type Ask } from '../../../support/fhirClient.ts';
import { publishToDemo } from '../../../support/publishToDemo.ts';
import { refuse, startScriptedServer } from '../../../support/scriptedServer.ts';

let clinic: DemoClinic;
let kiosk: TestBackend;
let ask: Ask;
const today = dayOf(instant(Date.now()));

beforeAll(async () => {
  clinic = await startDemo();
  ask = client(clinic.server, clinic.systemToken);
  kiosk = await startBackend({ server: clinic.server, code: await clinic.enrolCode('kiosk') });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 100_000);
}, 240_000);
afterAll(async () => {
  await kiosk.stop(true);
  rmSync(kiosk.userDataPath, { recursive: true, force: true });
  await clinic.stop();
});

test('R2 what was signed while the line was cut reaches the clinic with the hash of the text that was on the screen', async () => {
  await publishToDemo(clinic, 'terms', '2026-11', today, 'terms-next');
  const [account] = clinic.accounts;
  await eventually(() => kiosk.call('documents.current', {}), ({ inForce }) => inForce.some(({ version }) => version === '2026-11'), 30_000);
  const { me } = await kiosk.call('identity.signIn', { login: account?.login ?? '', password: account?.password ?? '' });
  const [pending] = (await kiosk.call('documents.pending', {})).pending;
  expect(pending).toMatchObject({ kind: 'terms', version: '2026-11' });
  const { document } = await kiosk.call('documents.one', { documentId: pending?.documentId ?? '', language: 'ru' });

  await clinic.kill();
  const sha256 = document?.sha256 ?? '';
  expect(sha256).toBe(createHash('sha256').update(demoText('terms-next.ru'), 'utf8').digest('hex'));
  const commandId = randomUUID();
  await kiosk.call('documents.accept', { commandId, documentId: pending?.documentId ?? '', kind: 'terms', version: '2026-11', sha256, how: 'typed', signature: null, typedName: 'Кузнецова Анна Петровна' });
  expect((await kiosk.call('documents.pending', {})).pending).toEqual([]);
  expect((await kiosk.call('documents.mine', {})).consents[0]).toMatchObject({ kind: 'terms', version: '2026-11', state: 'sending' });

  await clinic.startAgain();
  await eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied', 60_000);
  expect((await kiosk.call('documents.mine', {})).consents[0]).toMatchObject({ kind: 'terms', version: '2026-11', state: 'given' });
  const told = entries(await ask('GET', `/fhir/Consent?patient=Patient/${me.patient?.id}&status=active&_count=50`)).map(({ resource }) => validated(resource) as Consent);
  const signed = told.find(({ identifier }) => identifier?.[0]?.value === '2026-11');
  expect(signed?.extension?.map(({ valueString }) => valueString)).toContain(sha256);
  const copy = (await ask('GET', `/fhir/${signed?.sourceReference?.reference}`)).body as DocumentReference;
  expect(copy.subject?.reference).toBe(`Patient/${me.patient?.id}`);
  expect(kiosk.bugs).toEqual([]);
}, 240_000);

test('R4 the kiosk tells with the sign-in which version of the terms its page named', async () => {
  const server = await startScriptedServer();
  const publication = { kind: 'terms', version: '2026-01', effective: moscowDay('2026-01-12'), russian: demoText('terms-2026-01.ru'), english: null } as const;
  const id = randomUUID();
  server.state.shared.push({ type: 'DocumentReference', id, version: 1, content: { ...documentResource(publication, id, instant(Date.now()), null) } });
  server.state.write = () => refuse(401, 'wrong_login');
  const asked = await startBackend({ server: server.url, code: 'ABCD-EFGH-JKLM' });
  await eventually(() => asked.call('device.state', {}), ({ state }) => state === 'ready', 20_000);
  await asked.refusal('identity.signIn', { login: 'anna@example.org', password: 'тихий омут' });
  expect(server.heard.filter(({ path }) => path === '/identity/sign-in').map(({ body }) => body)).toEqual([{ login: 'anna@example.org', password: 'тихий омут', terms: '2026-01' }]);
  await asked.stop();
  await server.stop();
});
