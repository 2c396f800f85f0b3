import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createRegistrationHandlers } from '../../../backend/features/registration/handlers.ts';
import { Refusal, type CallContext } from '../../../backend/server/handler.ts';
import { createSession } from '../../../backend/server/session.ts';
import { createSignIns } from '../../../backend/server/signIns.ts';
import type { ClinicAnswer, ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import { instant } from '../../../shared/lib/moscow.ts';

const visitor: CallContext = { actor: { role: 'visitor', patientId: null, signInId: null }, now: instant(0), printJob: null };
const registrationId = randomUUID();
const refused = (code: string): ClinicAnswer => ({ status: 403, body: {}, refusal: code, retryAfterMs: null });
const answered = (body: unknown): ClinicAnswer => ({ status: 200, body, refusal: null, retryAfterMs: null });
const entered = () => answered({ signInId: randomUUID(), token: 'token', patientId: randomUUID() });

/** The handlers as a kiosk has them, before a server that answers every address as told. */
function kiosk(answerTo: (path: string) => ClinicAnswer, terms: string | null = '2026-01') {
  const sent: ClinicRequest[] = [];
  const clinic = {
    send(request: ClinicRequest) {
      sent.push(request);
      return Promise.resolve(answerTo(request.path));
    },
  };
  const signIns = createSignIns({ clinic, session: createSession(() => undefined), sync: { loadPatient: () => Promise.resolve() }, publish: () => undefined });
  const handlers = createRegistrationHandlers({ clinic, signIns, onLeave: () => undefined, termsInForce: () => terms });
  return { handlers, bodyOf: (path: string) => sent.find((request) => request.path === path)?.body };
}

it('R4 a code of a letter and a code of a registrar tell which terms their page named', async () => {
  const byLetter = kiosk((path) => (path.endsWith('/code') ? answered({ grant: 'right', expiresInSeconds: 900 }) : entered()));
  await byLetter.handlers['registration.enterCode']({ registrationId, code: '123456' }, visitor);
  await byLetter.handlers['registration.setPassword']({ registrationId, password: 'тихий омут' }, visitor);
  expect(byLetter.bodyOf('/identity/registration/password')).toEqual({ grant: 'right', password: 'тихий омут', terms: '2026-01' });
  const byRegistrar = kiosk(entered);
  await byRegistrar.handlers['registration.signInByCode']({ code: '1234 5678' }, visitor);
  expect(byRegistrar.bodyOf('/identity/code-sign-in')).toEqual({ code: '12345678', terms: '2026-01' });
  const withoutAny = kiosk(entered, null);
  await withoutAny.handlers['registration.signInByCode']({ code: '12345678' }, visitor);
  expect(withoutAny.bodyOf('/identity/code-sign-in')).toEqual({ code: '12345678' });
});

it('R5 where the clinic lets people in by Gosuslugi only, every step towards a password is told so by name', async () => {
  const { handlers } = kiosk(() => refused('esia_required'));
  const codeOf = (answer: unknown) => (answer instanceof Refusal ? answer.code : 'done');
  const person = { email: 'anna@example.org', family: 'Лесная', given: 'Анна', patronymic: null, birthDate: '1980-12-31', phone: '+79001234567', snils: null, acceptances: [] };
  expect([
    codeOf(await handlers['registration.send'](person, visitor)),
    codeOf(await handlers['registration.recover']({ email: person.email }, visitor)),
    codeOf(await handlers['registration.resend']({ registrationId }, visitor)),
    codeOf(await handlers['registration.enterCode']({ registrationId, code: '123456' }, visitor)),
    codeOf(await handlers['registration.toPhone']({ step: 'form', acceptances: [] }, visitor)),
  ]).toEqual(Array.from({ length: 5 }, () => 'esia_required'));
  // The right to set a password was given a moment before the clinic decided.
  const late = kiosk((path) => (path.endsWith('/code') ? answered({ grant: 'right', expiresInSeconds: 900 }) : refused('esia_required')));
  await late.handlers['registration.enterCode']({ registrationId, code: '123456' }, visitor);
  expect(codeOf(await late.handlers['registration.setPassword']({ registrationId, password: 'тихий омут' }, visitor))).toBe('esia_required');
});
