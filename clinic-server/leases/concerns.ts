import type { Patient } from '@medplum/fhirtypes';
import type { ConflictKind } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { openConflict } from '../conflicts/openConflict.ts';
import type { Unattended } from '../conflicts/unattended.ts';
import { whatStands } from '../conflicts/whatStands.ts';
import type { Tx } from '../db/pool.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';
import type { Standing } from '../scheduling/book.ts';
import type { Concern } from './relied.ts';

const kinds: Readonly<Record<Concern, ConflictKind>> = {
  slot_closed: 'slot_closed',
  schedule_changed: 'schedule_changed',
  patient_busy: 'patient_busy',
  consent_withdrawn: 'consent_withdrawn',
  visit_changed: 'schedule_changed',
};

async function otherVisit(tx: Tx, { id, patient, startsAt, endsAt }: Standing): Promise<object | null> {
  const { rows } = await tx.query<{ appointment: Id }>(
    `select s.appointment from appointment_span s where s.patient = $1 and s.active and s.appointment <> $2 and s.during && tstzrange(to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000)) limit 1`,
    [patient, id, startsAt, endsAt],
  );
  return rows[0] ? whatStands(tx, { slot: null, appointment: rows[0].appointment }) : null;
}

async function isMerged(tx: Tx, patient: Id): Promise<boolean> {
  const row = await findResource(tx, 'Patient', patient);
  const { link = [] } = (row?.content ?? {}) as Partial<Stored<Patient>>;
  return link.some(({ type }) => type === 'replaced-by');
}

/** O2, W5. A promise was kept though something is wrong with it: in the transaction that kept it, somebody is asked to look. */
export async function openConcerns(tx: Tx, visit: Standing, { device, patient, asked, madeAt }: Unattended, { key, now }: { readonly key: Id; readonly now: Instant }): Promise<void> {
  const found = new Map<ConflictKind, object | null>();
  for (const concern of visit.concerns) {
    if (concern === 'patient_busy') found.set(kinds[concern], await otherVisit(tx, visit));
    else found.set(kinds[concern], concern === 'consent_withdrawn' ? null : await whatStands(tx, { slot: visit.slot, appointment: concern === 'visit_changed' ? visit.id : null }));
  }
  if (await isMerged(tx, visit.patient)) found.set('patient_merged', null);
  const { what, startsAt, number } = asked;
  for (const [kind, theirs] of found)
    await openConflict(tx, {
      ...{ kind, patient: patient ?? visit.patient, device, commandKey: key, appointment: visit.id, slot: visit.slot, theirs, now },
      ours: { what, appointment: visit.id, slot: visit.slot, startsAt: startsAt ?? visit.startsAt, number, device, madeAt, refusal: null },
    });
}
