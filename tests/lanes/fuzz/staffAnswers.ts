import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { systems } from '../../../shared/fhir/names.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { refuse, type Answer, type Said } from '../../support/scriptedServer.ts';
import type { Chance } from '../chance.ts';

/** The one member of staff of this clinic; no generator knows the password. */
export const staffAccount = { login: 'irina', password: 'the right password of the staff' } as const;

const Credentials = z.object({ login: z.string(), password: z.string() });
type Refusals = readonly (readonly [number, string])[];

/** The server's words to a desk: mostly what the wire allows, sometimes the refusals it names. */
export function createStaffAnswers(chance: Chance, patientId: Id): (said: Said) => Answer | null {
  const me = { id: randomUUID(), name: 'Ирина Регистратор', role: 'administrator' } as const;
  const found = { patientId, name: 'Кузнецова А. П.', birthDay: '03-08', phoneEnd: '34' };
  const perhaps = (answer: Answer, refusals: Refusals): Answer => {
    const [status, code] = chance.one(refusals);
    return chance.is(0.7) ? answer : refuse(status, code);
  };
  const gone: Refusals = [[404, 'not_found'], [410, 'deleted'], [429, 'slow_down'], [403, 'forbidden']];
  const nothing: Answer = { status: 204 };
  const openCase = (kind: string, detail: object) => ({ id: randomUUID(), kind, patient: patientId, otherPatient: null, detail, openedAt: 1_760_000_000_000 });
  const cases = [
    openCase('lock', { why: 'registrar', reason: 'Анна просит закрыть вход' }),
    openCase('esia_candidate', { reason: 'one_by_name', person: { name: found.name, birthDay: found.birthDay, phoneEnd: null } }),
  ];
  const standing = { ...found, representationId: randomUUID(), relationship: 'parent', document: 'birth_certificate', until: '2030-01-01', grantedAt: 1_760_000_000_000 };
  const { phoneEnd: _kept, ...representation } = standing;
  const conflictPart = (code: string) => ({ coding: [{ system: systems.conflictPart, code }] });
  const side = { what: 'book', doctor: { ru: 'Врачева В.', en: null }, startsAt: 1_763_900_000_000, status: null, device: 'К01', madeAt: 1_763_800_000_000, refusal: 'slot_taken' };
  const sides = ['ours', 'theirs'].map((code) => ({ type: conflictPart(code), valueString: JSON.stringify(side) }));
  const conflict = {
    ...{ resourceType: 'Task', id: randomUUID(), status: 'requested', intent: 'order', authoredOn: '2026-11-23T10:00:00.000+03:00' },
    ...{ reasonCode: { coding: [{ system: systems.conflictKind, code: 'slot_taken' }] }, for: { reference: `Patient/${patientId}`, display: found.name }, requester: { display: 'К01' } },
  };
  const week = { week: '2026-11-16', threshold: 5, shown: Array.from({ length: 7 }, () => true), rows: [], connectors: [] };
  const signIn = (body: unknown): Answer => {
    const typed = Credentials.parse(body);
    const isRight = typed.login === staffAccount.login && typed.password === staffAccount.password;
    return isRight ? { status: 200, body: { signInId: randomUUID(), token: 'staff-token', expiresInSeconds: 1_800, staff: me } } : refuse(401, 'wrong_login');
  };
  const answers: readonly (readonly [RegExp, (said: Said) => Answer])[] = [
    [/^POST \/identity\/staff\/sign-in$/, ({ body }) => signIn(body)],
    [/^POST \/identity\/staff\/sign-out$/, () => nothing],
    [/^GET \/identity\/staff\/me$/, () => ({ status: 200, body: me })],
    [/^POST \/identity\/patients\/find$/, () => perhaps({ status: 200, body: { patient: chance.is(0.8) ? found : null, several: false } }, [[400, 'invalid_request'], [429, 'slow_down']])],
    [/^POST \/identity\/one-visit-code$/, () => perhaps({ status: 200, body: { code: '73918402', expiresInSeconds: 900 } }, gone)],
    [/^POST \/identity\/locks$/, () => perhaps({ status: 201, body: { caseId: randomUUID(), accounts: 1, signInsEndedOn: 0 } }, [...gone, [409, 'no_account']])],
    [/^GET \/identity\/cases\?/, () => perhaps({ status: 200, body: { cases, next: null } }, [[429, 'slow_down'], [403, 'forbidden']])],
    [/^POST \/identity\/cases\/[^/]+\/decide$/, () => perhaps(nothing, [...gone, [409, 'case_decided']])],
    [/^POST \/identity\/esia\/cases\/[^/]+\/link$/, () => perhaps(nothing, [...gone, [409, 'case_decided'], [409, 'esia_linked'], [403, 'locked']])],
    [/^POST \/identity\/acceptances\/paper$/, () => perhaps({ status: 201, body: { acceptanceId: randomUUID(), consent: {} } }, [...gone, [409, 'document_mismatch'], [409, 'document_not_in_force']])],
    [/^POST \/identity\/staff\/password$/, () => perhaps(nothing, [[401, 'wrong_login'], [422, 'password_short'], [422, 'password_long'], [429, 'slow_down']])],
    [/^GET \/identity\/staff\/accounts$/, () => perhaps({ status: 200, body: { staff: [{ ...me, login: staffAccount.login, disabled: false }] } }, [[403, 'forbidden']])],
    [/^POST \/identity\/staff\/accounts$/, () => perhaps({ status: 201, body: { id: randomUUID() } }, [[409, 'login_taken'], [400, 'invalid_request'], [422, 'password_short']])],
    [/^POST \/identity\/staff\/accounts\/[^/]+\/disabled$/, () => perhaps(nothing, [[409, 'last_administrator'], [404, 'not_found']])],
    [/^POST \/identity\/representatives$/, () => perhaps({ status: 201, body: { representationId: randomUUID(), until: '2030-01-01' } }, [...gone, [409, 'not_a_child'], [409, 'already_representative'], [422, 'until_wrong']])],
    [/^POST \/identity\/representatives\/list$/, () => perhaps({ status: 200, body: { representatives: [representation], represents: [] } }, gone)],
    [/^POST \/identity\/representatives\/[^/]+\/revoke$/, () => perhaps(nothing, gone)],
    [/^POST \/identity\/staff\/accounts\/[^/]+\/password$/, () => perhaps({ status: 200, body: { password: 'река-поле-окно-73', until: 1_763_900_000_000 } }, [[409, 'own_password'], [404, 'not_found'], [403, 'forbidden']])],
    [/^GET \/fhir\/Task\/\$conflicts\?/, () => perhaps({ status: 200, body: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: conflict }] } }, [[403, 'forbidden'], [429, 'slow_down']])],
    [/^GET \/fhir\/Task\/[^/]+\/\$conflict$/, () => perhaps({ status: 200, body: { ...conflict, input: [...sides, { type: conflictPart('decision'), valueCode: 'called' }] } }, gone)],
    [/^POST \/fhir\/Task\/[^/]+\/\$decide$/, () => perhaps(nothing, [...gone, [409, 'case_decided'], [422, 'note_required'], [409, 'slot_taken']])],
    [/^POST \/fhir\/Task\/[^/]+\/\$undo$/, () => perhaps(nothing, [...gone, [409, 'decision_stands'], [409, 'not_decided']])],
    [/^GET \/notices$/, () => perhaps({ status: 200, body: { notices: [] } }, [[403, 'forbidden'], [429, 'slow_down']])],
    [/^GET \/counters/, () => perhaps({ status: 200, body: week }, [[422, 'not_a_week'], [403, 'forbidden']])],
  ];
  return (said) => answers.find(([asked]) => asked.test(`${said.method} ${said.path}`))?.[1](said) ?? null;
}
