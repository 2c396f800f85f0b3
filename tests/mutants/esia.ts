import type { Mutant } from './mutant.ts';

const folder = 'tests/integration/clinic-server/esia';
const attacks = { runner: 'integration', file: `${folder}/attacks.test.ts` } as const;
const tokens = { runner: 'integration', file: `${folder}/tokens.test.ts` } as const;
const faults = { runner: 'integration', file: `${folder}/faults.test.ts` } as const;
const person = { runner: 'integration', file: `${folder}/person.test.ts` } as const;
const signers = { runner: 'integration', file: `${folder}/signer.test.ts` } as const;
const signingIn = { runner: 'integration', file: `${folder}/signIn.test.ts` } as const;
const linking = { runner: 'integration', file: `${folder}/matching.test.ts` } as const;
const registrar = { runner: 'integration', file: `${folder}/registrar.test.ts` } as const;
const deciding = { runner: 'unit', file: 'tests/clinic-server/esia/matching.test.ts' } as const;
const reading = { runner: 'unit', file: 'tests/clinic-server/esia/callback.test.ts' } as const;
const settling = { runner: 'unit', file: 'tests/clinic-server/esia/settings.test.ts' } as const;
const secret = { runner: 'unit', file: 'tests/clinic-server/esia/clientSecret.test.ts' } as const;

const attempts = 'clinic-server/esia/attempts.ts';
const callback = 'clinic-server/esia/callback.ts';
const routes = 'clinic-server/esia/routes.ts';
const checks = 'clinic-server/esia/tokens.ts';
const pinned = 'clinic-server/esia/pinnedCertificates.ts';
const direct = 'clinic-server/esia/direct.ts';
const record = 'clinic-server/esia/person.ts';
const matching = 'clinic-server/esia/matching.ts';
const enter = 'clinic-server/esia/enter.ts';
const settings = 'clinic-server/esia/settings.ts';
const signer = 'clinic-server/esia/signer.ts';

/** Signing in by Gosuslugi. */
export const esiaMutants: readonly Mutant[] = [
  // The attempt and its callback.
  {
    rule: 'X4', what: 'a callback may be used again', file: attempts,
    find: 'a.device = $2 and a.used_at is null and a.expires_at > $3', replace: 'a.device = $2 and a.expires_at > $3',
    proof: { ...attacks, title: 'X4 §5.24 a callback is used once; a wrong one uses the attempt up as well' },
  },
  {
    rule: 'X4', what: 'a callback works at any device', file: attempts,
    find: 'where a.id = $1 and a.device = $2 and a.used_at', replace: 'where a.id = $1 and $2::uuid is not null and a.used_at',
    proof: { ...attacks, title: 'X4 §5.24 a callback belongs to the device that began it' },
  },
  {
    rule: 'X4', what: 'an attempt never runs out', file: attempts,
    find: 'a.used_at is null and a.expires_at > $3\n', replace: 'a.used_at is null\n',
    proof: { ...attacks, title: 'X4 an attempt lives five minutes' },
  },
  {
    rule: 'X4', what: 'the state is not compared', file: routes,
    find: '!callback || !hashOf(callback.state).equals(attempt.stateHash)', replace: '!callback',
    proof: { ...attacks, title: 'X4 §5.24 a state that was never issued leads nowhere, with a real code or a made-up one' },
  },
  {
    rule: 'X4', what: 'two attempts of one device wait side by side', file: attempts,
    find: 'where device = $1 and used_at is null`', replace: 'where device = $1 and used_at is null and false`',
    proof: { ...attacks, title: 'X4 two attempts of one device cannot be answered crosswise' },
  },
  {
    rule: 'X4', what: 'a device begins without end', file: attempts,
    find: '>= mostInFiveMinutes', replace: '>= Number.POSITIVE_INFINITY',
    proof: { ...attacks, title: 'X4 nobody but a device or its patient begins' },
  },
  {
    rule: 'X4', what: 'a doubled parameter is taken', file: callback,
    find: ' || found.has(name)', replace: '',
    proof: { ...reading, title: 'X4 a callback with two states is none' },
  },
  {
    rule: 'X4', what: 'a code beside an error is taken', file: callback,
    find: 'if ((given === undefined) === (error === undefined)) return null;', replace: 'if (given === undefined && error === undefined) return null;',
    proof: { ...reading, title: 'X4 a callback with a code and an error is none' },
  },
  {
    rule: 'X4', what: 'a callback may be of any length', file: callback,
    find: 'query.length > longestCallback || ', replace: '',
    proof: { ...reading, title: 'X4 a callback with more than 16 KB is none' },
  },
  {
    rule: 'X4', what: 'the address of the callback says all is well', file: routes,
    find: 'reply.code(400).headers', replace: 'reply.code(200).headers',
    proof: { ...signingIn, title: 'R5 the address of the callback is a page that exchanges nothing' },
  },
  // The tokens.
  {
    rule: 'X4', what: 'a token names its own algorithm', file: checks,
    find: "if (header.data.alg !== settings.algorithm) return refuse('alg');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 what a token says of its own algorithm is not asked' },
  },
  {
    rule: 'X4', what: 'any key will do', file: pinned,
    find: "  return 'unknown_key';", replace: "  return 'signed';",
    proof: { ...tokens, title: 'X4 §5.19 a signature that is off by one bit is refused (GOST)' },
  },
  {
    rule: 'X4', what: 'a token of another issuer is believed', file: checks,
    find: "if (iss !== settings.issuer) refuse('iss');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 the issuer without its slash: refused' },
  },
  {
    rule: 'X4', what: 'a token for another system is believed', file: checks,
    find: "if (id.data.aud !== check.settings.clientId) refuse('aud');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 the audience of another system: refused' },
  },
  {
    rule: 'X4', what: 'an access token of another system is believed', file: checks,
    find: "if (access.data.client_id !== check.settings.clientId) refuse('client_id');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 an access token of another system: refused' },
  },
  {
    rule: 'X4', what: 'a token never runs out', file: checks,
    find: "if (seconds >= exp) refuse('exp');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 an id token that has run out: refused' },
  },
  {
    rule: 'X4', what: 'a token of the future is believed', file: checks,
    find: "if (nbf > seconds + skewSeconds) refuse('nbf');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 an id token that begins in two minutes: refused' },
  },
  {
    rule: 'X4', what: 'a token made in the future is believed', file: checks,
    find: "if (iat > seconds + skewSeconds) refuse('iat');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 an id token made in two minutes: refused' },
  },
  {
    rule: 'X4', what: 'one kind of token passes for another', file: checks,
    find: "if (header.data.sbt !== sbt) return refuse('sbt');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 a code for a token: refused' },
  },
  {
    rule: 'X4', what: 'a token with two subjects is believed', file: checks,
    find: "if (subject['urn:esia:sbj:oid'] !== oid) refuse('sub');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 a subject that is not the token’s own: refused' },
  },
  {
    rule: 'X4', what: 'the two tokens may be of two people', file: checks,
    find: "if (access.data['urn:esia:sbj_id'] !== oid) refuse('sbj_id');", replace: '',
    proof: { ...tokens, title: 'X4 §5.19 an access token of another person: refused' },
  },
  {
    rule: 'X4', what: 'the simulator’s key is believed in production', file: pinned,
    find: '!(production && isSimulators(one))', replace: 'true',
    proof: { ...tokens, title: 'R5 a production server does not believe the simulator’s key' },
  },
  {
    rule: 'X4', what: 'the state of the answer is not compared', file: direct,
    find: "if (tokens.data.state !== state) throw new EsiaFault('untrusted', 'state');", replace: '',
    proof: { ...faults, title: 'X4 §5.19 stateMismatch: nobody is signed in' },
  },
  {
    rule: 'X4', what: 'lost tokens are asked for once more', file: direct,
    find: 'const answer = await askOnce({ url, method', replace: "await askOnce({ url, method: 'POST', headers, body: form.toString(), timeoutMs, longestBytes: longestTokens }).catch(() => null);\n    const answer = await askOnce({ url, method",
    proof: { ...faults, title: 'R5 §5.26 tokens that were made and never came are not asked for again' },
  },
  {
    rule: 'X4', what: 'a session from before the attempt signs in', file: direct,
    find: "if (checked.authTime < exchange.startedAt / 1000 - skewSeconds) throw new EsiaFault('stale', 'auth_time');", replace: '',
    proof: { ...attacks, title: 'X4 a session of the person before does not sign the next one in' },
  },
  // The person.
  {
    rule: 'R5', what: 'a child comes in', file: direct,
    find: "if (checked.level === 'KD') throw new EsiaFault('child', 'level');", replace: '',
    proof: { ...signingIn, title: 'R5 §5.23 an account that is not confirmed, and a child, do not come in' },
  },
  {
    rule: 'R5', what: 'a record that is not trusted is enough', file: record,
    find: "confirmed: trusted === true && status === 'REGISTERED'", replace: "confirmed: status === 'REGISTERED'",
    proof: { ...faults, title: 'R5 §5.23 a record that does not say confirmed outweighs the token that does' },
  },
  {
    rule: 'R5', what: 'an account of any status is enough', file: record,
    find: "confirmed: trusted === true && status === 'REGISTERED'", replace: 'confirmed: trusted === true',
    proof: { ...person, title: 'R5 a record of an account that is not registered' },
  },
  {
    rule: 'X4', what: 'an element leads the token anywhere', file: record,
    find: 'element.startsWith(below) && ', replace: '',
    proof: { ...person, title: 'X4 §5.22 a token goes to the configured host only' },
  },
  {
    rule: 'R5', what: 'a contact nobody has verified is believed', file: record,
    find: " && contact.vrfStu === 'VERIFIED'", replace: '',
    proof: { ...person, title: 'X4 §5.22 a token goes to the configured host only' },
  },
  // Whose record it is.
  {
    rule: 'R5', what: 'a number alone opens a record of another birth date', file: matching,
    find: "if (known.birthDate !== person.birthDate) return conflict(known, 'birth_date_differs');", replace: '',
    proof: { ...deciding, title: 'R5 b: number, birth date and surname together link once' },
  },
  {
    rule: 'R5', what: 'a number alone opens a record of another surname', file: matching,
    find: "if (!sameName(known.family, person.family)) return conflict(known, 'surname_differs');", replace: '',
    proof: { ...deciding, title: 'R5 b: number, birth date and surname together link once' },
  },
  {
    rule: 'R5', what: 'a patient is linked to a second person', file: matching,
    find: "  if (known.oid !== null && known.oid !== person.oid) return conflict(known, 'linked_to_another');\n  return { kind: 'link', patient: known };", replace: "  return { kind: 'link', patient: known };",
    proof: { ...deciding, title: 'R5 d: neither side of a link is given away to another' },
  },
  {
    rule: 'R5', what: 'a link is believed for ever, whatever the number', file: matching,
    find: "if (known.snils !== null && person.snils !== null && known.snils !== person.snils) return conflict(known, 'linked_snils_differs');", replace: '',
    proof: { ...deciding, title: 'R5 a: a link made before opens the record while number and birth date agree' },
  },
  {
    rule: 'R5', what: 'a link to a closed record is forgotten', file: matching,
    find: "if (linkedToClosed) return conflict(null, 'linked_record_closed');", replace: '',
    proof: { ...deciding, title: 'R5 a: a link to a record that was closed is not moved by a number to another' },
  },
  {
    rule: 'R5', what: 'a registrar gives a linked person to another patient', file: 'clinic-server/esia/linkCase.ts',
    find: "if (linked && linked.patient !== patientId) throw new FhirRefusal(409, 'esia_linked');", replace: '',
    proof: { ...registrar, title: 'R5 a registrar cannot give either side of a link away' },
  },
  {
    rule: 'R5', what: 'a kiosk links a person to a patient', file: routes,
    find: "const { staffId } = staffOf(request, 'registrar');\n    const caseId", replace: "const staffId = '00000000-0000-4000-8000-000000000000';\n    const caseId",
    proof: { ...registrar, title: 'R5 only staff link: a kiosk and its patient do not' },
  },
  {
    rule: 'R5', what: 'a name and a birth date open a record', file: matching,
    find: "return candidate(first, 'one_by_name');", replace: "return { kind: 'link', patient: first };",
    proof: { ...deciding, title: 'R5 c: a name and a birth date alone make a candidate and never a patient' },
  },
  {
    rule: 'R5', what: 'another person takes over who is signed in', file: matching,
    find: "if (decision.kind !== 'case' && expected !== null && decision.patient.id !== expected) return conflict(decision.patient, 'another_person');", replace: '',
    proof: { ...deciding, title: 'R5 f: whoever is signed in already has to be the same person' },
  },
  {
    rule: 'R6', what: 'why a locked account was not opened by Gosuslugi is not written down', file: enter,
    find: 'if (account.locked && ', replace: 'if (false && ',
    proof: { ...linking, title: 'R5 R6 a locked account is not opened by Gosuslugi' },
  },
  // The connection.
  {
    rule: 'X4', what: 'a production server connects to a simulator', file: settings,
    find: "if (local || signer.kind === 'rsa-test') throw new EsiaSettingsRefused('a simulator is not Gosuslugi');", replace: '',
    proof: { ...settling, title: 'R5 a production server does not believe a simulator' },
  },
  {
    rule: 'X4', what: 'the test signature is used anywhere', file: settings,
    find: "if (signer.kind === 'rsa-test' && !local)", replace: 'if (false)',
    proof: { ...settling, title: 'R5 the test signature works towards this machine only' },
  },
  {
    rule: 'R5', what: 'a key that others may read is used', file: signer,
    find: '!== 0o400)', replace: '> 0o777)',
    proof: { ...signers, title: 'R5 a key that others may read stops the start' },
  },
  {
    rule: 'R5', what: 'a signature is not tried at the start', file: signer,
    find: "if (!(await gostVerify(await gostPublicKey(certificatePem), signature, text)))", replace: 'if (signature.length === 0)',
    proof: { ...signers, title: 'R5 a key of another certificate is found at the start' },
  },
  {
    rule: 'R5', what: 'the code is not signed', file: 'clinic-server/esia/clientSecret.ts',
    find: '${redirectUri}${code}`', replace: '${redirectUri}${code.slice(0, 0)}`',
    proof: { ...secret, title: 'R5 §5.4 what is signed is the order of v2 and v3' },
  },
];
