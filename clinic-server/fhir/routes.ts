import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inTransaction, reading } from '../db/pool.ts';
import { callerOf } from '../http/authentication.ts';
import { fhirJson } from '../http/outcome.ts';
import type { ServerParts } from '../http/parts.ts';
import { assertMayWrite, readableType, scopeOf } from './access.ts';
import { baseOf, etagOf } from './bundle.ts';
import { capabilityStatement } from './capability.ts';
import { feed } from './feed.ts';
import { history } from './history.ts';
import { officeFeed, officeOf } from './officeScope.ts';
import { bodyOf, create, put, readInScope, remove, versionOf, type Written } from './interactions.ts';
import { FhirRefusal } from './refusal.ts';
import type { Stored } from './resourceStore.ts';
import { search } from './search.ts';
import { transaction } from './transaction.ts';
import type { ServedType } from './types.ts';
import { fhirId } from './validate.ts';

type Path<Keys extends string> = { Params: Record<Keys, string> };

function parametersOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
}

function versionHeaders(reply: FastifyReply, { meta }: Stored): FastifyReply {
  return reply.header('etag', etagOf(meta.versionId)).header('last-modified', new Date(meta.lastUpdated).toUTCString()).type(fhirJson);
}

function sendWritten(request: FastifyRequest, reply: FastifyReply, { resource, created }: Written): FastifyReply {
  const address = `${baseOf(request)}/${resource.resourceType}/${resource.id}/_history/${resource.meta.versionId}`;
  return versionHeaders(reply, resource)
    .code(created ? 201 : 200)
    .header('location', address)
    .send(resource);
}

/** The type, when the caller may write it. Who may not learns nothing, not even whether the type or the id exists. */
function writableType(request: FastifyRequest<Path<'type'>>): ServedType {
  assertMayWrite(callerOf(request));
  return readableType({ kind: 'all' }, request.params.type);
}

function oneHeader(value: string | string[] | undefined): string | undefined {
  if (Array.isArray(value)) throw new FhirRefusal(400, 'malformed');
  return value;
}

/** Plain FHIR R4 (docs/wire.md, "FHIR interactions" and "The feed"). */
export function fhirRoutes(app: FastifyInstance, parts: ServerParts): void {
  const reader = reading(parts.pool);
  const scoped = (request: FastifyRequest) => scopeOf(callerOf(request));

  app.get('/fhir/metadata', async (request, reply) => reply.type(fhirJson).send(capabilityStatement(baseOf(request))));

  app.get('/fhir/_history', async (request, reply) => {
    const parameters = parametersOf(request);
    if (parameters.has('_scope'))
      return reply.type(fhirJson).send(await officeFeed(reader, officeOf(callerOf(request)), parameters, parts.epoch, baseOf(request)));
    const plain = parameters.has('_since') || parameters.has('_page');
    const bundle = plain
      ? await history(reader, scoped(request), { type: null, id: null }, parameters, baseOf(request))
      : await feed(reader, scoped(request), parameters, parts.epoch, baseOf(request));
    return reply.type(fhirJson).send(bundle);
  });
  app.get<Path<'type'>>('/fhir/:type/_history', async (request, reply) =>
    reply
      .type(fhirJson)
      .send(await history(reader, scoped(request), { type: request.params.type, id: null }, parametersOf(request), baseOf(request))),
  );
  app.get<Path<'type' | 'id'>>('/fhir/:type/:id/_history', async (request, reply) =>
    reply.type(fhirJson).send(await history(reader, scoped(request), request.params, parametersOf(request), baseOf(request))),
  );

  app.get<Path<'type'>>('/fhir/:type', async (request, reply) =>
    reply.type(fhirJson).send(await search(reader, scoped(request), request.params.type, parametersOf(request), baseOf(request))),
  );
  app.post<Path<'type'>>('/fhir/:type/_search', async (request, reply) => {
    const parameters = parametersOf(request);
    if (request.body instanceof URLSearchParams) for (const [name, value] of request.body) parameters.append(name, value);
    else if (request.body !== undefined && request.body !== null) throw new FhirRefusal(415, 'wrong_content_type');
    return reply.type(fhirJson).send(await search(reader, scoped(request), request.params.type, parameters, baseOf(request)));
  });

  app.get<Path<'type' | 'id'>>('/fhir/:type/:id', async (request, reply) => {
    const scope = scoped(request);
    const resource = await readInScope(reader, scope, readableType(scope, request.params.type), request.params.id);
    versionHeaders(reply, resource);
    if (
      oneHeader(request.headers['if-none-match'])
        ?.split(',')
        .some((tag) => tag.trim() === etagOf(resource.meta.versionId))
    )
      return reply.code(304).send();
    return reply.send(resource);
  });
  app.get<Path<'type' | 'id' | 'version'>>('/fhir/:type/:id/_history/:version', async (request, reply) => {
    const scope = scoped(request);
    const resource = await readInScope(reader, scope, readableType(scope, request.params.type), request.params.id, request.params.version);
    return versionHeaders(reply, resource).send(resource);
  });

  app.post<Path<'type'>>('/fhir/:type', async (request, reply) => {
    const resource = bodyOf(request.body, writableType(request));
    const ifNoneExist = oneHeader(request.headers['if-none-exist']);
    return sendWritten(request, reply, await inTransaction(parts.pool, (tx) => create(tx, parts.writeRule, resource, ifNoneExist)));
  });
  app.put<Path<'type' | 'id'>>('/fhir/:type/:id', async (request, reply) => {
    const resource = bodyOf(request.body, writableType(request));
    const ifMatch = versionOf(oneHeader(request.headers['if-match']));
    return sendWritten(
      request,
      reply,
      await inTransaction(parts.pool, (tx) => put(tx, parts.writeRule, resource, request.params.id, ifMatch)),
    );
  });
  app.delete<Path<'type' | 'id'>>('/fhir/:type/:id', async (request, reply) => {
    const type = writableType(request);
    const ifMatch = versionOf(oneHeader(request.headers['if-match']));
    if (!fhirId.test(request.params.id)) throw new FhirRefusal(404, 'not_found');
    const version = await inTransaction(parts.pool, (tx) => remove(tx, parts.writeRule, type, request.params.id, ifMatch));
    return reply.code(204).header('etag', etagOf(version)).send();
  });
  app.post('/fhir', async (request, reply) => {
    assertMayWrite(callerOf(request));
    return reply
      .type(fhirJson)
      .send(await inTransaction(parts.pool, (tx) => transaction(tx, parts.writeRule, request.body, baseOf(request))));
  });
}
