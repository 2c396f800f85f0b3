import * as z from 'zod';
import { ConflictCase, ConflictDecision, ConflictKind, ConflictRow, ConflictSide } from '../../../shared/features/conflicts.ts';
import { codingOf, CodeableConcept, idIn, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { askCentre } from '../../server/askCentre.ts';
import type { Desk } from '../../server/desk.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';

/** With what is said beside it: a name, or the time of a slot. */
const Named = Reference.extend({ display: z.string().optional() });

const Part = z.object({ type: CodeableConcept, valueString: z.string().optional(), valueCode: z.string().optional(), valueInstant: WireInstant.optional(), valueReference: Named.optional() });
type Part = z.infer<typeof Part>;

const Task = z.object({
  id: Id,
  reasonCode: CodeableConcept,
  for: Named.optional(),
  requester: z.object({ display: z.string() }).optional(),
  authoredOn: WireInstant,
  input: z.array(Part).default([]),
  output: z.array(Part).default([]),
});
type Task = z.infer<typeof Task>;

const Page = z.object({ entry: z.array(z.object({ resource: Task })).default([]) });
const Deed = z.object({ deed: z.enum(['decided', 'undone']), decision: ConflictDecision, at: z.number(), by: z.string() });

const partsOf = (parts: readonly Part[], code: string): readonly Part[] => parts.filter(({ type }) => codingOf(type, systems.conflictPart)?.code === code);

function rowOf({ id, reasonCode, for: patient, requester, authoredOn, output }: Task): ConflictRow {
  return ConflictRow.parse({
    ...{ id, openedAt: authoredOn, device: requester?.display ?? null },
    kind: ConflictKind.parse(codingOf(reasonCode, systems.conflictKind)?.code),
    patientId: patient === undefined ? null : idIn(patient, 'Patient'),
    patient: patient?.display ?? '',
    decidedAt: partsOf(output, 'decided-at')[0]?.valueInstant ?? null,
    decision: partsOf(output, 'decision')[0]?.valueCode ?? null,
  });
}

function caseOf(task: Task): ConflictCase {
  const { input, output } = task;
  const side = (code: string): ConflictSide => ConflictSide.parse(JSON.parse(partsOf(input, code)[0]?.valueString ?? 'null'));
  const decisions = partsOf(input, 'decision').map(({ valueCode }) => ConflictDecision.parse(valueCode));
  return ConflictCase.parse({
    ...rowOf(task),
    ...{ ours: side('ours'), theirs: side('theirs'), decisions, suggested: decisions[0] },
    times: partsOf(input, 'time').map(({ valueReference }) => {
      const { display, ...slot } = Reference.extend({ display: WireInstant }).parse(valueReference);
      return { slotId: idIn(slot, 'Slot'), startsAt: display };
    }),
    note: partsOf(output, 'note')[0]?.valueString ?? null,
    decidedBy: partsOf(output, 'decided-by')[0]?.valueString ?? null,
    before: partsOf(input, 'deed').map(({ valueString }) => Deed.parse(JSON.parse(valueString ?? 'null'))),
  });
}

export interface ConflictsNeeds {
  readonly desk: Pick<Desk, 'ask'>;
}

/** Row W5. The cases are the centre's alone: nothing of them is kept here. */
export function createConflictsHandlers({ desk }: ConflictsNeeds): HandlersOf<'conflicts'> {
  return {
    'conflicts.list': async ({ state }) => {
      const answer = await askCentre<never>(desk, { method: 'GET', path: `/fhir/Task/$conflicts?state=${state}&_count=100` }, {});
      return answer instanceof Refusal ? answer : { cases: Page.parse(answer.body).entry.map(({ resource }) => rowOf(resource)) };
    },
    'conflicts.one': async ({ caseId }) => {
      const answer = await askCentre(desk, { method: 'GET', path: `/fhir/Task/${caseId}/$conflict` }, { not_found: 'not_found' });
      return answer instanceof Refusal ? answer : { one: caseOf(Task.parse(answer.body)) };
    },
    'conflicts.decide': async ({ caseId, decision, slotId, note }) => {
      const said = note === null || note.trim() === '' ? [] : [{ name: 'note', valueString: note.trim() }];
      const there = slotId === null ? [] : [{ name: 'slot', valueReference: { reference: `Slot/${slotId}` } }];
      const body = { resourceType: 'Parameters', parameter: [{ name: 'decision', valueCode: decision }, ...there, ...said] };
      const refusals = {
        ...({ case_decided: 'case_decided', note_required: 'note_required', slot_taken: 'slot_taken', slot_closed: 'slot_closed', slot_past: 'slot_past', patient_busy: 'patient_busy' } as const),
        // What was on offer when the case was opened here is not any more: read again, it says what is.
        ...({ consent_withdrawn: 'consent_withdrawn', not_active: 'not_active', invalid_request: 'not_active', not_found: 'not_found', deleted: 'not_found' } as const),
      };
      const answer = await askCentre(desk, { method: 'POST', path: `/fhir/Task/${caseId}/$decide`, body }, refusals);
      return answer instanceof Refusal ? answer : {};
    },
    'conflicts.undo': async ({ caseId }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/fhir/Task/${caseId}/$undo`, body: { resourceType: 'Parameters' } }, { decision_stands: 'decision_stands', not_decided: 'not_decided', not_found: 'not_found' });
      return answer instanceof Refusal ? answer : {};
    },
  };
}
