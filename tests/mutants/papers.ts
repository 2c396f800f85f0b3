import type { Mutant } from './mutant.ts';

const kiosk = { runner: 'unit', file: 'tests/backend/features/papers.test.ts' } as const;
const line = { runner: 'integration', file: 'tests/integration/backend/sync/file.test.ts' } as const;
const reader = { runner: 'page', file: 'tests/renderer/pdf/openPdf.test.ts' } as const;
const policy = { runner: 'unit', file: 'tests/main/shell/answer.test.ts' } as const;
const handlers = 'backend/features/papers/handlers.ts';
const openFiles = 'backend/features/papers/openFiles.ts';

/** Papers of a patient: whose they are, that they are what was signed, and that they go with the visit. */
export const papersMutants: readonly Mutant[] = [
  {
    rule: 'R1', what: 'a page may have any file it names', file: 'backend/features/papers/store.ts',
    find: 'FROM paper WHERE patient_id = $patientId AND binary_id = $binaryId`, {', replace: 'FROM paper WHERE $patientId IS NOT NULL AND binary_id = $binaryId`, {',
    proof: { ...kiosk, title: 'R1 a page cannot have a file that this patient’s record does not name' },
  },
  {
    rule: 'R1', what: 'any PDF is taken for the one that was signed', file: handlers,
    find: "digest('hex') === sha256 ? body", replace: "digest('hex') !== '' ? body",
    proof: { ...kiosk, title: 'R1 L3 what is not the paper is refused in so many words' },
  },
  {
    rule: 'L3', what: 'what is no PDF is taken for one', file: handlers,
    find: "body.subarray(0, 5).toString('latin1') !== '%PDF-'", replace: 'body.length === 0',
    proof: { ...kiosk, title: 'R1 L3 what is not the paper is refused in so many words' },
  },
  {
    rule: 'R1', what: 'papers stay when the patient leaves', file: handlers,
    find: '    files.clear();\n', replace: '',
    proof: { ...kiosk, title: 'R1 once the patient has left nothing of a paper is in memory' },
  },
  {
    rule: 'R1', what: 'the bytes of a paper that is let go stay in memory', file: openFiles,
    find: 'if (which(file)) file.content.fill(0);', replace: 'which(file);',
    proof: { ...kiosk, title: 'R1 once the patient has left nothing of a paper is in memory' },
  },
  {
    rule: 'R1', what: 'a paper that comes too late is kept for whoever stands there', file: handlers,
    find: 'if (during !== visit || session.actor().patientId !== patientId) {', replace: 'if (session.actor().patientId !== patientId) {',
    proof: { ...kiosk, title: 'R1 a paper that arrives after its patient has left is thrown away' },
  },
  {
    rule: 'K5', what: 'a print window may read any open paper', file: handlers,
    find: 'const isOurs = printJob === null || jobs.get(printJob)?.binaryId === binaryId;', replace: 'const isOurs = true;',
    proof: { ...kiosk, title: 'R1 K5 a print window reads the one paper it was opened for' },
  },
  {
    rule: 'L3', what: 'a file may be as long as its sender likes', file: 'backend/sync/httpClinicApi.ts',
    find: ', maxContentLength: file.mostBytes }', replace: ' }',
    proof: { ...line, title: 'L3 more than was asked for is not read' },
  },
  {
    rule: 'L3', what: 'what the reader of PDF says of a file gets out', file: 'renderer/pdf/openPdf.ts',
    find: "reject(new PdfRefused(error instanceof PasswordException ? 'encrypted' : 'unreadable'))", replace: 'reject(error as Error)',
    proof: { ...reader, title: 'L3 what is no PDF, is cut short or empty is refused' },
  },
  {
    rule: 'L3', what: 'a page may have any shape', file: 'renderer/pdf/openPdf.ts',
    find: 'Math.min(widest, Math.max(1 / widest, natural.width / natural.height))', replace: 'natural.width / natural.height',
    proof: { ...reader, title: 'L3 pages of a kilometre, of nothing, and upside down' },
  },
  {
    rule: 'L3', what: 'a page is shown without the picture that could not be read', file: 'renderer/pdf/openPdf.ts',
    find: 'pictures.every((picture) => picture !== null && picture !== undefined)', replace: 'pictures.length >= 0',
    proof: { ...reader, title: 'L3 a page whose picture cannot be read is not taken for a whole one' },
  },
  {
    rule: 'H5', what: 'a worker may come from anywhere', file: 'main/shell/answer.ts',
    find: '"worker-src \'self\'"', replace: '"worker-src *"',
    proof: { ...policy, title: 'H5 the policy is the reviewed one' },
  },
];
