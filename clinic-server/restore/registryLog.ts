import { existsSync, readFileSync, renameSync } from 'node:fs';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { writeDurably } from './historyFile.ts';

const EnrolledDevice = z.strictObject({
  kind: z.literal('device'),
  id: Id,
  code: z.string(),
  profile: Profile,
  officeId: Id,
  publicKey: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  enrolledAt: z.int(),
});
const RevokedDevice = z.strictObject({ kind: z.literal('revoked'), id: Id, why: z.enum(['revoked', 'cloned']), at: z.int() });
/** Whose entries a device may bring: without it a restored server would not know in whose name the lost hour was. */
const SignedIn = z.strictObject({ kind: z.literal('signIn'), id: Id, device: Id, patient: Id, method: z.string(), representation: Id.nullable(), madeAt: z.int() });
const Fact = z.discriminatedUnion('kind', [EnrolledDevice, RevokedDevice, SignedIn]);
export type Fact = z.infer<typeof Fact>;

export const logOf = (historyFile: string): string => `${historyFile}.log`;

/** Facts in the order they were told. What a power cut has left of the last line is nothing that anybody was told. */
export function readLog(path: string): readonly Fact[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const torn = lines.pop() ?? '';
  return [...lines.filter((line) => line !== '').map((line) => Fact.parse(JSON.parse(line))), ...whole(torn)];
}

function whole(line: string): Fact[] {
  try {
    return [Fact.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

export function appendFacts(path: string, facts: readonly Fact[]): void {
  if (facts.length > 0) writeDurably(path, 'a', facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
}

/** As long as a device may bring an entry (signInStore.ts); devices are kept for ever. */
export const signInsKeptMs = 40 * 86_400_000;

/** At a start: without sign-ins nobody may name any more, and without a torn end that the next line would be glued to. */
export function tidied(path: string, now: number): readonly Fact[] {
  const facts = readLog(path).filter((fact) => fact.kind !== 'signIn' || fact.madeAt > now - signInsKeptMs);
  if (!existsSync(path)) return facts;
  writeDurably(`${path}.new`, 'w', facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  renameSync(`${path}.new`, path);
  return facts;
}
