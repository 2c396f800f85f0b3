import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import type { readParameters } from '../scheduling/parameters.ts';
import type { Lease } from '../scheduling/slotStore.ts';
import type { Relied } from './relied.ts';
import { provenLease, SignedLease } from './statement.ts';

type Read = ReturnType<typeof readParameters>;

const Part = z.array(z.object({ name: z.string(), valueString: z.string() })).transform((part) => Object.fromEntries(part.map(({ name, valueString }) => [name, valueString]))).pipe(SignedLease);

const Word = z.string().regex(/^[1-9]\d{0,15}$/).transform(Number).pipe(z.int());

/** The lease a command was made on, proven; null: none. One that is another device's, or of another time, is not a lost promise but a lie. */
export function leaseIn(read: Read, { device, slot }: { readonly device: Id; readonly slot: Id }, { denyKey }: Pick<ServerParts, 'denyKey'>): Lease | null {
  const signed = read('lease', 'part', Part);
  if (signed === undefined) return null;
  const lease = provenLease(signed, denyKey);
  if (lease?.device !== device || lease.slot !== slot) throw new FhirRefusal(400, 'invalid_request', { expression: ['Parameters.parameter.lease'] });
  return lease;
}

const Parts = z.object({ parameter: z.array(z.unknown()) });
const isWord = (part: unknown): boolean => z.object({ name: z.literal('word') }).safeParse(part).success;

/**
 * What a command asks, without the word a device adds when it tells a restored server again: it is the same command still, and where its
 * answer is remembered it must not be taken for another one under the same key.
 */
export function withoutWord(body: unknown): unknown {
  const { data } = Parts.safeParse(body);
  return data?.parameter.some(isWord) ? { ...(body as object), parameter: data.parameter.filter((part) => !isWord(part)) } : body;
}

export const wordIn = (read: Read): number | null => read('word', 'valueString', Word) ?? null;

/**
 * Whether a word is one of an earlier history of the server. In the present one every answer is remembered, so a word of it proves nothing
 * that the answer itself would not say; a device that made one up could book past the rules of everybody else.
 */
async function isFormer(tx: Tx, word: number): Promise<boolean> {
  const { rows } = await tx.query<{ former: boolean }>(`select $1::bigint < (m.value::bigint << 40) as former from meta m where m.name = 'history ordinal'`, [word]);
  return rows[0]?.former === true;
}

export async function reliedOn(tx: Tx, lease: Lease | null, word: number | null): Promise<Relied | null> {
  if (lease !== null) return { lease, word: lease.word };
  return word !== null && (await isFormer(tx, word)) ? { lease: null, word } : null;
}
