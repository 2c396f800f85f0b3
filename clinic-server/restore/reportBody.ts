import * as z from 'zod';
import { SignedLease } from '../leases/statement.ts';
import { SlotReference } from '../scheduling/parameters.ts';
import { Id } from '../../shared/lib/ids.ts';

const Texts = z
  .array(z.object({ name: z.string(), valueString: z.string() }))
  .transform((part) => Object.fromEntries(part.map(({ name, valueString }) => [name, valueString])));

export const LeasePart = z.object({ part: Texts.pipe(SignedLease) }).transform(({ part }) => part);

const Named = z.array(z.looseObject({ name: z.string() }));

const Claimed = z.object({
  slot: z.object({ valueReference: SlotReference }),
  appointment: z.object({ valueReference: z.object({ reference: z.string().regex(/^Appointment\//) }).transform(({ reference }) => reference.slice('Appointment/'.length)).pipe(Id) }),
  word: z.object({ valueString: z.string().regex(/^[1-9]\d{0,15}$/).transform(Number).pipe(z.int()) }),
});

/** A visit the device stands for. The lease it was made on goes with the booking itself; here its word is enough. */
export const ClaimPart = z
  .object({ part: Named })
  .transform(({ part }): unknown => Object.fromEntries(part.map((one) => [one.name, one])))
  .pipe(Claimed)
  .transform(({ slot, appointment, word }) => ({ slot: slot.valueReference, appointment: appointment.valueReference, word: word.valueString }));
