import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headers, oldestWire, wireVersion } from '../../shared/fhir/names.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from './parts.ts';

/** The oldest wire this server still speaks. */
export const minimumWire = oldestWire(wireVersion);

function writes(request: FastifyRequest): boolean {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(request.method) && !request.url.split('?')[0]?.endsWith('/_search');
}

/** Headers that every answer carries and every request is judged by (docs/wire.md, "Headers"). */
export function speakWire(app: FastifyInstance, parts: ServerParts): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header(headers.epoch, parts.epoch);
    reply.header('cache-control', 'no-store');
    const wire = request.headers[headers.wire];
    // A plain FHIR client does not know the header and speaks no Kabinet operation that could be misread.
    if (wire !== undefined && !(Number(wire) >= minimumWire)) throw new FhirRefusal(426, 'wire_too_old');
    const epoch = request.headers[headers.epoch];
    // A write that was meant for the database as it was before a restore must have no effect on this one.
    if (epoch !== undefined && epoch !== parts.epoch && writes(request)) throw new FhirRefusal(409, 'epoch_changed');
  });
  // As late as possible: this is what a device measures its clock against.
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header(headers.serverTime, String(parts.now()));
    return payload;
  });
}
