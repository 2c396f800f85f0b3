import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Id } from '../../../shared/lib/ids.ts';
import { refuse, type Answer, type Said } from '../../support/scriptedServer.ts';
import type { Chance } from '../chance.ts';

/** What only the honest patient of a session knows; no generator makes it. */
export const right = { code: '739184', password: 'the new password of a patient', query: 'code=right&state=right', name: { family: 'Тихая', given: 'Ольга', patronymic: null } } as const;

const Code = z.object({ code: z.string() });
const Password = z.object({ password: z.string() });
const Query = z.object({ query: z.string() });
const Current = z.object({ current: z.string().nullable() });

const ownAccount = (patientId: Id) => ({
  ...{ patientId, login: 'anna.kuznetsova@example.org', hasPassword: true, esiaLinked: false, phone: '+7 900 000-12-34', pendingEmail: null },
  sessions: [{ id: patientId, here: true, place: { ru: 'Центр', en: null }, method: 'password', acting: null, startedAt: 1_763_800_000_000, endsAt: 1_763_803_600_000 }],
});

/** The server's words on registration, codes, telephones and ESIA: mostly what the wire allows, sometimes the refusals it names. */
export function createIdentityAnswers(chance: Chance, patientId: Id): (said: Said) => Answer | null {
  const signedIn = (): Answer => ({ status: 200, body: { signInId: randomUUID(), token: 'patient-token', patientId } });
  const letter = (): Answer => ({ status: 202, body: { registrationId: randomUUID(), codeSeconds: 600, linkSeconds: 86_400 } });
  const perhaps = (answer: Answer, refusals: readonly (readonly [number, string])[]): Answer => {
    const [status, code] = chance.one(refusals);
    return chance.is(0.6) ? answer : refuse(status, code);
  };
  const letterRefusals = [[400, 'invalid_request'], [429, 'slow_down'], [503, 'mail_unavailable'], [409, 'documents_not_accepted'], [410, 'code_gone']] as const;
  const started = (): Answer => ({
    status: 200,
    body: { attemptId: randomUUID(), authorizeUrl: 'http://127.0.0.1:1/aas', callbackUrl: 'http://127.0.0.1:2/esia/callback', hosts: ['127.0.0.1'], seconds: 300, logoutUrl: null },
  });
  const phone = (): Answer => ({ status: 200, body: { handoffId: randomUUID(), url: 'http://127.0.0.1:2/phone/x', matchCode: '47 Б', expiresInSeconds: 600 } });
  const answers: Readonly<Record<string, (body: unknown) => Answer>> = {
    '/identity/registration': () => perhaps(letter(), letterRefusals),
    '/identity/recovery': () => perhaps(letter(), letterRefusals),
    '/identity/registration/resend': () => perhaps(letter(), letterRefusals),
    '/identity/registration/code': () => perhaps({ status: 200, body: { grant: randomUUID(), expiresInSeconds: 600 } }, [[401, 'wrong_code'], [410, 'code_gone']]),
    '/identity/registration/password': (body) => (Password.parse(body).password === right.password ? signedIn() : refuse(422, chance.one(['password_short', 'password_long', 'password_common']))),
    '/identity/code-sign-in': (body) => (Code.parse(body).code === right.code ? signedIn() : refuse(401, 'wrong_code')),
    '/identity/phone': () => perhaps(phone(), [[409, 'documents_not_accepted'], [410, 'code_gone'], [429, 'slow_down']]),
    '/identity/esia/start': () => perhaps(started(), [[503, 'esia_unavailable'], [429, 'slow_down']]),
    '/identity/esia/finish': (body) => (Query.parse(body).query === right.query ? signedIn() : refuse(403, chance.one(['esia_declined', 'esia_unconfirmed', 'esia_child']))),
    '/identity/esia/cancel': () => ({ status: 204 }),
    '/identity/represented': () => perhaps({ status: 200, body: { self: { patientId, name: right.name }, people: [] } }, [[401, 'no_token'], [503, 'try_later']]),
    '/identity/act-for': () => (chance.is(0.3) ? signedIn() : refuse(403, chance.one(['not_representative', 'locked']))),
    '/identity/account': () => ({ status: 200, body: ownAccount(patientId) }),
    '/identity/account/password': () => perhaps({ status: 204 }, [[403, 'wrong_password'], [422, 'password_common'], [409, 'no_password'], [429, 'slow_down']]),
    '/identity/account/phone': () => perhaps({ status: 204 }, [[403, 'wrong_password'], [403, 'sign_in_again'], [403, 'not_own_account']]),
    '/identity/account/email': () => perhaps({ status: 202, body: { changeId: randomUUID(), codeSeconds: 600 } }, [[422, 'email_invalid'], [409, 'same_email'], [503, 'mail_unavailable']]),
    '/identity/account/email/confirm': () => perhaps({ status: 204 }, [[401, 'wrong_code'], [410, 'code_gone']]),
    '/identity/account/sessions/end-others': () => ({ status: 200, body: { ended: chance.below(3) } }),
    // What ends the session only the honest patient can ask for.
    '/identity/account/close': (body) => (Current.parse(body).current === right.password ? { status: 204 } : refuse(403, 'wrong_password')),
    '/identity/consents/withdraw': () => refuse(409, 'not_active'),
    '/identity/acceptances': () => ({ status: 201, body: { acceptanceId: randomUUID() } }),
  };
  return ({ path, body }) => {
    if (path.startsWith('/identity/phone/')) return { status: 200, body: { state: chance.one(['waiting', 'opened', 'done', 'gone']) } };
    return answers[path]?.(body) ?? null;
  };
}
