import type { Mutant } from './mutant.ts';

const page = (title: string): Mutant['proof'] => ({ runner: 'page', file: 'tests/renderer/features/staff/desk.test.tsx', title });
const calls = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/staff/deskCalls.test.ts', title });
const desk = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/staff/desk.test.ts', title });
const paper = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/clinic-server/documents/paper.test.ts', title });

export const deskScreensMutants: readonly Mutant[] = [
  {
    rule: 'R9', what: 'a kiosk is answered what belongs to a desk', file: 'backend/server/dispatch.ts',
    find: `if (profile === 'kiosk' && isForDesk(contract[channel])) return failure('forbidden');`, replace: '',
    proof: { runner: 'unit', file: 'tests/backend/server/dispatch.test.ts', title: 'R9 staff.signIn is refused at a kiosk, whoever asks and whatever they are' },
  },
  {
    rule: 'R9', what: 'a registrar makes accounts', file: 'shared/features/staff.ts',
    find: `'staff.addAccount': task({\n    allow: ['administrator'],`, replace: `'staff.addAccount': task({\n    allow: anyStaff,`,
    proof: calls('R9 W9 an administrator makes an account'),
  },
  {
    rule: 'R9', what: 'the old password opens the desk without a line', file: 'backend/server/desk.ts',
    find: `      db.write((tx) => dropVerifier(tx, before.login));\n      await end('password');`, replace: `      await end('password');`,
    proof: desk('R9 after a change of the password nothing is left at this desk'),
  },
  {
    rule: 'R9', what: 'the desk stays open after its password was changed', file: 'backend/features/staff/handlers.ts',
    find: '      await desk.passwordChanged();\n', replace: '',
    proof: calls('R9 one changes one’s own password with the old one'),
  },
  {
    rule: 'R9', what: 'nobody is told that the desk closes in a minute', file: 'backend/server/desk.ts',
    find: `if (closesIn() !== null) publish(['staff']);`, replace: '',
    proof: desk('R9 a minute before it closes the desk says so'),
  },
  {
    rule: 'R9', what: 'a key in the last minute waits its turn to be told', file: 'renderer/features/staff/useTouched.ts',
    find: '(isClosing ? everyMsAtTheEnd : everyMs)', replace: 'everyMs * 60',
    proof: page('R9 a minute before it closes the desk counts down in words'),
  },
  {
    rule: 'R1', what: 'paper is recorded without the sheet in hand', file: 'renderer/features/staff/PaperSignature.tsx',
    find: `if (!inHand) return refuse('paper_not_in_hand');`, replace: '',
    proof: page('R1 paper is recorded for the chosen document and only with the sheet in hand'),
  },
  {
    rule: 'R1', what: 'a desk says by itself that paper was signed', file: 'clinic-server/documents/acceptDocument.ts',
    find: ` || recordedBy === null)`, replace: ')',
    proof: paper('R1 only a member of staff says that paper was signed'),
  },
  {
    rule: 'R1', what: 'last year’s sheet is recorded', file: 'clinic-server/documents/routes.ts',
    find: `if ((await documentInForce(tx, named.kind, parts.now()))?.version !== named.version) throw new FhirRefusal(409, 'document_not_in_force');`, replace: '',
    proof: paper('R1 a sheet of another text or version'),
  },
  {
    rule: 'R1', what: 'nobody answers for a sheet of paper', file: 'clinic-server/documents/acceptDocument.ts',
    find: `if (recordedBy) await audit(`, replace: `if (recordedBy && now < 0) await audit(`,
    proof: paper('R1 a sheet signed on paper becomes the patient’s Consent and copy'),
  },
  {
    rule: 'X8', what: 'a desk gets all that Gosuslugi said of a person', file: 'clinic-server/locks/routes.ts',
    find: 'cases.map(shownCase)', replace: 'cases',
    proof: { runner: 'integration', file: 'tests/integration/clinic-server/esia/registrar.test.ts', title: 'X8 a desk is told of a case as much as one compares with a document' },
  },
];
