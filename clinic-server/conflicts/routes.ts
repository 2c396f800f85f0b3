import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ConflictDecision } from '../../shared/features/conflicts.ts';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { baseOf, bundleOf } from '../fhir/bundle.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import { fhirJson } from '../http/outcome.ts';
import type { Routes } from '../http/parts.ts';
import { readParameters, required, SlotReference } from '../scheduling/parameters.ts';
import { deedsOf, findCase, listCases } from './caseStore.ts';
import { choicesOf, factsOf } from './choices.ts';
import { conflictTask, wholeConflictTask } from './conflictTask.ts';
import { decide, undo } from './decide.ts';
import { nearestTimes } from './nearestTimes.ts';
import { shownSide } from './shownSide.ts';

const Page = z.strictObject({ state: z.enum(['open', 'decided']).default('open'), _count: z.coerce.number().int().min(1).max(200).default(100), _after: Id.optional() });

function caseIdOf(request: FastifyRequest): Id {
  const id = Id.safeParse((request.params as { id?: unknown }).id);
  if (!id.success) throw new FhirRefusal(404, 'not_found');
  return id.data;
}

/**
 * W5: the conflict desk. Cases are not in the store of resources: no feed, search or compartment can bring one to a patient or a device.
 * Who has looked at whose case is written by the hook of row D4, as of every resource that goes out.
 */
export const conflictDesk: Routes = (app, parts) => {
  app.get('/fhir/Task/$conflicts', async (request, reply) => {
    staffOf(request, 'registrar');
    const page = Page.safeParse(request.query);
    if (!page.success) throw new FhirRefusal(400, 'invalid_parameter');
    const { state, _count: count, _after: after = null } = page.data;
    const from = reading(parts.pool);
    const cases = await listCases(from, { state, after, count });
    const base = baseOf(request);
    const entries = await Promise.all(cases.map(async (one) => ({ fullUrl: `${base}/Task/${one.id}`, resource: await conflictTask(from, one) })));
    const address = (last: Id | null) => `${base}/Task/$conflicts?state=${state}&_count=${count}${last === null ? '' : `&_after=${last}`}`;
    const last = cases.length === count ? (cases.at(-1)?.id ?? null) : null;
    return reply.type(fhirJson).send(bundleOf('searchset', entries, { self: address(after), ...(last === null ? {} : { next: address(last) }) }));
  });

  app.get('/fhir/Task/:id/$conflict', async (request, reply) => {
    staffOf(request, 'registrar');
    const from = reading(parts.pool);
    const one = await findCase(from, caseIdOf(request));
    if (one === null) throw new FhirRefusal(404, 'not_found');
    const now = parts.now();
    const facts = await factsOf(from, one, now);
    const decisions = choicesOf(one, facts);
    const task = await wholeConflictTask(from, one, {
      ours: await shownSide(from, one.ours, { slot: one.slot, device: one.device, what: 'other' }),
      theirs: await shownSide(from, one.theirs, { slot: null, device: null, what: 'nothing' }),
      decisions,
      times: (decisions.includes('book_there') || decisions.includes('move_there')) && facts.slot !== null ? await nearestTimes(from, facts.slot, now) : [],
      deeds: await deedsOf(from, one.id),
    });
    return reply.type(fhirJson).send(task);
  });

  app.post('/fhir/Task/:id/$decide', async (request, reply) => {
    const by = staffOf(request, 'registrar');
    const caseId = caseIdOf(request);
    const read = readParameters(request.body);
    const asked = {
      caseId,
      decision: required(read('decision', 'valueCode', ConflictDecision), 'decision'),
      slot: read('slot', 'valueReference', SlotReference) ?? null,
      note: read('note', 'valueString', z.string().trim().min(1).max(2_000)) ?? null,
    };
    await inTransaction(parts.pool, (tx) => decide(tx, parts, asked, by));
    return reply.code(204).send();
  });

  app.post('/fhir/Task/:id/$undo', async (request, reply) => {
    const by = staffOf(request, 'registrar');
    const caseId = caseIdOf(request);
    await inTransaction(parts.pool, (tx) => undo(tx, parts, caseId, by));
    return reply.code(204).send();
  });
};
