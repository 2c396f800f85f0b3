import type { Mutant } from './mutant.ts';

const certificates = { runner: 'integration', file: 'tests/integration/backend/tls/certificates.test.ts' } as const;
const overTls = { runner: 'integration', file: 'tests/integration/backend/tls/device.test.ts' } as const;
const ofAnswer = { runner: 'unit', file: 'tests/main/shell/answer.test.ts' } as const;
const ofNavigation = { runner: 'unit', file: 'tests/main/shell/navigation.test.ts' } as const;
const ofSupervisor = { runner: 'unit', file: 'tests/main/supervisor.test.ts' } as const;
const hardening = { runner: 'e2e', file: 'tests/e2e/shell/hardening.spec.ts' } as const;
const addresses = { runner: 'e2e', file: 'tests/e2e/shell/addresses.spec.ts' } as const;
const network = { runner: 'e2e', file: 'tests/e2e/shell/network.spec.ts' } as const;
const hostileText = { runner: 'e2e', file: 'tests/e2e/shell/hostileText.spec.ts' } as const;
const secrets = { runner: 'e2e', file: 'tests/e2e/shell/secrets.spec.ts' } as const;
const wayOut = { runner: 'e2e', file: 'tests/e2e/shell/wayOut.spec.ts' } as const;

const trust = 'backend/sync/tlsTrust.ts';
const enrolment = 'backend/sync/enrolment.ts';
const answer = 'main/shell/answer.ts';
const navigation = 'main/shell/navigation.ts';
const contents = 'main/shell/hardenContents.ts';
const session = 'main/shell/hardenSession.ts';

const everyBad = { ...certificates, title: 'H43 every bad certificate is refused as one' } as const;
const everyGood = { ...certificates, title: 'H43 every good certificate is accepted' } as const;
const blocked = { ...hardening, title: 'H5 H6 script, style, frame, worker, form' } as const;

/** What a page may load, where it may go, what it may know; and whom the backend believes. */
export const contentMutants: readonly Mutant[] = [
  // H43: certificates.
  { rule: 'H43', what: 'a server that cannot prove itself is spoken to', file: trust, find: 'rejectUnauthorized: true,', replace: 'rejectUnauthorized: false,', proof: everyBad },
  { rule: 'H43', what: 'another host’s certificate will do', file: trust, find: 'tls.checkServerIdentity(host, certificate) ?? weakness', replace: 'weakness', proof: everyBad },
  { rule: 'H43', what: 'a common name is as good as an address', file: trust, find: 'if (!names) return', replace: 'if (names === null) return', proof: everyBad },
  { rule: 'H43', what: 'short RSA keys are believed', file: trust, find: 'const fewestRsaBits = 2048;', replace: 'const fewestRsaBits = 512;', proof: everyBad },
  { rule: 'H43', what: 'SHA-1 signatures are believed', file: trust, find: 'certificate !== root && !signatures.has', replace: 'certificate === null && !signatures.has', proof: everyBad },
  { rule: 'H43', what: 'pins are not asked', file: trust, find: 'if (wanted.length > 0 &&', replace: 'if (wanted.length > 9 &&', proof: everyBad },
  { rule: 'H43', what: 'a pinned certificate counts when it is only sent along', file: trust, find: '!issuer.ca || !below.verify(issuer.publicKey)', replace: '!issuer.ca', proof: everyBad },
  { rule: 'H43', what: 'any cipher will do', file: trust, find: "minVersion: 'TLSv1.2', ciphers }", replace: "minVersion: 'TLSv1.2' }", proof: everyBad },
  { rule: 'H43', what: 'a resumed session is not asked for its pins', file: trust, find: 'maxCachedSessions: 0,', replace: '', proof: { ...certificates, title: 'H43 pins that have changed are asked of the next connection' } },
  { rule: 'H43', what: 'the clinic’s own authority is not trusted', file: trust, find: '...(ca === null ? [] : [ca])', replace: '', proof: everyGood },
  {
    rule: 'H43', what: 'a refused certificate looks like a line that is down', file: 'backend/sync/httpClinicApi.ts',
    find: 'isAxiosError(error) && isAboutTrust(error.code)', replace: 'isAxiosError(error) && !isAboutTrust(error.code)',
    proof: everyBad,
  },
  {
    rule: 'H43', what: 'a server’s certificate passes for an authority', file: 'backend/sync/tlsAuthority.ts',
    find: 'certificates.length === 0 || certificates.some(({ ca }) => !ca)', replace: 'certificates.length === 0',
    proof: { ...overTls, title: 'H43 a file of the authority that holds a server’s certificate' },
  },
  {
    rule: 'H43', what: 'the clinic’s authority is forgotten by the next start', file: 'backend/server/openDevice.ts',
    find: 'ca === null ? (marker?.ca ?? null) : readAuthority(ca)', replace: 'ca === null ? null : readAuthority(ca)',
    proof: { ...overTls, title: 'H43 a device is enrolled over TLS with the clinic’s authority and keeps it' },
  },
  {
    rule: 'H43', what: 'a server enrols a device under pins it does not fit', file: enrolment,
    find: 'if (!line.fitsPins(told.record.tlsPins ?? []))', replace: 'if (told === null)',
    proof: { ...overTls, title: 'H43 at enrolment a server that does not fit its own pins' },
  },
  {
    rule: 'H43', what: 'pins that lock the device out are taken', file: enrolment,
    find: 'clinic.fitsPins(record.tlsPins ?? []) ? record', replace: 'record !== null ? record',
    proof: { ...overTls, title: 'H43 an answer of the pinned server brings the next pins' },
  },
  { rule: 'H43', what: 'main lets a page’s bad certificate pass', file: contents, find: 'answer(false);', replace: 'answer(true);', proof: { ...network, title: 'H43 a page’s server without a trusted certificate' } },
  {
    rule: 'H43', what: 'the system’s first certificate is given to whoever asks', file: contents,
    find: "contents.on('select-client-certificate', (event) => event.preventDefault());", replace: '',
    proof: { ...network, title: 'H43 main answers the three questions of trust itself' },
  },

  // H3, H5, H6: what a page may load and whom it may speak to.
  { rule: 'H3', what: 'an address with a query is answered too', file: answer, find: 'request.url.slice(prefix.length)', replace: "(request.url.slice(prefix.length).split('?')[0] ?? '')", proof: { ...ofAnswer, title: 'H3 "kabinet://app/index.html?a=1" is not there' } },
  { rule: 'H3', what: 'any method is answered', file: answer, find: "if (request.method !== 'GET')", replace: "if (request.method === '')", proof: { ...ofAnswer, title: 'H3 method HEAD is refused' } },
  { rule: 'H3', what: 'the scheme stands above the policy', file: 'main/shell/scheme.ts', find: '{ standard: true, secure: true }', replace: '{ standard: true, secure: true, bypassCSP: true, supportFetchAPI: true }', proof: blocked },
  { rule: 'H5', what: 'markup in a text is markup', file: answer, find: `  "require-trusted-types-for 'script'",\n`, replace: '', proof: blocked },
  { rule: 'H5', what: 'styles in a text are styles', file: answer, find: `"style-src 'self'"`, replace: `"style-src 'self' 'unsafe-inline'"`, proof: blocked },
  {
    rule: 'H5', what: 'a screen writes a name as markup', file: 'renderer/features/prices/PricesScreen.tsx',
    find: '<b lang={languageOf(service.name, language)}>{name}</b>', replace: '<b dangerouslySetInnerHTML={{ __html: name }} />',
    proof: { ...hostileText, title: 'H5 two hundred and seventy hostile texts' },
  },
  { rule: 'H6', what: 'requests that are not ours go out', file: session, find: 'answer({ cancel: !details.url', replace: 'answer({ cancel: details.url === details.method && !details.url', proof: { ...network, title: 'H6 the count of strangers that ends every test' } },

  // H7 to H10: where a page may go and what it may ask of the system.
  { rule: 'H7', what: 'any host of our scheme will do', file: navigation, find: 'to.host === appHost &&', replace: '', proof: { ...ofNavigation, title: 'H7 a page that is not ours may not even load itself again: "kabinet://evil.example/index.html"' } },
  { rule: 'H7', what: 'userinfo is overlooked', file: navigation, find: "to.username === '' &&", replace: '', proof: { ...ofNavigation, title: 'H7 refuses "kabinet://user@app/index.html"' } },
  { rule: 'H7', what: 'a query is overlooked', file: navigation, find: "to.search === '' &&", replace: '', proof: { ...ofNavigation, title: 'H7 refuses "kabinet://app/index.html?x=1"' } },
  { rule: 'H7', what: 'a page may become another one of ours', file: navigation, find: 'from.pathname === to.pathname', replace: 'from.pathname !== null', proof: { ...ofNavigation, title: 'H7 refuses "kabinet://app/print.html"' } },
  {
    rule: 'H7', what: 'nobody is asked before a page goes elsewhere', file: contents,
    find: 'if (!rule.mayGo(event.url, contents.getURL(), event.isMainFrame)) event.preventDefault();\n  });\n', replace: "});\n  contents.removeAllListeners('will-navigate');\n",
    proof: { ...addresses, title: 'H7 tricks with addresses, tried by a page in Chromium' },
  },
  { rule: 'H8', what: 'a page may open windows', file: contents, find: "({ action: 'deny' })", replace: "({ action: 'allow' })", proof: { ...wayOut, title: 'H7 H8 no link, script, form or key combination' } },
  { rule: 'H9', what: 'an unknown scheme is handed to the system', file: session, find: '(_contents, _permission, answer) => answer(false)', replace: '(_contents, _permission, answer) => answer(true)', proof: { ...addresses, title: 'H9 three hundred schemes start nothing' } },
  { rule: 'H10', what: 'permissions are there for the asking', file: session, find: 'setPermissionCheckHandler(() => false)', replace: 'setPermissionCheckHandler(() => true)', proof: { ...addresses, title: 'H10 every permission Chromium knows is denied' } },

  // H22, H23, H31: what leaves the backend.
  { rule: 'H22', what: 'any word of the backend is believed', file: 'main/supervisor.ts', find: 'if (!parsed.success) {', replace: 'if (parsed === null) {', proof: { ...ofSupervisor, title: 'H22 only the active backend is listened to' } },
  {
    rule: 'H23', what: 'the patient’s token reaches the page', file: 'backend/features/identity/handlers.ts',
    find: 'return { ...readMe(db, actor), ...(ended === null',
    replace: 'const me = readMe(db, actor);\n      return { ...me, ...(me.patient ? { patient: { ...me.patient, phoneMasked: session.token() } } : {}), ...(ended === null',
    proof: { ...secrets, title: 'H23 no token, key or password is in the heap of any page' },
  },
  {
    rule: 'H31', what: 'a page writes its patient into the title', file: 'renderer/app/LineState.tsx',
    find: "const down = line === 'down';", replace: "const down = line === 'down';\n  if (patient) document.title = patient.given;",
    proof: { ...secrets, title: 'H31 nothing of the patient is in storage' },
  },
];
