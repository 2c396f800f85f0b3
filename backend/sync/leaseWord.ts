import * as z from 'zod';
import { extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { WriteTx } from '../db/types.ts';
import { keepWord, keepWordOfCancelled } from './leaseStore.ts';

const Visit = z.object({ resourceType: z.literal('Appointment'), extension: z.array(z.object({ url: z.string(), valueString: z.string().optional() })) });

/** The word by which the visit in this answer has its time; a cancellation keeps that of its visit. Nothing from a server that counts no words. */
export function keepWordOf(tx: WriteTx, commandId: Id, body: unknown): void {
  const said = Visit.safeParse(body).data?.extension.find(({ url }) => url === extensions.word)?.valueString;
  const word = z.string().regex(/^\d{1,16}$/).transform(Number).pipe(z.int()).safeParse(said);
  if (word.success) keepWord(tx, commandId, word.data);
  else keepWordOfCancelled(tx, commandId);
}
