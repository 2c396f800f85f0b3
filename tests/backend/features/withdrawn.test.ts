import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { demoText } from '../../../clinic-server/demo/seedDocuments.ts';
import { documentResource } from '../../../clinic-server/documents/published.ts';
import { consentResource } from '../../../clinic-server/documents/writeConsent.ts';
import { readClinicDocument } from '../../../shared/lib/clinicDocument.ts';
import { addDays, dayOf, moscowDay, startOf } from '../../../shared/lib/moscow.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { monday } from '../../support/features.ts';
import { anna, at, booking, cancelling, kioskWithDoctor } from './kioskWithDoctor.ts';

/** As it comes over the wire. */
const plain = (resource: object): Resource => JSON.parse(JSON.stringify(resource)) as Resource;

/** Anna at a kiosk that knows the consent she has given. */
function kioskWithConsent() {
  const { kiosk, time, visit } = kioskWithDoctor();
  const russian = demoText('consent-2026-01.ru');
  const document = plain(documentResource({ kind: 'consent', version: '2026-01', effective: moscowDay('2026-01-12'), russian, english: null }, randomUUID(), monday, null));
  const acceptance = { id: randomUUID(), kind: 'consent' as const, version: '2026-01', sha256: 'a'.repeat(64), acceptedAt: startOf(addDays(dayOf(monday), -30)), signIn: null };
  const given = plain(consentResource({ acceptance, document: { id: document.id }, purposes: readClinicDocument(russian).purposes, patientId: anna.id, copyId: null }, randomUUID()));
  kiosk.put(document);
  kiosk.signIn(anna);
  kiosk.put(given);
  return { kiosk, time, visit, given, withdraw: (purposes: string[] | null) => kiosk.call('documents.withdraw', { commandId: randomUUID(), purposes }) };
}

test('D3 after a whole withdrawal, sent or still on its way, the kiosk books and moves nothing and still cancels', async () => {
  const { kiosk, time, visit, given, withdraw } = kioskWithConsent();
  const mine = visit(at(600));
  await withdraw(['reminders']);
  await kiosk.call('appointments.book', booking(time(at(700))));
  await withdraw(null);
  for (const server of ['has not heard', 'has heard'] as const) {
    if (server === 'has heard') kiosk.put({ ...given, status: 'inactive' } as Resource);
    expect([server, await kiosk.refusal('appointments.book', booking(time(at(760))))]).toEqual([server, 'consent_withdrawn']);
    expect([server, await kiosk.refusal('appointments.move', { ...booking(time(at(800))), appointmentId: mine })]).toEqual([server, 'consent_withdrawn']);
  }
  await kiosk.call('appointments.cancel', cancelling(mine));
  expect((await kiosk.call('documents.pending', {})).pending.map(({ kind }) => kind)).toEqual(['consent']);
});

test('D3 a booking that was on its way when the consent ended elsewhere says so by name', async () => {
  const { kiosk, time } = kioskWithConsent();
  const input = booking(time(at(640)));
  await kiosk.call('appointments.book', input);
  kiosk.settle(input.commandId, 'refused', 'consent_withdrawn');
  const { upcoming } = await kiosk.call('appointments.mine', {});
  expect(upcoming).toMatchObject([{ id: input.appointmentId, status: 'refused', refusal: 'consent_withdrawn', pending: null }]);
});
