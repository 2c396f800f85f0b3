import type { Patient } from '@medplum/fhirtypes';
import * as z from 'zod';
import { HumanName, namePartsOf } from '../../shared/fhir/fields.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, reading, type Tx } from '../db/pool.ts';
import { milliseconds } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, readResource } from '../fhir/resourceStore.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { openSignIn, type OpenedSignIn } from '../identity/openSignIn.ts';
import { endSignIn, type SignInMethod } from '../identity/signInStore.ts';
import { audit } from '../locks/identityAudit.ts';
import { eyesOfRight, writeAccess } from '../ownData/accessLog.ts';
import { lockRight, rightsOf, type Representation } from './representationStore.ts';

type Person = Extract<Caller, { kind: 'patient' }>;
type Name = ReturnType<typeof namePartsOf>;

interface Current {
  readonly account: Id | null;
  readonly method: SignInMethod;
  readonly terms: string | null;
  readonly provedAt: Instant;
}

interface OpenedFor extends OpenedSignIn {
  readonly representative: { readonly patientId: Id; readonly name: Name } | null;
}

/** Who proved who they are, whomever they act for: from there it always goes on, so nobody acts for somebody by way of a third. */
const selfOf = ({ patientId, representation }: Person): Id => representation?.representativeId ?? patientId;

const nameOf = ({ name }: Patient): Name => {
  const read = HumanName.safeParse(name?.[0]);
  return read.success ? namePartsOf(read.data) : { family: name?.[0]?.family ?? '', given: '', patronymic: null };
};

/** The sign-in that is left, locked. 401 when it has ended meanwhile: a changed password must not be outrun. */
async function current(tx: Tx, signInId: Id): Promise<Current> {
  const { rows } = await tx.query<Current>(
    `select s.account, s.method, s.terms_confirmed as terms, ${milliseconds('s.made_at')} as "provedAt" from sign_in s where s.id = $1 and s.ended_at is null for update`,
    [signInId],
  );
  if (!rows[0]) throw new FhirRefusal(401, 'no_token');
  return rows[0];
}

/** Locks the accounts of both, in one order and before anything else, as a registrar's lock does. */
async function assertOpen(tx: Tx, people: readonly Id[]): Promise<void> {
  const { rows } = await tx.query<{ patient: Id; locked: boolean; closed: boolean }>(
    'select a.patient, a.locked_at is not null as locked, a.closed_at is not null as closed from account a where a.patient = any($1::uuid[]) order by a.id for share',
    [people],
  );
  for (const person of people) {
    const accounts = rows.filter(({ patient }) => patient === person);
    // Nobody to act for, or as: a registrar has closed the door, or the owner has.
    if (accounts.some(({ locked, closed }) => locked && !closed) || (accounts.length > 0 && accounts.every(({ closed }) => closed))) throw new FhirRefusal(403, 'locked');
  }
}

async function rightTo(tx: Tx, { self, patientId, now }: { self: Id; patientId: Id; now: Instant }): Promise<Representation> {
  const right = await lockRight(tx, { patient: patientId, representative: self, now });
  const represented = await findResource(tx, 'Patient', patientId);
  // A record that was merged into another is nobody's any more.
  if (!right || !represented || represented.deleted || (represented.content as Patient).active === false) throw new FhirRefusal(403, 'not_representative');
  return right;
}

/** Row R10: from the sign-in that asks to one for that person, or back to oneself, in one commit. */
async function actFor(tx: Tx, parts: ServerParts, caller: Person, patientId: Id): Promise<OpenedFor> {
  const now = parts.now();
  const self = selfOf(caller);
  await assertOpen(tx, [self, patientId]);
  const right = patientId === self ? null : await rightTo(tx, { self, patientId, now });
  const { account, method, terms, provedAt } = await current(tx, caller.signInId);
  // At a desk's device several may be signed in; here it is this one who goes over.
  await endSignIn(tx, caller.signInId, now);
  const { deviceId, profile } = caller;
  const opened = await openSignIn(tx, parts, { deviceId, profile, accountId: account, patientId, method, terms, acting: { representation: right?.id ?? null, provedAt } });
  const by = { device: deviceId, now, ...(account === null ? {} : { account }) };
  if (caller.representation) await audit(tx, { action: 'acting_ended', patient: caller.patientId, representative: self, representation: caller.representation.id, ...by });
  if (!right) return { ...opened, representative: null };
  await audit(tx, { action: 'acts_for', patient: patientId, representative: self, representation: right.id, ...by });
  return { ...opened, representative: { patientId: self, name: nameOf(await readResource(tx, 'Patient', self)) } };
}

/** Row R10 at a kiosk. Whom one may not act for and who does not exist are one answer. */
export const actingFor: Routes = (app, parts) => {
  const personOf = (caller: Caller): Person => {
    if (caller.kind !== 'patient') throw new FhirRefusal(403, 'forbidden');
    return caller;
  };

  app.get('/identity/represented', async (request) => {
    const caller = personOf(callerOf(request));
    const self = selfOf(caller);
    const from = reading(parts.pool);
    const people = await rightsOf(from, self, 'representative', parts.now());
    // D4: each of them is told who has seen their name and birth date here. Always in one order: two such lists must not wait for each other.
    await inTransaction(parts.pool, async (tx) => {
      for (const { id, person } of people.toSorted((one, other) => one.person.id.localeCompare(other.person.id))) await writeAccess(tx, { deed: 'read', patients: [person.id], things: ['person'] }, eyesOfRight(id, caller.deviceId), parts.now());
    });
    return {
      self: { patientId: self, name: nameOf(await readResource(from, 'Patient', self)) },
      people: people.map(({ id, person, relationship, until }) => ({
        ...{ patientId: person.id, representationId: id, name: nameOf(person), birthDate: person.birthDate, relationship, until },
      })),
    };
  });

  app.post('/identity/act-for', async (request) => {
    const caller = personOf(callerOf(request));
    const asked = z.object({ patientId: Id }).safeParse(request.body);
    if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
    return inTransaction(parts.pool, (tx) => actFor(tx, parts, caller, asked.data.patientId));
  });
};
