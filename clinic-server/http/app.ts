import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { headers } from '../../shared/fhir/names.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { authenticate, type ResolveCaller } from './authentication.ts';
import { closeConnectionsWhenStopping } from './connections.ts';
import { answerErrors, sendRefusal } from './errors.ts';
import { fhirJson, operationOutcome } from './outcome.ts';
import type { Routes, ServerParts } from './parts.ts';
import { speakWire } from './wireHeaders.ts';

const deepest = 64;

/** How deep the brackets of a JSON text go; what is inside strings does not count. */
function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (quoted) {
      if (character === 92) at++;
      else if (character === 34) quoted = false;
    } else if (character === 34) quoted = true;
    else if (character === 123 || character === 91) most = Math.max(most, ++depth);
    else if (character === 125 || character === 93) depth--;
  }
  return most;
}

/** Bodies a route may get: JSON, FHIR's JSON, and forms (`/token`, `_search`) as URLSearchParams. Anything else is 415. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(['application/json', 'application/fhir+json'], { parseAs: 'string' }, (request, body, done) => {
    // Everything that walks a resource calls itself per level; 70,000 brackets fit in a megabyte and would end the stack.
    if (nesting(String(body)) > deepest) return done(new FhirRefusal(400, 'too_deep'));
    return parse(request, String(body), done);
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

/** The frame around every route: limits, headers, tokens, errors. Listens nowhere yet. */
export async function createApp(parts: ServerParts, routes: readonly Routes[], resolveCaller: ResolveCaller): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: parts.config.bodyLimit,
    trustProxy: parts.config.trustedProxies.length > 0 ? [...parts.config.trustedProxies] : false,
    // Slow senders are cut off, or a handful of them would hold every connection.
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler(_error, socket) {
      const body = JSON.stringify(operationOutcome(new FhirRefusal(400, 'malformed')));
      if (!socket.writable) return;
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: ${fhirJson}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
          `${headers.epoch}: ${parts.epoch}\r\n${headers.serverTime}: ${parts.now()}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
    frameworkErrors(error, _request, reply) {
      void reply.header(headers.epoch, parts.epoch).header(headers.serverTime, String(parts.now()));
      const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
      sendRefusal(reply as FastifyReply, tooLong ? new FhirRefusal(414, 'too_long') : new FhirRefusal(400, 'malformed'));
    },
  });
  readBodies(app);
  answerErrors(app, parts);
  speakWire(app, parts);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    hsts: false,
  });
  await app.register(rateLimit, {
    global: false,
    max: parts.config.requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { ttl }) =>
      new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': String(Math.max(1, Math.ceil(ttl / 1000))) } }),
  });
  // Before the tokens are looked up, or a flood of wrong ones would reach the database.
  app.addHook('onRequest', app.rateLimit());
  authenticate(app, parts, resolveCaller);
  // The pattern of the route and never the address itself: a search carries names.
  app.addHook('onResponse', async (request, reply) => {
    parts.log.info(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  closeConnectionsWhenStopping(app);
  for (const route of routes) route(app, parts);
  return app;
}
