import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sqlState } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { fhirJson, operationOutcome } from './outcome.ts';
import type { ServerParts } from './parts.ts';

/** What the framework refuses before a route sees it, by status. Its own texts may quote the request and are dropped. */
const codes: Readonly<Record<number, string>> = {
  400: 'malformed',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'too_slow',
  413: 'too_large',
  414: 'too_long',
  415: 'wrong_content_type',
  429: 'slow_down',
  431: 'headers_too_large',
};

// The database is full of connections, shutting down or gone for a moment: the same request will do later. Not 08P01: that is a
// statement of ours that is wrong, and would be wrong later too.
const passing = /^(08(?!P01)|53|55P03|57014|57P0)/;

/** What an error is to be called outside; null for a fault of ours. */
export function refusalOf(error: unknown): FhirRefusal | null {
  if (error instanceof FhirRefusal) return error;
  const status = (error as Partial<FastifyError>).statusCode;
  const code = status === undefined ? undefined : codes[status];
  if (status !== undefined && code) return new FhirRefusal(status, code);
  const state = sqlState(error);
  // A value PostgreSQL cannot hold, such as a zero character inside a text.
  if (state?.startsWith('22')) return new FhirRefusal(422, 'invalid_value');
  const lost =
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String((error as NodeJS.ErrnoException).code)) ||
    /^(Connection terminated|timeout exceeded)/.test(String((error as Error).message));
  if (lost || passing.test(state ?? '')) return new FhirRefusal(503, 'try_later', { headers: { 'retry-after': '1' } });
  return null;
}

export function sendRefusal(reply: FastifyReply, refusal: FhirRefusal, reference?: string): FastifyReply {
  return reply
    .code(refusal.status)
    .headers({ ...refusal.headers })
    .type(fhirJson)
    .send(operationOutcome(refusal, reference));
}

/** Messages of the database and the runtime may hold a patient's words; where it happened and what kind it was may be logged. */
export function traceOf(error: unknown): { kind: string; sqlState: string | null; frames: string[] } {
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  return {
    kind: name,
    sqlState: sqlState(error),
    frames: (stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
  };
}

/** The one place where an error becomes an answer: an OperationOutcome, whatever went wrong. */
export function answerErrors(app: FastifyInstance, parts: ServerParts): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal) return sendRefusal(reply, refusal);
    const reference = parts.newId();
    parts.log.error({ reference, route: request.routeOptions.url, ...traceOf(error) }, 'request failed');
    return sendRefusal(reply, new FhirRefusal(500, 'internal'), reference);
  });

  // Collected as routes are added, so that a known path with another method is told apart from an unknown path.
  const known: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+');
    known.push({ path: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = known.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    if (methods.length > 0)
      return sendRefusal(reply, new FhirRefusal(405, 'method_not_allowed', { headers: { allow: [...new Set(methods)].join(', ') } }));
    return sendRefusal(reply, new FhirRefusal(404, 'not_found'));
  });
}
