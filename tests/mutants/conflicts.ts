import type { Mutant } from './mutant.ts';

const desk = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/clinic-server/conflicts/desk.test.ts', title });
const unattended = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/clinic-server/conflicts/unattended.test.ts', title });
const device = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/sync/conflictsAttended.test.ts', title });

export const conflictsMutants: readonly Mutant[] = [
  {
    rule: 'I8',
    what: 'a refusal nobody waits for stays without a case',
    file: 'clinic-server/scheduling/answerOnce.ts',
    find: '    await visible(answer);',
    replace: '',
    proof: unattended('I8 over the wire a time another has'),
  },
  {
    rule: 'I8',
    what: 'an answer that was lost while its maker stood there gets no case when they have left',
    file: 'clinic-server/scheduling/answerOnce.ts',
    find: '      await visible(stored);',
    replace: '',
    proof: unattended('I8 the answer was lost while its maker stood there'),
  },
  {
    rule: 'W5',
    what: 'a device sees the cases',
    file: 'clinic-server/conflicts/routes.ts',
    find: `  app.get('/fhir/Task/$conflicts', async (request, reply) => {\n    staffOf(request, 'registrar');`,
    replace: `  app.get('/fhir/Task/$conflicts', async (request, reply) => {`,
    proof: desk('W5 nobody but staff sees a case'),
  },
  {
    rule: 'W5',
    what: 'two decide one case at one moment',
    file: 'clinic-server/conflicts/caseStore.ts',
    find: `where c.id = $1 for update', [id]);`,
    replace: `where c.id = $1', [id]);`,
    proof: desk('W5 two registrars who decide one case at one moment decide it once'),
  },
  {
    rule: 'W5',
    what: 'a visit that was moved since is cancelled by taking the decision back',
    file: 'clinic-server/conflicts/effects.ts',
    find: 'row.deleted || row.content.meta.versionId !== version) return stands();',
    replace: 'row.deleted) return stands();',
    proof: desk('W5 a decision that others have acted on is not taken back'),
  },
  {
    rule: 'W5',
    what: 'the list says the whole name',
    file: 'clinic-server/conflicts/conflictTask.ts',
    find: `maskedPerson({ family, given, birthDate: '', phone: '' }).name`,
    replace: `[family, ...given].join(' ')`,
    proof: desk('W5 a case shows both versions with their devices and times'),
  },
  {
    rule: 'W5',
    what: 'what is not offered can be decided',
    file: 'clinic-server/conflicts/decide.ts',
    find: '  if (!choicesOf(one, facts).includes(asked.decision)) return invalid();',
    replace: '',
    proof: desk('W5 only what the case offers can be decided'),
  },
  {
    rule: 'W5',
    what: 'a decision leaves no line in the audit',
    file: 'clinic-server/conflicts/caseStore.ts',
    find: `  await audit(tx, { action: deed === 'decided'`,
    replace: `  if (tx === null) await audit(tx, { action: deed === 'decided'`,
    proof: desk('W5 the patient is booked at another time of the same doctor'),
  },
  {
    rule: 'I8',
    what: 'a device always says that somebody waits',
    file: 'backend/sync/push.ts',
    find: '...(here ? {} : { unattended',
    replace: '...(here || true ? {} : { unattended',
    proof: device('I8 what is pushed of somebody who has left says so'),
  },
  {
    rule: 'I8',
    what: 'who leaves while the answer is under way hears nothing, and nobody else does',
    file: 'backend/sync/push.ts',
    find: 'return here && !attended(entry) && isRefused(answer, ready) ? sendAs(false) : answer;',
    replace: 'return answer;',
    proof: device('I8 who leaves while the answer is under way'),
  },
];
