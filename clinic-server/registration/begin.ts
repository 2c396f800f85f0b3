import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';
import { assertAcceptances } from '../documents/attachAcceptances.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import { findAccount } from '../identity/accountStore.ts';
import { assertPasswordsOpen } from '../identity/esiaRequired.ts';
import { claimLetter } from '../mail/allowance.ts';
import { letterOf, type LetterFacts, type LetterKind } from '../mail/letters.ts';
import { putLetter } from '../mail/letterStore.ts';
import type { PersonForm } from './form.ts';
import { codeHash, newCode } from './proofs.ts';
import { addRegistration, endOthers, lockRegistration, renewProofs, type Proofs } from './registrationStore.ts';
import { codeSeconds, linkSeconds } from './times.ts';

/** The same for everybody, known or not. */
export interface Begun {
  readonly registrationId: Id;
  readonly codeSeconds: number;
  readonly linkSeconds: number;
}

interface Asker {
  readonly device: Id;
  /** Address of a web page's visitor; null for a device, which is counted by itself. */
  readonly caller: string | null;
}

export interface Asked extends Asker {
  readonly email: string;
  /** Null: a new password only. */
  readonly form: PersonForm | null;
  readonly acceptances: readonly Id[];
}

/** A server without mail, or with Gosuslugi as the only way in, says so to everybody alike. That a letter could not be sent at once is nobody's answer: it waits. */
function assertMail(parts: ServerParts): void {
  assertPasswordsOpen(parts);
  if (!parts.config.mail) throw new FhirRefusal(503, 'mail_unavailable');
}

interface Written {
  readonly told: Id;
  readonly email: string;
  readonly kind: LetterKind;
}

/** The letter and the hashes of what it carries. The address of the link is the clinic's own word: a request's Host is the asker's. */
async function writeLetter(tx: Tx, parts: ServerParts, { told, email, kind }: Written): Promise<Proofs> {
  const now = parts.now();
  const [code, token] = [newCode(), newSecret()];
  const linkEnds = (now + linkSeconds * 1000) as Instant;
  const facts: LetterFacts = {
    clinic: parts.config.clinicName.ru,
    phone: parts.config.clinicPhone,
    link: `${parts.publicUrl()}/set-password/${token}`,
    code,
    codeMinutes: codeSeconds / 60,
    linkHours: linkSeconds / 3600,
  };
  await putLetter(tx, { id: parts.newId(), to: email, letter: letterOf(kind, facts), expiresAt: linkEnds, now });
  // Who has no account gets a letter that opens nothing. What is kept then is the hash of secrets that were never sent: an empty place
  // would cost the database less, and that could be measured from outside.
  const sent = kind === 'nobody' ? { code: newSecret(), token: newSecret() } : { code, token };
  return { codeHash: codeHash(told, sent.code), linkHash: hashOf(sent.token), codeEnds: (now + codeSeconds * 1000) as Instant, linkEnds };
}

async function kindFor(tx: Tx, email: string, registers: boolean): Promise<LetterKind> {
  const account = await findAccount(tx, email);
  if (registers) return account ? 'known' : 'registration';
  return account ? 'recovery' : 'nobody';
}

/**
 * A letter with a link and a code. Every step is taken for every address, known or not, so neither the answer nor its time tells them
 * apart. 503 `mail_unavailable`, 429 `slow_down`, 409 `documents_not_accepted`.
 */
export async function beginRegistration(parts: ServerParts, { device, caller, email, form, acceptances }: Asked): Promise<Begun & { readonly id: Id }> {
  assertMail(parts);
  return inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    await claimLetter(tx, { device, caller, address: email }, now);
    // Before any letter: nobody is written to for a registration whose documents are not signed.
    if (form) await assertAcceptances(tx, parts, { ids: acceptances, deviceId: device });
    const [id, told] = [parts.newId(), parts.newId()];
    const kind = await kindFor(tx, email, form !== null);
    const proofs = await writeLetter(tx, parts, { told, email, kind });
    await addRegistration(tx, { ...proofs, id, told, device, email, form: kind === 'registration' ? form : null, acceptances, now });
    await endOthers(tx, email, id, now);
    return { id, registrationId: told, codeSeconds, linkSeconds };
  });
}

/** Once more; the link and the code before it are dead. 410 `code_gone` when there is nothing to go on with, and what `beginRegistration` refuses. */
export async function resend(parts: ServerParts, registrationId: Id, { device, caller }: Asker): Promise<Begun> {
  assertMail(parts);
  return inTransaction(parts.pool, async (tx) => {
    const now = parts.now();
    const found = await lockRegistration(tx, registrationId, device, now);
    if (!found) throw new FhirRefusal(410, 'code_gone');
    await claimLetter(tx, { device, caller, address: found.email }, now);
    const proofs = await writeLetter(tx, parts, { told: registrationId, email: found.email, kind: await kindFor(tx, found.email, found.acceptances.length > 0) });
    await renewProofs(tx, found.id, proofs);
    return { registrationId, codeSeconds, linkSeconds };
  });
}
