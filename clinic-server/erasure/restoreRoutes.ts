import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffOf } from '../http/authentication.ts';
import type { Routes } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';
import { receiptsNumbered } from './receipts.ts';
import { decideRestoration, openRestoration, scanOf, shownReceipt } from './restore.ts';
import { mostScanBytes, ScanBody } from './scan.ts';

const Find = z.strictObject({ number: z.string().trim().min(1).max(40) });
const Open = z.strictObject({ receiptId: Id, /** The registrar's word: nothing is given back to a stranger. */ documentSeen: z.literal(true), scan: ScanBody });
const Refuse = z.strictObject({ reason: z.string().trim().min(1).max(500) });

function read<T>(schema: z.ZodType<T>, from: unknown): T {
  const read = schema.safeParse(from);
  if (!read.success) throw new FhirRefusal(400, 'invalid_request');
  return read.data;
}

function caseOf(request: FastifyRequest): Id {
  const id = Id.safeParse((request.params as { id: string }).id);
  if (!id.success) throw new FhirRefusal(404, 'not_found');
  return id.data;
}

/** D2. docs/wire.md, "Deletion": a registrar opens it with a scanned application, a second member of staff decides. */
export const restoration: Routes = (app, parts) => {
  app.post('/identity/erasures/find', async (request) => {
    const { staffId, deviceId } = staffOf(request, 'registrar');
    const { number } = read(Find, request.body);
    return inTransaction(parts.pool, async (tx) => {
      const found = await receiptsNumbered(tx, number);
      for (const { patient } of found) await audit(tx, { action: 'receipt_seen', staff: staffId, device: deviceId, patient, now: parts.now() });
      const receipts: object[] = [];
      for (const receipt of found) receipts.push(await shownReceipt(tx, receipt));
      return { receipts };
    });
  });

  // In base64 a sheet is a third larger.
  app.post('/identity/restorations', { bodyLimit: Math.ceil(mostScanBytes * 1.4) }, async (request, reply) => {
    const desk = staffOf(request, 'registrar');
    const { receiptId, scan } = read(Open, request.body);
    const caseId = parts.newId();
    await inTransaction(parts.pool, (tx) => openRestoration(tx, { receiptId, scan, caseId }, desk, parts.now()));
    return reply.code(201).send({ caseId });
  });

  app.get('/identity/restorations/:id/application', async (request, reply) => {
    const desk = staffOf(request, 'registrar');
    const { content, contentType } = await inTransaction(parts.pool, (tx) => scanOf(tx, caseOf(request), desk, parts.now()));
    return reply.type(contentType).header('cache-control', 'no-store').send(content);
  });

  app.post('/identity/restorations/:id/confirm', async (request, reply) => {
    const desk = staffOf(request, 'registrar');
    await inTransaction(parts.pool, (tx) => decideRestoration(tx, { caseId: caseOf(request), reason: null }, desk, parts.now()));
    return reply.code(204).send();
  });

  app.post('/identity/restorations/:id/refuse', async (request, reply) => {
    const desk = staffOf(request, 'registrar');
    const { reason } = read(Refuse, request.body);
    await inTransaction(parts.pool, (tx) => decideRestoration(tx, { caseId: caseOf(request), reason }, desk, parts.now()));
    return reply.code(204).send();
  });
};
