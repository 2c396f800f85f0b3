import * as z from 'zod';
import { FoundPatient, StaffCase } from '../../../shared/features/staff.ts';
import { askCentre } from '../../server/askCentre.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

const Found = z.object({ patient: FoundPatient.nullable(), several: z.boolean() });
const Code = z.object({ code: z.string(), expiresInSeconds: z.int() });
const Cases = z.object({ cases: z.array(StaffCase) });

export type StaffNeeds = Pick<BackendParts, 'desk'>;

export function createStaffHandlers({ desk }: StaffNeeds): HandlersOf<'staff'> {
  return {
    'staff.me': () => {
      const member = desk.member();
      if (member === null) return { member: null, ended: desk.ended() };
      const { staffId: id, name, login, role, mode, limited } = member;
      return { member: { id, name, login, role, mode, ...(limited ? { limited } : {}) }, ended: null };
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
  };
}
