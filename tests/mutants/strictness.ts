import type { Mutant } from './mutant.ts';

const onlyEsia = 'R5 where Gosuslugi is the only way in, every door that leads to a password is closed, alike for everybody, and uses nothing up';
const server = (file: string, title: string): Mutant['proof'] => ({ runner: 'integration', file: `tests/integration/clinic-server/${file}.test.ts`, title });
const door = server('identity/esiaOnly', onlyEsia);
const terms = server('identity/esiaOnly', 'R4 by whichever way somebody comes in, the version of the terms its page named is kept, and nothing that is no version');
const wayBack = server('identity/esiaOnly', 'R5 R6 where Gosuslugi is the only way in, a locked person comes back by it after a registrar has seen a document, and the old password is dead');
const plainWords = server('locks/letters', 'R6 the owner hears of a lock in plain words: how to come in again, nothing to press, nothing of the reason, nothing about a person');
const oneLetter = server('locks/letters', 'R6 one letter a lock, however often it is locked; another lock later is another letter');
const withdrawn = server('documents/withdrawnBooking', 'D3 from a whole withdrawal on nothing is booked and nothing moved; cancelling stays, and a new consent opens it again');
const kiosk = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/features/withdrawn.test.ts', title });
const namesTerms: Mutant['proof'] = { runner: 'unit', file: 'tests/backend/features/waysIn.test.ts', title: 'R4 a code of a letter and a code of a registrar tell which terms their page named' };

const oneSize = server('registration/neutrality', 'X5 what is kept for both is of one size and shape');
const hours: Mutant['proof'] = { runner: 'unit', file: 'tests/backend/features/clinicPages.test.ts', title: 'D5 a notice of works or a closure knows its hours' };

const asked = '    assertPasswordsOpen(parts);\n';

export const strictnessMutants: readonly Mutant[] = [
  { rule: 'R5', what: 'a password opens where Gosuslugi is required', file: 'clinic-server/identity/signIn.ts', find: asked, replace: '', proof: door },
  { rule: 'R5', what: 'letters towards a password go out where Gosuslugi is required', file: 'clinic-server/registration/begin.ts', find: '  assertPasswordsOpen(parts);\n', replace: '', proof: door },
  { rule: 'R5', what: 'the code of a letter serves where Gosuslugi is required', file: 'clinic-server/registration/registrationRoutes.ts', find: '  assertPasswordsOpen(parts);\n', replace: '', proof: door },
  { rule: 'R5', what: 'a password is set where Gosuslugi is required', file: 'clinic-server/registration/newPassword.ts', find: '  assertPasswordsOpen(parts);\n', replace: '', proof: door },
  { rule: 'R5', what: 'a telephone goes on towards a password where Gosuslugi is required', file: 'clinic-server/registration/phoneRoutes.ts', find: asked, replace: '', proof: door },
  { rule: 'R5', what: 'passwords are closed where Gosuslugi is only offered', file: 'clinic-server/identity/esiaRequired.ts', find: `=== 'required'`, replace: `!== 'off'`, proof: door },
  { rule: 'R6', what: 'Gosuslugi opens a lock also where passwords are allowed', file: 'clinic-server/locks/lift.ts', find: `parts.config.policy.esia === 'required'`, replace: 'true', proof: wayBack },
  { rule: 'R6', what: 'the password somebody may have learned outlives the lock', file: 'clinic-server/locks/lift.ts', find: `  await tx.query('update account set password_hash = null where id = $1', [accountId]);\n`, replace: '', proof: wayBack },
  { rule: 'R4', what: 'a sign-in forgets which terms its page named', file: 'clinic-server/identity/signInStore.ts', find: '      row.terms,\n', replace: '      null,\n', proof: terms },
  { rule: 'R4', what: 'a sign-in by Gosuslugi forgets the terms', file: 'clinic-server/esia/routes.ts', find: 'terms: asked.terms ?? null', replace: 'terms: null', proof: terms },
  { rule: 'R4', what: 'anything is taken for a version of the terms', file: 'clinic-server/registration/visitCodes.ts', find: 'terms: DocumentVersion.optional()', replace: 'terms: z.string().optional()', proof: terms },
  { rule: 'R4', what: 'the kiosk keeps to itself which terms its page named', file: 'backend/features/registration/handlers.ts', find: 'return terms === null ? {} : { terms };', replace: 'return terms === null ? {} : {};', proof: namesTerms },
  { rule: 'R6', what: 'the owner does not hear of a lock', file: 'clinic-server/locks/lock.ts', find: 'if (count === 1 && login !== null)', replace: 'if (count < 0 && login !== null)', proof: plainWords },
  { rule: 'R6', what: 'each new lock of a locked account is another letter', file: 'clinic-server/locks/lock.ts', find: 'if (count === 1 && login !== null)', replace: 'if (login !== null)', proof: oneLetter },
  { rule: 'R6', what: 'the owner does not hear that the account is open again', file: 'clinic-server/registration/newPassword.ts', find: `wasLocked ? 'openedByPassword' : 'changed'`, replace: `'changed'`, proof: oneLetter },
  { rule: 'R6', what: 'a clinic without mail collects letters', file: 'clinic-server/mail/tellOwner.ts', find: '  if (!mail) return;\n', replace: '', proof: server('locks/letters', 'R6 who has no e-mail here gets no letter, and a clinic without mail keeps none') },
  { rule: 'D3', what: 'a visit is booked after the consent was withdrawn', file: 'clinic-server/scheduling/operations.ts', find: '      else await assertMayBook(store, tx, patientId);\n      const now', replace: '      const now', proof: withdrawn },
  { rule: 'D3', what: 'a visit is moved after the consent was withdrawn', file: 'clinic-server/scheduling/operations.ts', find: '      else await assertMayBook(store, tx, patientId);\n      const moved', replace: '      const moved', proof: withdrawn },
  {
    rule: 'D3', what: 'a booking and a withdrawal pass each other unseen', file: 'clinic-server/documents/withdrawConsent.ts',
    find: '  await postgresSlotStore(tx).lockPatient(asked.patientId);\n', replace: '',
    proof: server('documents/withdrawnBooking', 'D3 a booking that waits for the same person’s withdrawal sees it'),
  },
  {
    rule: 'D3', what: 'who never signed a consent here cannot book', file: 'clinic-server/documents/consentStore.ts', find: 'given.length > 0 && !given.some', replace: '!given.some',
    proof: server('documents/withdrawnBooking', 'D3 one purpose that was taken back stops no booking, and who never signed here is not refused'),
  },
  {
    rule: 'D3', what: 'the kiosk books while its own withdrawal is on the way', file: 'backend/features/documents/given.ts', find: `return state === 'withdrawing' || state === 'withdrawn';`, replace: `return state === 'withdrawn';`,
    proof: kiosk('D3 after a whole withdrawal, sent or still on its way, the kiosk books and moves nothing and still cancels'),
  },
  { rule: 'D5', what: 'a notice is shown before its hour', file: 'renderer/features/home/shownAt.ts', find: '(beginsAt === null || beginsAt <= now)', replace: 'true', proof: hours },
  { rule: 'D5', what: 'a notice is shown after its hour', file: 'renderer/features/home/shownAt.ts', find: '(endsAt === null || now < endsAt)', replace: 'true', proof: hours },
  { rule: 'D5', what: 'a notice nobody will ever see is published', file: 'clinic-server/notices/publishNotice.ts', find: `  if (notice.until !== null && notice.until <= now) throw new FhirRefusal(422, 'invalid_value');\n`, replace: '', proof: server('notices/notice', 'D5 a notice nobody could see or read is not published') },
  { rule: 'D5', what: 'a notice with signs nobody can see is published', file: 'shared/lib/noticeRules.ts', find: `/[\\p{Cc}\\p{Cf}\\p{Cs}]/u.test(tidy) ? 'unseen' : null`, replace: 'null', proof: server('notices/notice', 'D5 a notice nobody could see or read is not published') },
  { rule: 'X5', what: 'the database does less for an address nobody has', file: 'clinic-server/registration/begin.ts', find: 'codeHash: codeHash(told, sent.code), linkHash: hashOf(sent.token)', replace: `codeHash: codeHash(told, sent.code), linkHash: kind === 'nobody' ? Buffer.alloc(0) : hashOf(sent.token)`, proof: oneSize },
  { rule: 'X5', what: 'a letter is kept as long as it is', file: 'clinic-server/mail/letterStore.ts', find: `return body + ' '.repeat(Math.max(0, bytes - Buffer.byteLength(body)));`, replace: 'return bytes > 0 ? body : body;', proof: oneSize },
  { rule: 'D3', what: 'the cabinet stays open without a consent', file: 'renderer/app/CurrentScreen.tsx', find: 'closedUntilSigned.includes(route.name) ?', replace: '([] as readonly string[]).includes(route.name) ?', proof: { runner: 'page', file: 'tests/renderer/app/closedUntilSigned.test.tsx', title: 'D3 without a consent the cabinet is closed' } },
];
