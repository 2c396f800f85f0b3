import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';
import { openingHours } from './openingHours.ts';
import { findOffice } from './store.ts';

/** When this device's office is open on a weekday (1 Monday … 7 Sunday), in minutes of the Moscow day; null: closed, or the clinic did not say. */
export function officeHours(db: ReadDb, officeId: Id): (weekday: number) => { from: number; until: number } | null {
  const office = findOffice(db, officeId);
  return (weekday) => {
    const hours = office === undefined ? null : openingHours(office.hours, weekday);
    return hours === null ? null : { from: hours.opensAtMinute, until: hours.closesAtMinute };
  };
}
