import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { demoText } from '../../../clinic-server/demo/seedDocuments.ts';
import { documentResource } from '../../../clinic-server/documents/published.ts';
import { consentResource } from '../../../clinic-server/documents/writeConsent.ts';
import { readClinicDocument, type DocumentKind } from '../../../shared/lib/clinicDocument.ts';
import { addDays, dayOf, instant, startOf } from '../../../shared/lib/moscow.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';

const today = dayOf(monday);
const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** As it comes over the wire. */
const plain = (resource: object): Resource => JSON.parse(JSON.stringify(resource)) as Resource;

function published(kind: DocumentKind, version: string, effective: string, text: string): Resource {
  const publication = { kind, version, effective: addDays(today, 0), russian: demoText(`${text}.ru`), english: demoText(`${text}.en`) };
  return plain(documentResource({ ...publication, effective: effective as typeof today }, randomUUID(), monday, null));
}

const person = (): Resource => ({ resourceType: 'Patient', id: randomUUID(), name: [{ family: 'Лесная', given: ['Анна'] }], birthDate: '1951-04-03' });

function consentOf(patient: Resource, kind: DocumentKind, version: string, daysAgo = 30): Resource {
  const acceptance = { id: randomUUID(), kind, version, sha256: 'a'.repeat(64), acceptedAt: startOf(addDays(today, -daysAgo)), signIn: null };
  const { purposes } = readClinicDocument(demoText('consent-2026-01.ru'));
  return plain(consentResource({ acceptance, document: { id: randomUUID() }, purposes: kind === 'consent' ? purposes : [], patientId: patient.id, copyId: null }, randomUUID()));
}

function kiosk() {
  const device = featuresOffline();
  const terms = published('terms', '2026-01', '2026-01-12', 'terms-2026-01');
  const consent = published('consent', '2026-01', '2026-01-12', 'consent-2026-01');
  device.put(terms, consent);
  const accept = (document: Resource, kind: DocumentKind, version: string, more: object = {}) => ({
    ...{ commandId: randomUUID(), documentId: document.id, kind, version, sha256: sha256(demoText(`${kind}-2026-01.ru`)), how: 'typed' as const, signature: null, typedName: 'Лесная Анна' },
    ...more,
  });
  const kinds = async () => (await device.call('documents.pending', {})).pending.map(({ kind, version }) => `${kind} ${version}`);
  return { device, terms, consent, accept, kinds };
}

test('R2 a version counts from its day in Moscow and not a minute before; until then it is announced', async () => {
  const { device } = kiosk();
  device.put(published('terms', '2026-12', addDays(today, 9), 'terms-next'));
  const versions = async () => {
    const { inForce, coming } = await device.call('documents.current', {});
    return [inForce.map(({ version }) => version), coming.map(({ version }) => version)];
  };
  expect(await versions()).toEqual([['2026-01', '2026-01'], ['2026-12']]);
  device.clock.now = instant(startOf(addDays(today, 9)) - 1);
  expect(await versions()).toEqual([['2026-01', '2026-01'], ['2026-12']]);
  device.clock.now = startOf(addDays(today, 9));
  expect(await versions()).toEqual([['2026-12', '2026-01'], []]);
});

test('R2 a patient is asked for what is in force and not accepted, with what changed; accepting it without a line is enough', async () => {
  const { device, kinds, accept } = kiosk();
  const patient = person();
  device.signIn(patient);
  device.put(consentOf(patient, 'terms', '2026-01'), consentOf(patient, 'consent', '2026-01'));
  expect(await kinds()).toEqual([]);
  const next = published('terms', '2026-11', today, 'terms-next');
  device.put(next);
  const { pending } = await device.call('documents.pending', {});
  expect(pending).toMatchObject([{ documentId: next.id, kind: 'terms', version: '2026-11' }]);
  const { sections } = await device.call('documents.diff', { beforeId: pending[0]?.beforeId ?? '', documentId: next.id, language: 'ru' });
  expect(sections.flatMap(({ changes }) => changes.map(({ what }) => what))).toEqual(['changed', 'changed', 'removed', 'added']);

  const input = accept(next, 'terms', '2026-11', { sha256: sha256(demoText('terms-next.ru')) });
  const { acceptanceId, acceptedAt } = await device.call('documents.accept', input);
  expect([acceptanceId, acceptedAt]).toEqual([input.commandId, device.clock.now]);
  expect(await kinds()).toEqual([]);
  // The words that were on the screen go to the server as their hash, whatever it has published by then.
  const { request } = device.requestOf(input.commandId);
  expect(request).toMatchObject({ path: '/identity/acceptances', idempotencyKey: input.commandId, body: { sha256: sha256(demoText('terms-next.ru')), version: '2026-11', acceptedAt } });
  device.settle(input.commandId, 'refused', 'signature_invalid');
  expect(await kinds()).toEqual(['terms 2026-11']);
});

test('R1 a signature under another text, another version, before its day, or without a name is refused', async () => {
  const { device, terms, consent, accept } = kiosk();
  const coming = published('terms', '2026-12', addDays(today, 1), 'terms-next');
  device.put(coming);
  expect(await device.refusal('documents.accept', accept(terms, 'terms', '2026-01', { sha256: 'b'.repeat(64) }))).toBe('document_mismatch');
  expect(await device.refusal('documents.accept', accept(terms, 'terms', '2026-02'))).toBe('document_mismatch');
  expect(await device.refusal('documents.accept', accept(consent, 'terms', '2026-01'))).toBe('document_mismatch');
  expect(await device.refusal('documents.accept', accept(coming, 'terms', '2026-12', { sha256: sha256(demoText('terms-next.ru')) }))).toBe('document_not_in_force');
  expect(await device.refusal('documents.accept', accept(terms, 'terms', '2026-01', { typedName: ' ' }))).toBe('signature_invalid');
  expect(await device.refusal('documents.accept', accept(terms, 'terms', '2026-01', { how: 'finger', typedName: null }))).toBe('signature_invalid');
});

test('R1 a visitor has both to sign, and the English text has a hash of its own', async () => {
  const { device, terms, kinds, accept } = kiosk();
  expect(await kinds()).toEqual(['terms 2026-01', 'consent 2026-01']);
  const { document } = await device.call('documents.one', { documentId: terms.id, language: 'en' });
  expect([document?.language, document?.sha256]).toEqual(['en', sha256(demoText('terms-2026-01.en'))]);
  await device.call('documents.accept', accept(terms, 'terms', '2026-01', { sha256: document?.sha256 }));
});

test('R1 a text that does not match its own hash is not taken in', () => {
  const { device } = kiosk();
  const forged = JSON.parse(JSON.stringify(published('terms', '2026-11', today, 'terms-next'))) as Resource & { content: { attachment: { data: string } }[] };
  const [first] = forged.content;
  if (first) first.attachment.data = Buffer.from(`${demoText('terms-next.ru')}И ещё одна строка.\n`).toString('base64');
  expect(() => device.put(forged)).toThrow('a text does not match its hash');
});

test('D3 withdrawn by purpose it says so, the required one goes only with the whole, and the whole makes the next sign-in ask again', async () => {
  const { device, kinds } = kiosk();
  const patient = person();
  device.signIn(patient);
  device.put(consentOf(patient, 'terms', '2026-01'), consentOf(patient, 'consent', '2026-01'));
  const withdraw = (purposes: string[] | null) => ({ commandId: randomUUID(), purposes });
  expect(await device.refusal('documents.withdraw', withdraw(['care']))).toBe('purpose_required');
  expect(await device.refusal('documents.withdraw', withdraw(['dancing']))).toBe('purpose_unknown');
  const one = withdraw(['reminders']);
  await device.call('documents.withdraw', one);
  const states = async () => {
    const { consents } = await device.call('documents.mine', {});
    return consents.map(({ kind, state, purposes }) => [kind, state, ...purposes.filter((purpose) => purpose.state !== 'given').map(({ code, state: how }) => `${code} ${how}`)]);
  };
  expect(await states()).toEqual([['terms', 'given'], ['consent', 'given', 'reminders withdrawing']]);
  expect(await kinds()).toEqual([]);
  const all = withdraw(null);
  await device.call('documents.withdraw', all);
  expect(await states()).toEqual([['terms', 'given'], ['consent', 'withdrawing', 'reminders withdrawing']]);
  expect(await kinds()).toEqual(['consent 2026-01']);
  expect(await device.refusal('documents.withdraw', withdraw(null))).toBe('not_active');
  expect(device.requestOf(all.commandId).request).toMatchObject({ path: '/identity/consents/withdraw', body: { purposes: null } });
});
