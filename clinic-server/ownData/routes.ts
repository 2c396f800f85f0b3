import type { FastifyRequest } from 'fastify';
import { inTransaction, reading } from '../db/pool.ts';
import { scopeOf } from '../fhir/access.ts';
import { baseOf, bundleOf } from '../fhir/bundle.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { logAccesses, noteAccess, noteDeed } from './accessLog.ts';
import { askedTrail, eventById, trailBundle } from './auditTrail.ts';
import { collect } from './collect.ts';
import { createCopies } from './copies.ts';
import { sendHome } from './takeHome.ts';
import { takeHomePages } from './takeHomePages.ts';

/** Bytes of files inside a Bundle: as base64 they are a third more, and a device takes answers of 32 MB. */
const mostFileBytes = 16_000_000;

type Reader = Extract<Caller, { kind: 'patient' | 'system' }>;

/** A record and its trail are the patient's, and the clinic's own systems'. A device and staff have no business with a whole one. */
function readerOf(request: FastifyRequest): Reader {
  const caller = callerOf(request);
  if (caller.kind !== 'patient' && caller.kind !== 'system') throw new FhirRefusal(403, 'forbidden');
  return caller;
}

function parametersOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
}

function formatOf(request: FastifyRequest): 'json' | 'pdf' {
  const asked = parametersOf(request);
  if ([...asked.keys()].some((name) => name !== '_format') || asked.getAll('_format').length > 1) throw new FhirRefusal(400, 'unknown_parameter');
  const format = asked.get('_format') ?? 'json';
  if (format === 'application/pdf') return 'pdf';
  if (/^(application\/)?(fhir[+ ])?json$/.test(format)) return 'json';
  throw new FhirRefusal(406, 'format_not_served');
}

/** Row D4. docs/wire.md, «Own data». */
export const ownData: Routes = (app, parts) => {
  const reader = reading(parts.pool);
  const copies = createCopies(parts);
  const clinic = parts.config.clinicName.ru;
  logAccesses(app, parts);

  app.get('/fhir/AuditEvent', async (request, reply) => {
    const caller = readerOf(request);
    const asked = askedTrail(parametersOf(request));
    if (caller.kind === 'patient' && caller.patientId !== asked.patient) throw new FhirRefusal(404, 'not_found');
    // A search for nobody finds nothing, as any other.
    const found = await reader.query(`select from resource r where r.type = 'Patient' and r.id = $1`, [asked.patient]);
    if (found.count === 0) return reply.type(fhirJson).send(bundleOf('searchset', [], { self: `${baseOf(request)}/AuditEvent` }, 0));
    const bundle = await trailBundle(reader, asked, { clinic, base: baseOf(request) });
    await noteAccess(parts, caller, { deed: 'read', patients: [asked.patient], things: ['audit'] });
    return reply.type(fhirJson).send(bundle);
  });

  app.get<{ Params: { id: string } }>('/fhir/AuditEvent/:id', async (request, reply) => {
    const caller = readerOf(request);
    const event = caller.kind === 'patient' ? await eventById(reader, caller.patientId, request.params.id, clinic) : null;
    if (!event) throw new FhirRefusal(404, 'not_found');
    await noteAccess(parts, caller, { deed: 'read', patients: caller.kind === 'patient' ? [caller.patientId] : [], things: ['audit'] });
    return reply.type(fhirJson).send(event);
  });

  app.get<{ Params: { id: string } }>('/fhir/Patient/:id/$everything', async (request, reply) => {
    const caller = readerOf(request);
    const format = formatOf(request);
    const everything = await collect(reader, scopeOf(caller), request.params.id, { clinic, mostFileBytes: format === 'json' ? mostFileBytes : 0 });
    const body = format === 'json' ? await copies.bundle(everything, baseOf(request)) : await copies.paper(everything);
    // Before it goes out: a copy nobody could be told of is not given.
    const access = { patients: [everything.patient], things: ['everything'] } as const;
    if (caller.kind === 'system') await noteAccess(parts, caller, { deed: 'read', ...access });
    else await inTransaction(parts.pool, (tx) => noteDeed(tx, parts, caller, { deed: 'exported', ...access }));
    return reply.type(format === 'json' ? fhirJson : 'application/pdf').send(body);
  });

  sendHome(app, parts);
  takeHomePages(app, parts, copies);
};
