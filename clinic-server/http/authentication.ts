import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FhirRefusal } from '../fhir/refusal.ts';
import { staffRoles, type StaffRole } from '../staff/staffStore.ts';
import type { Caller } from './caller.ts';
import type { ServerParts } from './parts.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export type ResolveCaller = (parts: ServerParts, headers: IncomingHttpHeaders) => Promise<Caller | null>;

/** R9: all that a one-time password is good for. */
const ownPassword: readonly (string | null)[] = ['/identity/staff/me', '/identity/staff/password', '/identity/staff/sign-out'];

/** Without a token nothing below these is answered, not even whether it exists. */
const closed = /^\/(fhir|identity|events|counters|notices|device\/me)(?=[/?]|$)/;

export function authenticate(app: FastifyInstance, parts: ServerParts, resolveCaller: ResolveCaller): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    // What a path is must not depend on how it is written: `/%66hir` is the same door.
    const path = decoded(request.url);
    if (path !== null && !closed.test(path)) return;
    request.caller = path === null ? null : await resolveCaller(parts, request.headers);
    if (!request.caller) throw new FhirRefusal(401, 'no_token', { headers: { 'www-authenticate': 'Bearer' } });
    if (request.caller.kind === 'staff' && request.caller.mustChange && !ownPassword.includes(path)) throw new FhirRefusal(403, 'password_change_due');
  });
}

function decoded(url: string): string | null {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '').replace(/\/{2,}/g, '/');
  } catch {
    return null;
  }
}

/** The caller of a route behind the door; a route outside it has none and must not ask. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new FhirRefusal(401, 'no_token', { headers: { 'www-authenticate': 'Bearer' } });
  return request.caller;
}

/** The member of staff who asks, of this role or a higher one. */
export function staffOf(request: FastifyRequest, least: StaffRole): Extract<Caller, { kind: 'staff' }> {
  const caller = callerOf(request);
  if (caller.kind !== 'staff' || staffRoles.indexOf(caller.role) < staffRoles.indexOf(least)) throw new FhirRefusal(403, 'forbidden');
  return caller;
}
