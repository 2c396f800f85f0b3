import * as z from 'zod';
import { EsiaClaim, FoundPatient, StaffAccount, StaffCase } from '../../../shared/features/staff.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { Instant } from '../../../shared/lib/moscow.ts';
import { askCentre } from '../../server/askCentre.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

const Found = z.object({ patient: FoundPatient.nullable(), several: z.boolean() });
const Code = z.object({ code: z.string(), expiresInSeconds: z.int() });
const Cases = z.object({
  cases: z.array(
    StaffCase.omit({ claim: true })
      .extend({ detail: z.unknown() })
      // What the detail is of another kind of case is nobody's business here.
      .transform(({ detail, ...one }) => ({ ...one, claim: one.kind === 'esia_candidate' || one.kind === 'esia_conflict' ? EsiaClaim.parse(detail) : null })),
  ),
});
const Accounts = z.object({ staff: z.array(StaffAccount) });
const Made = z.object({ id: Id });
const OneTime = z.object({ password: z.string(), until: Instant });

export type StaffNeeds = Pick<BackendParts, 'desk'>;

export function createStaffHandlers({ desk }: StaffNeeds): HandlersOf<'staff'> {
  return {
    'staff.me': () => {
      const member = desk.member();
      if (member === null) return { member: null, ended: desk.ended() };
      const { staffId: id, name, login, role, mode, limited, mustChange } = member;
      const closesInSeconds = desk.closesIn();
      return { member: { id, name, login, role, mode, ...(limited ? { limited } : {}), ...(mustChange ? { mustChange } : {}), ...(closesInSeconds === null ? {} : { closesInSeconds }) }, ended: null };
    },
    'staff.signIn': async ({ login, password }) => {
      if (login.trim() === '') return new Refusal('login_empty');
      if (password === '') return new Refusal('password_empty');
      const answer = await desk.signIn({ login, password });
      return answer.state === 'refused' ? new Refusal(answer.code) : answer;
    },
    'staff.signOut': async () => {
      await desk.signOut();
      return {};
    },
    'staff.touched': () => {
      desk.touched();
      return Promise.resolve({});
    },
    'staff.findPatient': async (by) => {
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/patients/find', body: by }, { invalid_request: 'check_input' });
      return answer instanceof Refusal ? answer : Found.parse(answer.body);
    },
    'staff.mintCode': async ({ patientId }) => {
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/one-visit-code', body: { patientId } }, { not_found: 'not_found', deleted: 'not_found' });
      return answer instanceof Refusal ? answer : { patientId, ...Code.parse(answer.body) };
    },
    'staff.lock': async ({ patientId, reason }) => {
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/locks', body: { patientId, reason } }, { no_account: 'no_account', not_found: 'not_found', deleted: 'not_found' });
      return answer instanceof Refusal ? answer : { patientId };
    },
    'staff.cases': async () => {
      const answer = await askCentre<never>(desk, { method: 'GET', path: '/identity/cases?_count=50' }, {});
      return answer instanceof Refusal ? answer : Cases.parse(answer.body);
    },
    'staff.decide': async ({ caseId, decision, note }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/identity/cases/${caseId}/decide`, body: { decision, note } }, { case_decided: 'case_decided', not_found: 'not_found' });
      return answer instanceof Refusal ? answer : {};
    },
    'staff.linkEsia': async ({ caseId, patientId }) => {
      const refusals = { case_decided: 'case_decided', esia_linked: 'esia_linked', locked: 'account_locked', not_found: 'not_found', deleted: 'not_found' } as const;
      const answer = await askCentre(desk, { method: 'POST', path: `/identity/esia/cases/${caseId}/link`, body: { patientId } }, refusals);
      return answer instanceof Refusal ? answer : { patientId };
    },
    'staff.recordPaper': async ({ acceptanceId, patientId, kind, version, sha256 }) => {
      const refusals = { document_mismatch: 'document_mismatch', document_not_in_force: 'document_not_in_force', not_found: 'not_found', deleted: 'not_found' } as const;
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/acceptances/paper', idempotencyKey: acceptanceId, body: { patientId, kind, version, sha256 } }, refusals);
      return answer instanceof Refusal ? answer : { patientId };
    },
    'staff.changePassword': async ({ password, next }) => {
      const login = desk.member()?.login ?? '';
      const refusals = { wrong_login: 'wrong_password', password_short: 'password_short', password_long: 'password_long', password_same: 'password_same' } as const;
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/staff/password', body: { login, password, next } }, refusals);
      if (answer instanceof Refusal) {
        if (answer.code === 'offline') desk.passwordUnsure();
        return answer;
      }
      await desk.passwordChanged();
      return {};
    },
    'staff.accounts': async () => {
      const answer = await askCentre<never>(desk, { method: 'GET', path: '/identity/staff/accounts' }, {});
      return answer instanceof Refusal ? answer : { accounts: Accounts.parse(answer.body).staff };
    },
    'staff.addAccount': async (account) => {
      const refusals = { invalid_request: 'check_input', login_taken: 'login_taken', password_short: 'password_short', password_long: 'password_long' } as const;
      const answer = await askCentre(desk, { method: 'POST', path: '/identity/staff/accounts', body: account }, refusals);
      return answer instanceof Refusal ? answer : Made.parse(answer.body);
    },
    'staff.resetPassword': async ({ staffId }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/identity/staff/accounts/${staffId}/password`, body: {} }, { own_password: 'own_password', not_found: 'not_found' });
      return answer instanceof Refusal ? answer : OneTime.parse(answer.body);
    },
    'staff.switchAccount': async ({ staffId, disabled }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/identity/staff/accounts/${staffId}/disabled`, body: { disabled } }, { last_administrator: 'last_administrator', not_found: 'not_found' });
      return answer instanceof Refusal ? answer : {};
    },
  };
}
