import * as z from 'zod';
import { Beside, HumanName, localText, namePartsOf } from '../../shared/fhir/fields.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { reading, type Reader } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { findResource } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import type { SignInMethod } from '../identity/signInStore.ts';
import { maskedPerson } from '../staff/masked.ts';
import { pendingEmail } from './emailChangeStore.ts';
import { findOwn, type Owner } from './ownAccount.ts';
import { hasPassword } from './proof.ts';

const Person = z.object({ telecom: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional() });
const Place = z.object({ name: z.string(), _name: Beside.optional() });

const Named = z.object({ name: z.array(HumanName).min(1) });

/** As a desk shows people: enough to know whom one acts for, too little for whoever looks over a shoulder. */
function initialsOf(person: unknown): string {
  const [name] = Named.safeParse(person).data?.name ?? [];
  if (name === undefined) return '';
  const { family, given, patronymic } = namePartsOf(name);
  return maskedPerson({ family, given: [given, patronymic ?? ''].filter(Boolean), birthDate: '', phone: '' }).name;
}

interface SessionRow {
  readonly id: Id;
  readonly place: unknown;
  readonly method: SignInMethod;
  readonly startedAt: number;
  readonly endsAt: number;
  /** R10. Null: nobody acts for anybody. */
  readonly who: 'for' | 'by' | null;
  /** The other of the two. */
  readonly person: unknown;
}

async function openSessions(from: Reader, { patientId, signInId }: Owner, now: number): Promise<object[]> {
  const { rows } = await from.query<SessionRow>(
    `select s.id, s.method, ${milliseconds('s.made_at')} as "startedAt", ${milliseconds('s.token_ends_at')} as "endsAt", r.content as place,
       case when p.representative = $1 then 'for' when p.id is not null then 'by' end as who, o.content as person
     from sign_in s left join representation p on p.id = s.representation
       left join resource o on o.type = 'Patient' and o.id = (case when p.representative = $1 then p.patient else p.representative end)::text and not o.deleted
       join device d on d.id = s.device left join resource r on r.type = 'Location' and r.id = d.office_id::text and not r.deleted
     where (s.patient = $1 or s.representation in (select p.id from representation p where p.representative = $1)) and s.ended_at is null and s.token_expires_at > $2
     order by s.made_at desc, s.id limit 50`,
    [patientId, timestamp(now)],
  );
  return rows.map(({ id, place, method, startedAt, endsAt, who, person }) => {
    const office = Place.safeParse(place);
    return {
      ...{ id, here: id === signInId, method, startedAt: fromDatabase(startedAt), endsAt: fromDatabase(endsAt) },
      acting: who === null ? null : { who, name: initialsOf(person) },
      place: office.success ? localText(office.data.name, office.data._name) : null,
    };
  });
}

async function phoneOf(from: Reader, patientId: Id): Promise<string | null> {
  const found = await findResource(from, 'Patient', patientId);
  return Person.parse(found?.content ?? {}).telecom?.find(({ system }) => system === 'phone')?.value ?? null;
}

/** What a person sees of their own account. */
export async function overviewOf(parts: ServerParts, owner: Owner): Promise<object> {
  const from = reading(parts.pool);
  const { account } = await findOwn(from, owner);
  return {
    patientId: owner.patientId,
    login: account?.login ?? null,
    hasPassword: account !== null && hasPassword(parts, account),
    esiaLinked: account?.esiaLinked ?? false,
    phone: await phoneOf(from, owner.patientId),
    pendingEmail: await pendingEmail(from, owner.signInId, parts.now()),
    sessions: await openSessions(from, owner, parts.now()),
  };
}
