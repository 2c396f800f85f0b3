import type { Mutant } from './mutant.ts';

const folder = 'tests/integration/clinic-server/account';
const way = (title: string): Mutant['proof'] => ({ runner: 'integration', file: `${folder}/wholeWay.test.ts`, title });
const rules = (title: string): Mutant['proof'] => ({ runner: 'integration', file: `${folder}/rules.test.ts`, title });
const neutral = (title: string): Mutant['proof'] => ({ runner: 'integration', file: `${folder}/neutrality.test.ts`, title });
const kiosk = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/features/accountClinic.test.ts', title });
const unit = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/features/account.test.ts', title });
const store = 'clinic-server/account/emailChangeStore.ts';
const email = 'clinic-server/account/changeEmail.ts';
const changes = 'clinic-server/account/changes.ts';
const proof = 'clinic-server/account/proof.ts';
const endings = 'clinic-server/account/endings.ts';
const handlers = 'backend/features/account/handlers.ts';

const codes: readonly Mutant[] = [
  { rule: 'R11', what: 'the codes of a new address may be tried for ever', file: store, find: '$3 and c.code_tries < ${mostTries}\n     returning', replace: '$3\n     returning', proof: rules('R11 five wrong pairs') },
  { rule: 'R11', what: 'a wrong pair of codes is not counted', file: store, find: 'set code_tries = c.code_tries + 1', replace: 'set code_tries = c.code_tries', proof: rules('R11 thirty wrong pairs at one moment') },
  { rule: 'R11', what: 'the code of the new address alone is enough', file: email, find: 'return oldRight && newRight;', replace: 'return newRight;', proof: rules('R11 five wrong pairs') },
  { rule: 'R11', what: 'the code of the old address alone is enough', file: email, find: 'return oldRight && newRight;', replace: 'return oldRight;', proof: rules('R11 five wrong pairs') },
  { rule: 'R11', what: 'the codes of a new address work in any sign-in', file: store, find: 'c.told_hash = $1 and c.sign_in = $2 and', replace: 'c.told_hash = $1 and $2::uuid is not null and', proof: rules('R11 the codes are good for ten minutes') },
  { rule: 'R11', what: 'the codes of a new address never run out', file: store, find: 'c.used_at is null and c.expires_at > $3 and', replace: 'c.used_at is null and $3::timestamptz is not null and', proof: rules('R11 the codes are good for ten minutes') },
  { rule: 'R11', what: 'codes that were asked for before stay good', file: email, find: '    await endEmailChanges(tx, account.id, now);\n', replace: '', proof: rules('R11 the codes are good for ten minutes') },
  { rule: 'R11', what: 'an address that got an account meanwhile is taken all the same', file: email, find: "  if (await findAccount(tx, change.email)) return 'gone';\n", replace: '', proof: rules('R11 of two who wait for one address') },
  { rule: 'R11', what: 'the codes of a new address are kept as they were sent', file: store, find: "return createHmac('sha256', `email change ${which} ${told.toLowerCase()}`).update(code).digest();", replace: 'return Buffer.from(which === told ? told : code);', proof: rules('R11 neither log nor database') },
  { rule: 'R11', what: 'a change of address leaves the other sign-ins open', file: email, find: "const ended = await endSignIns(tx, { patientId: owner.patientId, except: owner.signInId, why: 'ended_by_owner', now });", replace: 'const ended: readonly Ended[] = [];', proof: way('R11 another address') },
  { rule: 'R11', what: 'the old address is not told that it is left', file: email, find: "  await tellAccount(tx, parts, 'emailLeft', login);\n", replace: '', proof: way('R11 another address'), takesLong: true },
  { rule: 'R11', what: 'a taken address is refused as such', file: email, find: 'const taken = (await findAccount(tx, email)) !== null;', replace: "const taken = (await findAccount(tx, email)) !== null;\n    if (taken) throw new FhirRefusal(409, 'same_email');", proof: neutral('R11 an address somebody else has') },
  { rule: 'R11', what: 'a taken address gets no letter', file: email, find: "await putAccountLetter(tx, parts, { kind: taken ? 'emailTaken' : 'emailNew',", replace: "if (!taken) await putAccountLetter(tx, parts, { kind: 'emailNew',", proof: neutral('R11 the server does the same work') },
  { rule: 'R11', what: 'a taken address gets a code', file: email, find: "kind: taken ? 'emailTaken' : 'emailNew'", replace: "kind: 'emailNew'", proof: neutral('R11 five tries of a code that was never sent') },
  { rule: 'X5', what: 'an own account writes letters to an address without end', file: email, find: 'await claimLetter(tx, { device: owner.deviceId, caller: null, address }, now);', replace: 'if (address === owner.signInId) await claimLetter(tx, { device: owner.deviceId, caller: null, address }, now);', proof: neutral('R11 an address gets three letters an hour') },
];

const owner: readonly Mutant[] = [
  { rule: 'R11', what: 'a change of password whose answer was lost is called a wrong password', file: 'clinic-server/account/routes.ts', find: 'key !== null && (await wasChangedBy(reading(parts.pool), account, key))', replace: 'key !== null && (await wasChangedBy(reading(parts.pool), { id: key }, key))', proof: rules('R11 a change of password whose answer was lost') },
  { rule: 'R11', what: 'the number of a change proves the owner', file: 'clinic-server/account/routes.ts', find: '    await proveOwner(parts, owner, typedBy(request, next));\n', replace: '', proof: rules('R11 a change of password whose answer was lost') },
  { rule: 'R10', what: 'a sign-in for another person looks like one’s own', file: 'clinic-server/account/overview.ts', find: 'acting: who === null ? null :', replace: `acting: who !== 'for' ? null :`, proof: { runner: 'integration', file: 'tests/integration/clinic-server/representatives/actFor.test.ts', title: 'R11 R10 among one’s sign-ins' } },
  { rule: 'R11', what: 'whoever sits at an open session changes the account', file: proof, find: "  if (account?.id !== id) throw new FhirRefusal(403, 'wrong_password');\n", replace: '', proof: rules('R11 a wrong current password counts') },
  { rule: 'R11', what: 'wrong current passwords are not slowed down', file: proof, find: '  await claimGuess(parts, guess);\n', replace: '', proof: rules('R11 a wrong current password counts') },
  { rule: 'R11', what: 'a sign-in by Gosuslugi stays fresh for ever', file: proof, find: " || parts.now() - startedAt > freshMs) throw", replace: ') throw', proof: way('R11 who comes by Gosuslugi only') },
  { rule: 'R11', what: 'a sign-in by Gosuslugi stands for the password of an account that has one', file: proof, find: 'if (hasPassword(parts, account)) await', replace: "if (entry.method !== 'esia') await", proof: way('R11 who comes by Gosuslugi only') },
  { rule: 'R11', what: 'an old password proves something where Gosuslugi is the only way in', file: proof, find: " && config.policy.esia !== 'required'", replace: '', proof: rules('R11 where Gosuslugi is the only way in') },
  { rule: 'R11', what: 'who acts for another person changes an account', file: 'clinic-server/account/ownAccount.ts', find: "  if (caller.representation !== null) throw new FhirRefusal(403, 'not_own_account');\n", replace: '', proof: rules('R11 R10 who acts for another person') },
  { rule: 'R11', what: 'a change goes on when its sign-in has ended', file: 'clinic-server/account/ownAccount.ts', find: 'if (!account || open.length === 0) throw', replace: 'if (!account) throw', proof: rules('R11 what was asked for in a sign-in that ended') },
  { rule: 'R11', what: 'a number is changed all day long', file: changes, find: '    if (seconds > 0) throw', replace: '    if (seconds < 0) throw', proof: rules('R11 nobody changes a number all day long') },
];

const password: readonly Mutant[] = [
  { rule: 'R11', what: 'one old password changes the password twice', file: changes, find: "    if (before !== account.passwordHash) throw new FhirRefusal(403, 'wrong_password');\n", replace: '', proof: rules('R11 of two who change the password') },
  { rule: 'R11', what: 'a new password leaves the other sign-ins open', file: changes, find: "const others = await endSignIns(tx, { patientId: owner.patientId, except: owner.signInId, why: 'password_changed', now });", replace: 'const others: readonly never[] = [];', proof: way('R11 a new password') },
  { rule: 'R11', what: 'a letter asked for before a new password sets another', file: changes, find: '\n    if (login !== null) await endOthers(tx, login, parts.newId(), now);', replace: '', proof: way('R11 a new password') },
  { rule: 'R11', what: 'a sign-in proved with the old password opens after the new one is set', file: 'clinic-server/identity/signIn.ts', find: '    await assertStill(tx, account);\n', replace: '', proof: neutral('R11 a sign-in whose password was changed') },
  { rule: 'R11', what: 'common passwords are taken in the own account', file: 'clinic-server/account/routes.ts', find: "    assertPassword(common, next, account.login ?? '');\n", replace: '', proof: rules('R11 a password that is refused') },
];

const closing: readonly Mutant[] = [
  { rule: 'R11', what: 'ending the others ends this one too', file: endings, find: ' and id is distinct from $2::uuid', replace: ' and ($2::uuid is null or true)', proof: way('R11 all other sign-ins end') },
  { rule: 'R11', what: 'what one does in another’s name goes on', file: endings, find: 'patient = $1 or representation in (select p.id from representation p where p.representative = $1)', replace: 'patient = $1', proof: rules('R11 R10 who acts for another person') },
  { rule: 'R11', what: 'a closed account leaves its sign-ins open', file: changes, find: "return endSignIns(tx, { patientId, except: null, why: 'closed', now });", replace: 'return [];', proof: way('R11 a closed account') },
  { rule: 'R11', what: 'a closed account leaves letters alive', file: changes, find: '\n      if (login !== null) await endOthers(tx, login, parts.newId(), now);', replace: '', proof: way('R11 a closed account') },
  { rule: 'R11', what: 'a closed account leaves one-visit codes alive', file: changes, find: "    await tx.query('delete from one_visit_code where patient = $1 and used_at is null', [patientId]);\n", replace: '', proof: way('R11 a closed account') },
  { rule: 'R11', what: 'a sign-in proved before the account was closed opens after it', file: 'clinic-server/identity/openSignIn.ts', find: 'a.locked_at is not null or a.closed_at is not null as locked', replace: 'a.locked_at is not null as locked', proof: rules('R11 a sign-in that was proved just before the account was closed') },
  { rule: 'R11', what: 'Gosuslugi opens the closed account again', file: 'clinic-server/esia/account.ts', find: ' and a.closed_at is null order by a.made_at', replace: ' order by a.made_at', proof: rules('R11 a sign-in that was proved just before the account was closed') },
  { rule: 'R11', what: 'a closed account is locked', file: 'clinic-server/locks/lock.ts', find: ' and a.closed_at is null order by a.id for update', replace: ' order by a.id for update', proof: rules('R11 a person whose account is closed') },
];

const device: readonly Mutant[] = [
  { rule: 'R11', what: 'closing leaves the session at the kiosk', file: handlers, find: "        session.end('closed');\n", replace: '', proof: kiosk('R11 closing ends the session here') },
  { rule: 'R11', what: 'the page gets the whole telephone number', file: handlers, find: 'phone: seen.phone === null ? null : maskedPhone(seen.phone)', replace: 'phone: seen.phone', proof: kiosk('R11 at the kiosk: the account as it is') },
  { rule: 'R11', what: 'a session that the owner ended says nothing of it', file: 'backend/server/sessionEnding.ts', find: "'ended_by_owner', ", replace: '', proof: kiosk('R11 a session that was ended from another place') },
  { rule: 'R11', what: 'a visitor asks about an account', file: 'shared/features/account.ts', find: "const owner: readonly [Role, ...Role[]] = ['patient'];", replace: "const owner: readonly [Role, ...Role[]] = ['patient', 'visitor'];", proof: unit('R11 nobody but a patient') },
];

export const accountMutants: readonly Mutant[] = [...codes, ...owner, ...password, ...closing, ...device];
