import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query } from '../rpc/procedure.ts';

/** So many times are shown; a desk whose line is down for a day needs no longer list. */
export const longestLeaseList = 50;

/** A time that is this workplace's alone to give out until it begins (row O2). */
export const OwnTime = z.object({
  slotId: Id,
  startsAt: Instant,
  durationMinutes: z.int(),
  /** Null when the doctor's own rows have not come yet. */
  doctor: z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable(), speciality: LocalText }).nullable(),
});
export type OwnTime = z.infer<typeof OwnTime>;

export const leases = {
  /** The first times in order, how many there are in all, and how many were given out that the centre has not heard of yet. */
  'leases.mine': query({
    allow: ['registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ times: z.array(OwnTime).max(longestLeaseList), total: z.int(), givenOut: z.int() }),
  }),
};
