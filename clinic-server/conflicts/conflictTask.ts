import type { Patient, Task, TaskInput, TaskOutput } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { ConflictDecision, ConflictSide } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire } from '../../shared/lib/moscow.ts';
import { fromDatabase } from '../db/timestamp.ts';
import type { Reader } from '../db/pool.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';
import { initialsOf } from '../ownData/auditTrail.ts';
import { maskedPerson } from '../staff/masked.ts';
import type { Deed, StoredCase } from './caseStore.ts';
import type { FreeTime } from './nearestTimes.ts';

const part = (code: string): TaskInput['type'] => ({ coding: [{ system: systems.conflictPart, code }] });

async function nameOf(from: Reader, patient: Id): Promise<string> {
  const row = await findResource(from, 'Patient', patient);
  if (row === null || row.deleted) return '';
  const { family = '', given = [] } = (row.content as Stored<Patient>).name?.[0] ?? {};
  return maskedPerson({ family, given, birthDate: '', phone: '' }).name;
}

/** A case as a line of a list: whose it is (masked), which kind, at which device, since when. */
export async function conflictTask(from: Reader, one: StoredCase): Promise<Task & { id: string }> {
  const { id, kind, patient, deviceCode, openedAt, decidedAt, decision, note, deciderName } = one;
  const name = patient === null ? '' : await nameOf(from, patient);
  const output: TaskOutput[] = [
    ...(decision === null ? [] : [{ type: part('decision'), valueCode: decision }]),
    ...(decidedAt === null ? [] : [{ type: part('decided-at'), valueInstant: toWire(decidedAt) }]),
    ...(deciderName === null ? [] : [{ type: part('decided-by'), valueString: initialsOf(deciderName) }]),
    ...(note === null ? [] : [{ type: part('note'), valueString: note }]),
  ];
  return {
    resourceType: 'Task',
    id,
    status: decidedAt === null ? 'requested' : 'completed',
    intent: 'order',
    code: { coding: [{ system: systems.taskKind, code: 'conflict-case' }] },
    reasonCode: { coding: [{ system: systems.conflictKind, code: kind }] },
    ...(patient === null ? {} : { for: { reference: `Patient/${patient}`, ...(name === '' ? {} : { display: name }) } }),
    ...(deviceCode === null ? {} : { requester: { type: 'Device', display: deviceCode } }),
    authoredOn: toWire(openedAt),
    lastModified: toWire(decidedAt ?? openedAt),
    ...(output.length === 0 ? {} : { output }),
  };
}

export interface CaseParts {
  readonly ours: ConflictSide;
  readonly theirs: ConflictSide;
  readonly decisions: readonly ConflictDecision[];
  readonly times: readonly FreeTime[];
  readonly deeds: readonly Deed[];
}

/** With both versions, what may be decided (the suggested one first) and the nearest free times. */
export async function wholeConflictTask(from: Reader, one: StoredCase, { ours, theirs, decisions, times, deeds }: CaseParts): Promise<Task & { id: string }> {
  const input: TaskInput[] = [
    { type: part('ours'), valueString: JSON.stringify(ours) },
    { type: part('theirs'), valueString: JSON.stringify(theirs) },
    ...decisions.map((decision) => ({ type: part('decision'), valueCode: decision })),
    ...times.map(({ slotId, startsAt }) => ({ type: part('time'), valueReference: { reference: `Slot/${slotId}`, display: toWire(startsAt) } })),
    ...deeds.map(({ deed, decision, at, by }) => ({ type: part('deed'), valueString: JSON.stringify({ deed, decision, at: fromDatabase(at), by: initialsOf(by) }) })),
  ];
  return { ...(await conflictTask(from, one)), input };
}
