import type { Mutant } from './mutant.ts';

const screens = { runner: 'page', file: 'tests/renderer/features/representation/screens.test.tsx' } as const;
const card = { runner: 'page', file: 'tests/renderer/features/representatives/card.test.tsx' } as const;

/** R10 on the screens: who acts for whom is never in doubt, and nothing of one person reaches the next. */
export const actingForMutants: readonly Mutant[] = [
  {
    rule: 'R10', what: 'a screen does not say on whose behalf one acts', file: 'renderer/app/KioskScreen.tsx',
    find: 'const band = useContext(KioskBand);', replace: 'const band = useContext(KioskBand) && null;',
    proof: { ...screens, title: 'R10 every screen says on whose behalf one acts' },
  },
  {
    rule: 'R10', what: 'the status line names the represented person instead of the one who stands here', file: 'renderer/app/LineState.tsx',
    find: 'me?.representative ?? me?.patient', replace: 'me?.patient ?? me?.representative',
    proof: { ...screens, title: 'R10 every screen says on whose behalf one acts' },
  },
  {
    rule: 'R10', what: 'the people of one person are shown to the next', file: 'renderer/features/representation/RepresentationFrame.tsx',
    find: 'answer !== null && answer.of === patientId ?', replace: 'answer !== null ?',
    proof: { ...screens, title: 'R10 K2 the people of one person are never shown to the next' },
  },
  {
    rule: 'R10', what: 'the child’s documents are passed over', file: 'renderer/features/representation/ActForScreen.tsx',
    find: 'replace(afterwards(then))', replace: 'replace(then)',
    proof: { ...screens, title: 'R10 D3 what the child has to agree to is signed first' },
  },
  {
    rule: 'R10', what: 'a choice handed to another person keeps its command', file: 'renderer/app/draftStore.ts',
    find: 'handOver: (ownerId) => set(({ search, roleId, slot, hold, cart }) => ({ ...nothing, search, roleId, slot, hold, commandId: newId(), appointmentId: newId(), cart: cartForAnother(cart, newId), ownerId })),',
    replace: 'handOver: (ownerId) => set({ ownerId }),',
    proof: { ...screens, title: 'R10 S2 chosen at the last question, doctor and time stay, and the command is a new one' },
  },
  {
    rule: 'R10', what: 'going back to oneself keeps the child’s choice', file: 'renderer/features/representation/ActingBand.tsx',
    find: "actFor(oneself, 'forget')", replace: "actFor(oneself, 'keep')",
    proof: { ...screens, title: 'R10 K2 «Вернуться к себе» gives the time back' },
  },
  {
    rule: 'R10', what: 'the desk gives the right without the tick for the document', file: 'renderer/features/representatives/GrantForm.tsx',
    find: "    if (!seen) return refuse('document_not_seen');\n", replace: '',
    proof: { ...card, title: 'R10 a parent gets the right after the registrar has ticked the document' },
  },
  {
    rule: 'R10', what: 'the tick for one document counts for another', file: 'renderer/features/representatives/GrantForm.tsx',
    find: '          setSeen(false);\n', replace: '',
    proof: { ...card, title: 'R10 a power of attorney needs its day, and another right needs its own paper' },
  },
  {
    rule: 'R10', what: 'a right is taken back without a reason', file: 'renderer/features/representatives/OneRepresentation.tsx',
    find: "    if (reason.trim() === '') return refuse('reason_empty');\n", replace: '',
    proof: { ...card, title: 'R10 a right is taken back with a reason only' },
  },
];
