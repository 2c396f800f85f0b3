import type { ContactPoint, Patient } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { findResource, readResource, updateResource } from '../fhir/resourceStore.ts';

/** The first of its kind is the one the person sees; others are the clinic's own notes and stay. */
function replaced(telecom: readonly ContactPoint[], system: 'phone' | 'email', value: string): ContactPoint[] {
  const at = telecom.findIndex((one) => one.system === system);
  const before = telecom[at];
  if (before === undefined) return [...telecom, { system, value, ...(system === 'phone' ? { use: 'mobile' as const } : {}) }];
  return telecom.with(at, { ...before, value });
}

/** The person's record, and with it every device that shows it. */
export async function writeContact(tx: Tx, patientId: Id, system: 'phone' | 'email', value: string): Promise<void> {
  // Locked before it is read: a change the clinic makes at this moment would be written over.
  await findResource(tx, 'Patient', patientId, true);
  const patient: Patient & { id: string } = await readResource(tx, 'Patient', patientId);
  await updateResource(tx, { ...patient, telecom: replaced(patient.telecom ?? [], system, value) });
}
