import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { AccessThing } from '../../shared/features/ownData.ts';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction, type Reader, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { patientOf } from '../fhir/compartment.ts';
import type { Caller } from '../http/caller.ts';
import type { ServerParts } from '../http/parts.ts';

type Deed = 'read' | 'changed' | 'caseSeen' | 'codeMinted' | 'exported' | 'exportSent' | 'exportTaken';

/** Looks go on and on; what is done once is told each time it is done. */
const looks: readonly Deed[] = ['read', 'changed', 'caseSeen'];
const spanMs = 600_000;

export interface Access {
  readonly deed: Deed;
  /** Sorted here: two answers about the same people must not wait for each other. */
  readonly patients: readonly string[];
  readonly things: readonly AccessThing[];
}

interface Eyes {
  readonly reader: string;
  readonly staff: Id | null;
  readonly representation: Id | null;
  readonly device: Id | null;
}

/** Whose eyes a request has. The patient's own are `self`: what they look at is theirs. */
function eyesOf(caller: Caller): Eyes {
  if (caller.kind === 'system') return { reader: 'system', staff: null, representation: null, device: null };
  const device = caller.deviceId;
  if (caller.kind === 'staff') return { reader: caller.staffId, staff: caller.staffId, representation: null, device };
  const representation = (caller.kind === 'patient' ? caller.representation : caller.signIn?.representation)?.id ?? null;
  return { reader: representation ?? 'self', staff: null, representation, device };
}

/** In the transaction of what it tells of, or before the answer goes out. `eyes`: where the token alone does not say whose they are. */
export async function writeAccess(tx: Tx, { deed, patients, things }: Access, eyes: Eyes, now: number): Promise<void> {
  const known = [...new Set(patients)].filter((id) => Id.safeParse(id).success).sort();
  if (known.length === 0) return;
  const span = looks.includes(deed) ? Math.floor(now / spanMs) : null;
  await tx.query(
    `insert into access_log (at, deed, patient, reader, staff, representation, device, things, span)
     select $1, $2, p.id, $4, $5, $6, $7, $8::text[], $9 from unnest($3::uuid[]) with ordinality as p(id, place) order by p.place
     on conflict (patient, reader, deed, span) where span is not null
     do update set things = access_log.things || array(select t from unnest(excluded.things) as t where t <> all(access_log.things)) where not access_log.things @> excluded.things`,
    [timestamp(now), deed, known, eyes.reader, eyes.staff, eyes.representation, eyes.device, [...new Set(things)], span],
  );
}

/** Nothing is written of a patient who looks at their own record. Throwing withholds the answer: what cannot be noted is not shown. */
export async function noteAccess(parts: Pick<ServerParts, 'pool' | 'now'>, caller: Caller, access: Access): Promise<void> {
  const eyes = eyesOf(caller);
  if (access.patients.length === 0 || (eyes.reader === 'self' && looks.includes(access.deed))) return;
  await inTransaction(parts.pool, (tx) => writeAccess(tx, access, eyes, parts.now()));
}

/** What was done for the patient themself, or by who acts for them. */
export async function noteDeed(tx: Tx, parts: Pick<ServerParts, 'now'>, caller: Caller, access: Access): Promise<void> {
  await writeAccess(tx, access, eyesOf(caller), parts.now());
}

/** A deed of the owner from outside the clinic: no device of ours was there. */
export const ownersEyes: Eyes = { reader: 'self', staff: null, representation: null, device: null };

/** Right by somebody else's look: a person one may act for, named to who may. */
export function eyesOfRight(representation: Id, device: Id): Eyes {
  return { reader: representation, staff: null, representation, device };
}

const thingOf: Readonly<Partial<Record<Resource['resourceType'], AccessThing>>> = {
  ...{ Patient: 'person', Appointment: 'visits', Encounter: 'visits', ChargeItem: 'visits', Task: 'visits', DiagnosticReport: 'results', Observation: 'results' },
  ...{ ServiceRequest: 'orders', Consent: 'documents', DocumentReference: 'documents', RelatedPerson: 'representatives', AuditEvent: 'audit' },
};

const isResource = (value: unknown): value is Resource => value !== null && typeof value === 'object' && 'resourceType' in value;

/** Also where an answer of ours has resources beside other things; what staff do so is in the audit of their own route. */
function resourcesIn(payload: unknown, { kind }: Caller): readonly Resource[] {
  if (isResource(payload)) return payload.resourceType === 'Bundle' ? ((payload as Bundle).entry ?? []).flatMap(({ resource }) => (resource ? [resource] : [])) : [payload];
  if (payload === null || typeof payload !== 'object' || kind === 'staff') return [];
  return Object.values(payload).flat().filter(isResource);
}

const isLook = ({ method, url }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD' || (url.split('?')[0] ?? '').endsWith('/_search');

/**
 * Row D4: whatever resources an answer carries, by whichever route, their patients are told who has seen them. Here and not in the routes,
 * so that no route to come can forget it. Refusals tell nothing of anybody and are not written.
 */
export function logAccesses(app: FastifyInstance, parts: Pick<ServerParts, 'pool' | 'now'>): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    const { caller } = request;
    if (caller === null || reply.statusCode >= 400 || eyesOf(caller).reader === 'self') return payload;
    const seen = resourcesIn(payload, caller).flatMap((resource) => {
      const patient = patientOf(resource);
      return patient === null ? [] : [{ patient, thing: thingOf[resource.resourceType] ?? 'other' }];
    });
    await noteAccess(parts, caller, { deed: isLook(request) ? 'read' : 'changed', patients: seen.map(({ patient }) => patient), things: seen.map(({ thing }) => thing) });
    return payload;
  });
}

/** Whose a file is; null: no such file. */
export async function ownerOfFile(from: Reader, id: Id): Promise<Id | null> {
  const { rows } = await from.query<{ patient: Id | null }>('select c.patient from document_copy c where c.id = $1 union all select f.patient from result_file f where f.id = $1', [id]);
  return rows[0]?.patient ?? null;
}
