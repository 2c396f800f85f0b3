import type { Resource } from '@medplum/fhirtypes';
import { ConflictDeed, type ConflictSide } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { LocalText } from '../../shared/lib/localText.ts';
import { fromWire, instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Reader } from '../db/pool.ts';
import { findResource, type OfType } from '../fhir/resourceStore.ts';
import { idOf } from '../scheduling/appointmentResource.ts';
import type { StoredSide } from './caseStore.ts';

async function contentOf<T extends Resource['resourceType']>(from: Reader, type: T, id: Id | null): Promise<Partial<OfType<T>>> {
  const row = id === null ? null : await findResource(from, type, id);
  return row === null || row.deleted ? {} : (row.content as OfType<T>);
}

/** Surname and first letters, in both languages where the clinic wrote both. */
async function doctorAt(from: Reader, slot: Id): Promise<{ readonly doctor: LocalText | null; readonly startsAt: Instant | null }> {
  const { schedule, start } = await contentOf(from, 'Slot', slot);
  const { actor = [] } = await contentOf(from, 'Schedule', idOf('Schedule', schedule));
  const role = actor.find((one) => idOf('PractitionerRole', one));
  const { practitioner } = await contentOf(from, 'PractitionerRole', idOf('PractitionerRole', role));
  const { name } = await contentOf(from, 'Practitioner', idOf('Practitioner', practitioner));
  const { family = '', given = [] } = name?.[0] ?? {};
  const ru = [family, ...given.map((one) => `${[...one][0] ?? ''}.`)].join(' ').trim();
  return { doctor: ru === '' ? null : { ru, en: null }, startsAt: start === undefined ? null : fromWire(start) };
}

async function codeOfDevice(from: Reader, device: Id | null): Promise<string | null> {
  if (device === null) return null;
  const { rows } = await from.query<{ code: string }>('select d.code from device d where d.id = $1', [device]);
  return rows[0]?.code ?? null;
}

function instantOf(value: string | number | null): Instant | null {
  if (typeof value === 'number') return instant(value);
  const at = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(at) ? null : instant(at);
}

/** One version as a person compares it. `fallback`: what the case itself says where the side is silent. */
export async function shownSide(from: Reader, side: StoredSide | null, fallback: { readonly slot: Id | null; readonly device: Id | null; readonly what: ConflictDeed }): Promise<ConflictSide> {
  const visit = await contentOf(from, 'Appointment', side?.appointment ?? null);
  const slot = side?.slot ?? idOf('Slot', visit.slot?.[0]) ?? fallback.slot;
  const found = slot === null ? { doctor: null, startsAt: null } : await doctorAt(from, slot);
  return {
    what: ConflictDeed.safeParse(side?.what ?? fallback.what).data ?? 'other',
    doctor: found.doctor,
    startsAt: instantOf(side?.startsAt ?? null) ?? found.startsAt,
    status: side?.status ?? null,
    device: await codeOfDevice(from, side?.device ?? fallback.device),
    madeAt: instantOf(side?.madeAt ?? side?.since ?? null),
    refusal: side?.refusal ?? null,
  };
}
