import type { RelatedPerson } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { readResource } from '../fhir/resourceStore.ts';

/** Row R10: who signed for the patient, and by what right. */
export interface SignedFor {
  readonly relatedPersonId: Id;
  readonly name: string;
  readonly relationship: 'parent' | 'guardian' | 'proxy';
}

/** By the sign-in the signature was given in, over or not: the device that sends it does not say. Null: the patient signed. */
export async function signedFor(tx: Tx, signIn: Id | null): Promise<SignedFor | null> {
  if (signIn === null) return null;
  const { rows } = await tx.query<{ relatedPersonId: Id; relationship: SignedFor['relationship'] }>(
    `select p.related_person as "relatedPersonId", p.relationship from sign_in s join representation p on p.id = s.representation where s.id = $1`,
    [signIn],
  );
  const found = rows[0];
  if (!found) return null;
  const { name }: RelatedPerson = await readResource(tx, 'RelatedPerson', found.relatedPersonId);
  return { ...found, name: [name?.[0]?.family, ...(name?.[0]?.given ?? [])].filter((part) => part !== undefined).join(' ') };
}
