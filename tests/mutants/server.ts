import type { Mutant } from './mutant.ts';

const guessing = { runner: 'unit', file: 'tests/clinic-server/identity/throttle.test.ts' } as const;
const signingIn = { runner: 'integration', file: 'tests/integration/clinic-server/identity/signIn.test.ts' } as const;
const devices = { runner: 'integration', file: 'tests/integration/clinic-server/devices/devices.test.ts' } as const;
const feeding = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/feed.test.ts' } as const;

const throttle = 'clinic-server/identity/throttle.ts';
const signIn = 'clinic-server/identity/signIn.ts';
const opening = 'clinic-server/identity/openSignIn.ts';
const signIns = 'clinic-server/identity/signInStore.ts';
const passwords = 'clinic-server/identity/passwords.ts';
const token = 'clinic-server/devices/tokenEndpoint.ts';
const assertion = 'clinic-server/devices/assertion.ts';
const deviceStore = 'clinic-server/devices/deviceStore.ts';
const feed = 'clinic-server/fhir/feed.ts';

/** The clinic's server: which patient and which device may come in. */
export const serverMutants: readonly Mutant[] = [
  // R4, R6: signing in.
  {
    rule: 'R6', what: 'wrong passwords cost nothing', file: throttle,
    find: 'if (failures < rule.free) return 0;', replace: 'return 0;',
    proof: { ...guessing, title: 'R6 five failures cost nothing, then a second, two, four' },
  },
  {
    rule: 'R6', what: 'the longest wait never doubles', file: throttle,
    find: 'rule.longestSeconds * 2 : rule.longestSeconds', replace: 'rule.longestSeconds : rule.longestSeconds',
    proof: { ...guessing, title: 'R6 whoever guesses without a pause all day is let through fewer than a hundred times' },
  },
  {
    rule: 'R6', what: 'an account is not counted', file: signIn,
    find: 'refuseWait(await claimAttempt(tx, accountRule, login, now));', replace: '',
    proof: { ...signingIn, title: 'R6 after five wrong passwords the account slows down, on every device, and opens by itself' },
  },
  {
    rule: 'R6', what: 'a device is not counted', file: signIn,
    find: 'refuseWait(await claimAttempt(tx, suspect ? suspectDeviceRule : deviceRule, device, now));', replace: '',
    proof: { ...signingIn, title: 'R6 a device that tries many accounts slows down, other devices do not' },
  },
  {
    rule: 'R6', what: 'guesses at one moment count as one', file: throttle,
    find: 'where t.subject = $1 for update`', replace: 'where t.subject = $1`',
    proof: { ...signingIn, title: 'R6 a hundred guesses at one moment are a hundred guesses' },
  },
  {
    rule: 'R6', what: 'a wait never ends', file: throttle,
    find: 'if (before.openAt > now) return Math.ceil', replace: 'if (before.openAt > before.lastAt) return Math.ceil',
    proof: { ...signingIn, title: 'R6 after five wrong passwords the account slows down, on every device, and opens by itself' },
  },
  {
    rule: 'R6', what: 'the right password does not clear the account', file: signIn,
    find: 'await forgiveAttempt(tx, accountRule, login);', replace: '',
    proof: { ...signingIn, title: 'R6 after five wrong passwords the account slows down, on every device, and opens by itself' },
  },
  {
    rule: 'R6', what: 'a locked account signs in', file: opening,
    find: "if (rows[0]?.locked !== false) throw new FhirRefusal(403, 'locked');", replace: '',
    proof: { ...signingIn, title: 'R6 a locked account is told so only with the right password' },
  },
  {
    rule: 'R6', what: 'whoever asks is told that an account is locked', file: signIn,
    find: 'const right = await', replace: "if ((await reading(parts.pool).query('select 1 from account where login = $1 and locked_at is not null', [login])).rows.length > 0) throw new FhirRefusal(403, 'locked');\n  const right = await",
    proof: { ...signingIn, title: 'R6 a locked account is told so only with the right password' },
  },
  {
    rule: 'R4', what: 'any password is right', file: passwords,
    find: 'return matches && storedHash !== null;', replace: 'return storedHash !== null;',
    proof: { ...guessing, title: 'R4 a password typed with a composed or a split й is one password' },
  },
  {
    rule: 'R4', what: 'a password depends on the keyboard it is typed at', file: passwords,
    find: "password.normalize('NFKC')", replace: 'password',
    proof: { ...guessing, title: 'R4 a password typed with a composed or a split й is one password' },
  },
  {
    rule: 'R4', what: 'time tells that a login is unknown', file: passwords,
    find: 'const against = storedHash ?? (await decoy);', replace: 'if (storedHash === null) return false;\n      const against = storedHash;',
    proof: { ...signingIn, title: 'R4 an unknown login takes as long as a wrong password' },
  },
  {
    rule: 'R4', what: 'an unknown login is told apart', file: signIn,
    find: 'if (!account || !right) {', replace: "if (!account) throw new FhirRefusal(404, 'not_found');\n  if (!right) {",
    proof: { ...signingIn, title: 'R4 a wrong password and an unknown login are one answer' },
  },
  {
    rule: 'R4', what: 'hashes wait in an endless line', file: passwords,
    find: 'if (line.length >= waiting)', replace: 'if (false)',
    proof: { ...guessing, title: 'R4 hashes wait in a line of limited length, and who comes after is asked to come later' },
  },
  {
    rule: 'R4', what: 'passwords are hashed cheaply', file: passwords,
    find: 'memoryCost: 19_456', replace: 'memoryCost: 8',
    proof: { ...signingIn, title: 'R4 passwords are kept as argon2id of the strength we promise' },
  },
  {
    rule: 'R4', what: 'a patient’s token works at any device', file: signIns,
    find: 'where s.token_hash = $1 and s.device = $2 and', replace: 'where s.token_hash = $1 and $2::uuid is not null and',
    proof: { ...signingIn, title: 'R4 a patient’s token works with its own device only, and a device sees nothing personal' },
  },
  {
    rule: 'R4', what: 'a token outlives the sign-out', file: signIn,
    find: 'await inTransaction(parts.pool, (tx) => endSignIn(tx, caller.signInId, parts.now()));', replace: '',
    proof: { ...signingIn, title: 'R4 signing out ends the token at once; signing in ends what was open at the kiosk' },
  },
  {
    rule: 'R4', what: 'the patient before stays signed in at a kiosk', file: opening,
    find: "if (profile === 'kiosk') await endSignInsOfDevice(tx, deviceId, now);", replace: '',
    proof: { ...signingIn, title: 'R4 signing out ends the token at once; signing in ends what was open at the kiosk' },
  },
  {
    rule: 'R4', what: 'a token lives as long as it is used', file: signIns,
    find: 'Math.min(signIn.endsAt, now + tokenSeconds * 1000)', replace: 'now + tokenSeconds * 1000',
    proof: { ...signingIn, title: 'R4 a token lives fifteen minutes, longer with use, and never over an hour' },
  },
  {
    rule: 'R4', what: 'a token never runs out', file: signIns,
    find: 's.device = $2 and s.ended_at is null and s.token_expires_at > $3', replace: 's.device = $2 and s.ended_at is null and $3::timestamptz is not null',
    proof: { ...signingIn, title: 'R4 a token lives fifteen minutes, longer with use, and never over an hour' },
  },
  // W9, O6: devices.
  {
    rule: 'W9', what: 'an enrolment code fits any profile', file: 'clinic-server/devices/enrolment.ts',
    find: 'if (!found || found.profile !== profile)', replace: 'if (!found)',
    proof: { ...devices, title: 'W9 an enrolment code works once, for its profile, however it is typed' },
  },
  {
    rule: 'W9', what: 'a second device gets the place of the first', file: 'clinic-server/devices/enrolment.ts',
    find: 'if (!device || !sameKey(device.publicKey, publicKeyJwk))', replace: 'if (!device)',
    proof: { ...devices, title: 'W9 an enrolment code works once, for its profile, however it is typed' },
  },
  {
    rule: 'W9', what: 'two devices use one code at one moment', file: deviceStore,
    find: 'c.expires_at > $2 for update`', replace: 'c.expires_at > $2`',
    proof: { ...devices, title: 'W9 ten devices with one code: one is enrolled' },
  },
  {
    rule: 'W9', what: 'a revoked device works on', file: deviceStore,
    find: 'where t.hash = $1 and t.expires_at > $2 and d.revoked_at is null`', replace: 'where t.hash = $1 and t.expires_at > $2`',
    proof: { ...devices, title: 'W9 a token given in the moment of the revocation is worth nothing' },
  },
  {
    rule: 'W9', what: 'a revoked device gets a new token', file: deviceStore,
    find: 'where d.id = $1 and d.revoked_at is null`', replace: 'where d.id = $1`',
    proof: { ...devices, title: 'W9 a revoked device is refused from the next request on, and gets no new token' },
  },
  {
    rule: 'W9', what: 'a device’s token never runs out', file: deviceStore,
    find: 'where t.hash = $1 and t.expires_at > $2 and d', replace: 'where t.hash = $1 and $2::timestamptz is not null and d',
    proof: { ...devices, title: 'W9 a token is kept as a hash, lives five minutes, and speaks for its device only' },
  },
  {
    rule: 'O6', what: 'one signed statement buys many tokens', file: token,
    find: 'if (!(await takeAssertion(tx, assertion.device, assertion.jti, instant(assertion.expiresAt))))', replace: 'if (false)',
    proof: { ...devices, title: 'O6 a signed statement is good for one token, also when ten copies come at once' },
  },
  {
    rule: 'O6', what: 'the signature of a statement is not looked at', file: assertion,
    find: '!(await signedBy(device, assertion, now))', replace: 'false',
    proof: { ...devices, title: 'O6 a wrong key, another audience, too long a life, an old or unsigned statement are all the same no' },
  },
  {
    rule: 'O6', what: 'a statement for another audience buys a token', file: assertion,
    find: "audience: 'kabinet-token',", replace: '',
    proof: { ...devices, title: 'O6 a wrong key, another audience, too long a life, an old or unsigned statement are all the same no' },
  },
  {
    rule: 'O6', what: 'a statement may be signed for an hour', file: assertion,
    find: 'if (claims.exp * 1000 > now + (longestAssertionSeconds + toleranceSeconds) * 1000) return null;', replace: '',
    proof: { ...devices, title: 'O6 a wrong key, another audience, too long a life, an old or unsigned statement are all the same no' },
  },
  {
    rule: 'O6', what: 'a write meant for another history has its effect', file: 'clinic-server/http/wireHeaders.ts',
    find: "if (epoch !== undefined && epoch !== parts.epoch && writes(request)) throw new FhirRefusal(409, 'epoch_changed');", replace: '',
    proof: { ...feeding, title: 'O6 a cursor of another epoch is refused and says which one is in force' },
  },
  {
    rule: 'O6', what: 'a cursor of another history is read on from', file: feed,
    find: "if (match[1] !== epoch) throw new FhirRefusal(410, 'epoch_changed');", replace: '',
    proof: { ...feeding, title: 'O6 a cursor of another epoch is refused and says which one is in force' },
  },
];
