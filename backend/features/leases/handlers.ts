import { longestLeaseList, type OwnTime } from '../../../shared/features/leases.ts';
import type { HandlersOf } from '../../server/handler.ts';
import { countGivenOut, countOwnTimes, listOwnTimes, type OwnTimeRow } from './store.ts';

export function createLeasesHandlers(): HandlersOf<'leases'> {
  return {
    'leases.mine': (db, _input, { now }) => ({
      times: listOwnTimes(db, { now, most: longestLeaseList }).map(toOwnTime),
      total: countOwnTimes(db, now),
      givenOut: countGivenOut(db),
    }),
  };
}

function toOwnTime({ slotId, startsAt, endsAt, family, given, patronymic, specialityRu, specialityEn }: OwnTimeRow): OwnTime {
  const doctor = family === null || given === null ? null : { family, given, patronymic, speciality: { ru: specialityRu ?? '', en: specialityEn } };
  return { slotId, startsAt, durationMinutes: Math.round((endsAt - startsAt) / 60_000), doctor };
}
