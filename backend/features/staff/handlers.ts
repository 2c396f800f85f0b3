import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

export type StaffNeeds = Pick<BackendParts, 'desk'>;

export function createStaffHandlers({ desk }: StaffNeeds): HandlersOf<'staff'> {
  return {
    'staff.me': () => {
      const member = desk.member();
      if (member === null) return { member: null, ended: desk.ended() };
      const { staffId: id, name, login, role, mode } = member;
      return { member: { id, name, login, role, mode }, ended: null };
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
  };
}
