import type { Mutant } from './mutant.ts';

const desk = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/clinic-server/notices/desk.test.ts', title });
const page = (title: string): Mutant['proof'] => ({ runner: 'page', file: 'tests/renderer/features/notices/page.test.tsx', title });
const routes = 'clinic-server/notices/routes.ts';

export const noticesMutants: readonly Mutant[] = [
  { rule: 'D5', what: 'any member of staff speaks to everybody', file: routes, find: `const { staffId, deviceId } = staffOf(request, 'administrator');\n    const id = keyOf`, replace: `const { staffId, deviceId } = staffOf(request, 'registrar');\n    const id = keyOf`, proof: desk('D5 nobody but an administrator') },
  { rule: 'D5', what: 'any member of staff takes a notice back', file: routes, find: `const { staffId, deviceId } = staffOf(request, 'administrator');\n    const id = Id`, replace: `const { staffId, deviceId } = staffOf(request, 'registrar');\n    const id = Id`, proof: desk('D5 nobody but an administrator') },
  { rule: 'D5', what: 'nobody answers for a notice', file: routes, find: `await audit(tx, { action: 'notice_published'`, replace: `if (now < 0) await audit(tx, { action: 'notice_published'`, proof: desk('D5 an administrator publishes') },
  { rule: 'D5', what: 'a notice whose answer was lost stands twice or is refused', file: routes, find: 'if (before !== null && isSameNotice(before, notice.data)) return;', replace: '', proof: desk('D5 an administrator publishes') },
  { rule: 'D5', what: 'other words under the same number are said to be published', file: 'clinic-server/notices/publishNotice.ts', find: 'return isDeepStrictEqual([payload, category, extension], [asked.payload, asked.category, asked.extension]);', replace: 'return isDeepStrictEqual([category, extension], [asked.category, asked.extension]) || payload === undefined;', proof: desk('D5 an administrator publishes') },
  { rule: 'D5', what: 'signs that nobody sees turn the words of a notice round', file: 'shared/lib/noticeRules.ts', find: `return /[\\p{Cc}\\p{Cf}\\p{Cs}]/u.test(tidy) ? 'unseen' : null;`, replace: 'return null;', proof: desk('D5 words and hours') },
  { rule: 'D5', what: 'other words go under the number of those before', file: 'renderer/features/notices/NewNotice.tsx', find: '    setNoticeId(crypto.randomUUID());\n', replace: '', proof: page('D5 a notice whose answer was lost goes again under its number') },
];
