import type { Mutant } from './mutant.ts';

const acceptances = { runner: 'integration', file: 'tests/integration/clinic-server/documents/acceptances.test.ts' } as const;
const publishing = { runner: 'integration', file: 'tests/integration/clinic-server/documents/publish.test.ts' } as const;
const withdrawing = { runner: 'integration', file: 'tests/integration/clinic-server/documents/withdraw.test.ts' } as const;
const onDevice = { runner: 'unit', file: 'tests/backend/features/documents.test.ts' } as const;
const texts = { runner: 'unit', file: 'tests/shared/lib/documents.test.ts' } as const;
const atKiosk = { runner: 'e2e', file: 'tests/e2e/kiosk/documents.spec.ts' } as const;

const accept = 'clinic-server/documents/acceptDocument.ts';
const attach = 'clinic-server/documents/attachAcceptances.ts';
const png = 'clinic-server/documents/signaturePng.ts';
const published = 'clinic-server/documents/published.ts';
const handlers = 'backend/features/documents/handlers.ts';

/** Terms and consent: what was read, what was signed, by whom, and what is taken back. */
export const documentsMutants: readonly Mutant[] = [
  {
    rule: 'R1', what: 'a text may be accepted before its end was on the screen', file: 'renderer/features/documents/ReadStep.tsx',
    find: 'document !== null && ended === document.sha256', replace: 'document !== null',
    proof: { ...atKiosk, title: 'R2 from its day the next sign-in shows what has changed' },
    takesLong: true,
  },
  {
    rule: 'R2', what: 'nobody is asked for a new version', file: 'renderer/app/useAfterSignIn.ts',
    find: 'pending.pending.length === 0 ||', replace: 'pending.pending.length >= 0 ||',
    proof: { ...atKiosk, title: 'R2 from its day the next sign-in shows what has changed' },
    takesLong: true,
  },
  // The hash: what was signed is what was shown is what was published.
  {
    rule: 'R1', what: 'the server takes a signature under any text', file: accept,
    find: '!document?.texts.some(({ sha256 }) => sha256 === asked.sha256)', replace: '!document',
    proof: { ...acceptances, title: 'R1 a text other than the published one' },
  },
  {
    rule: 'R1', what: 'the device takes a signature under any text', file: handlers,
    find: "if (!texts.some((text) => sha256Of(text) === sha256)) return new Refusal('document_mismatch');", replace: '',
    proof: { ...onDevice, title: 'R1 a signature under another text' },
  },
  {
    rule: 'R1', what: 'the device shows a text that does not match its own hash', file: 'backend/features/documents/sync.ts',
    find: "throw new Error('a text does not match its hash');", replace: '',
    proof: { ...onDevice, title: 'R1 a text that does not match its own hash' },
  },
  {
    rule: 'R2', what: 'a version may be signed before its day', file: accept,
    find: 'startOf(document.effective) > asked.acceptedAt || ', replace: '',
    proof: { ...acceptances, title: 'R1 a text other than the published one' },
  },
  {
    rule: 'R2', what: 'the device lets a version be signed before its day', file: handlers,
    find: "if (row.effectiveAt > now + early) return new Refusal('document_not_in_force');", replace: '',
    proof: { ...onDevice, title: 'R1 a signature under another text' },
  },
  // Signatures that wait for a registration.
  {
    rule: 'R1', what: 'a signature of yesterday opens an account', file: attach,
    find: ' && receivedAt > now() - freshMilliseconds', replace: '',
    proof: { ...acceptances, title: 'R1 signatures are used once' },
  },
  {
    rule: 'R1', what: 'a signature given on another device opens an account', file: attach,
    find: 'device === deviceId && ', replace: '',
    proof: { ...acceptances, title: 'R1 signatures are used once' },
  },
  {
    rule: 'R1', what: 'a signature opens a second account', file: attach,
    find: 'attachedAt === null && patient === null && ', replace: '',
    proof: { ...acceptances, title: 'R1 signatures are used once' },
  },
  {
    rule: 'R1', what: 'one of the two documents is enough', file: attach,
    find: '!mine.some(({ document }) => document === inForce.id)', replace: 'mine.length === 0',
    proof: { ...acceptances, title: 'R1 signatures are used once' },
  },
  {
    rule: 'R2', what: 'a signature under the version before opens an account', file: attach,
    find: 'document === inForce.id', replace: 'document !== ""',
    proof: { ...acceptances, title: 'R2 after a newer version is in force' },
  },
  {
    rule: 'R1', what: 'a kiosk may say that paper was signed', file: accept,
    find: "if (how === 'paper' && (profile === 'kiosk' || recordedBy === null)) throw new FhirRefusal(403, 'forbidden');", replace: '',
    proof: { ...acceptances, title: 'R1 a kiosk cannot say that paper was signed' },
  },
  // The picture.
  {
    rule: 'R1', what: 'an untouched canvas is a signature', file: png,
    find: ' || rows.every((value, at) => value === 0 || at % (width * 4 + 1) === 0)', replace: '',
    proof: { ...acceptances, title: 'R1 a signature that is an empty canvas' },
  },
  {
    rule: 'R1', what: 'a damaged picture goes into the PDF', file: png,
    find: 'if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw refused();', replace: '',
    proof: { ...acceptances, title: 'R1 a signature that is a broken checksum' },
  },
  {
    rule: 'R1', what: 'a picture may be of any size', file: png,
    find: 'width > most.width || height > most.height || ', replace: '',
    proof: { ...acceptances, title: 'R1 a signature that is a huge one' },
  },
  // Whose it is.
  {
    rule: 'H11', what: 'a paper copy is given to whoever asks', file: 'clinic-server/documents/acceptanceStore.ts',
    find: '($2::uuid is null or c.patient = $2)', replace: '($2::uuid is null or true)',
    proof: { ...acceptances, title: 'R1 H11 a paper copy is read by its patient alone' },
  },
  {
    rule: 'H11', what: 'a document that lost its subject is everybody’s', file: 'clinic-server/fhir/compartment.ts',
    find: 'return resource.subject === undefined && (resource.type?.coding ?? []).some(({ system }) => system === systems.documentKind);', replace: 'return true;',
    proof: { ...acceptances, title: 'R1 H11 a paper copy is read by its patient alone' },
  },
  {
    rule: 'R2', what: 'the consent before stays in force beside the new one', file: 'clinic-server/documents/writeConsent.ts',
    find: "if (older.status === 'active')", replace: "if (older.status === 'draft')",
    proof: { ...acceptances, title: 'R2 after a newer version is in force' },
  },
  // Publishing.
  {
    rule: 'R2', what: 'two administrators publish one version twice', file: published,
    find: "await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7004009))`, [`document-${publication.kind}`]);", replace: '',
    proof: { ...publishing, title: 'R2 two administrators who publish one version at once' },
  },
  {
    rule: 'R2', what: 'a version is slipped in before one that is published', file: published,
    find: "if (newest && newest.effective >= publication.effective) throw new FhirRefusal(422, 'document_order');", replace: '',
    proof: { ...publishing, title: 'R2 of all versions the newest whose day has begun' },
  },
  {
    rule: 'R1', what: 'a text may have signs nobody sees', file: published,
    find: "/\\p{Cf}/u.test(text) || ", replace: '',
    proof: { ...publishing, title: 'R1 a text with a sign nobody sees' },
  },
  {
    rule: 'R2', what: 'a version counts on the device before its day', file: handlers,
    find: 'row.kind === kind && row.effectiveAt <= now', replace: 'row.kind === kind',
    proof: { ...onDevice, title: 'R2 a version counts from its day in Moscow' },
  },
  // Withdrawal.
  {
    rule: 'D3', what: 'what the service cannot do without is withdrawn alone', file: 'clinic-server/documents/withdrawConsent.ts',
    find: "if (purpose.required) throw new FhirRefusal(422, 'purpose_required');", replace: '',
    proof: { ...withdrawing, title: 'D3 nobody withdraws for another' },
  },
  {
    rule: 'D3', what: 'a withdrawn consent counts as given', file: 'backend/features/documents/given.ts',
    find: "given?.version === version && (given.state === 'given' || given.state === 'sending')", replace: 'given?.version === version',
    proof: { ...onDevice, title: 'D3 withdrawn by purpose it says so' },
  },
  {
    rule: 'H5', what: 'markup in a text is swallowed instead of shown', file: 'shared/lib/documentBlocks.ts',
    find: 'return [plain(token.raw, strong)];', replace: 'return [];',
    proof: { ...texts, title: 'R1 H5 what looks like markup in a text stays the letters' },
  },
];
