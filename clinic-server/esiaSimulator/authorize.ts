import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkCms, checkHash, checkRaw } from './clientSecret.ts';
import type { Client } from './clients.ts';
import { describe, esiaError, type EsiaError } from './esiaError.ts';
import type { AuthorizationRequest, PersonFilter, Simulation } from './model.ts';
import { brokenPage, refusedPage } from './pages/messages.ts';
import { absent, readScopes, repeated, valueOf, wrongTime, type Value } from './parameters.ts';
import { openSession } from './browserSession.ts';
import { goOn } from './grant.ts';
import { sendPage } from './pages/frame.ts';
import { sendError } from './sendBack.ts';

export type Version = 'v1' | 'v2';

const requestMinutes = 30;
const filters: Readonly<Record<string, PersonFilter>> = Object.fromEntries(
  (['conf_acc', 'acc_kid', 'acc_not_kid'] as const).map((filter) => [Buffer.from(filter).toString('base64'), filter]),
);

/** Everything that can be wrong with a request of a known client to a known address, in this order. */
async function check(
  simulation: Simulation,
  version: Version,
  client: Client,
  parameters: URLSearchParams,
  value: Value,
): Promise<EsiaError | null> {
  const own = version === 'v2' ? ['client_certificate_hash'] : [];
  const asked = value('scope') !== '' && readScopes(value('scope')) === null;
  const early =
    repeated(parameters) ??
    absent(value, ['scope', 'timestamp', 'state', 'response_type', 'access_type', 'client_secret', ...own]) ??
    (value('response_type') === 'code' ? null : esiaError('wrongResponseType')) ??
    wrongTime(simulation, value('timestamp')) ??
    (asked ? esiaError('wrongScope') : null) ??
    (['online', 'offline'].includes(value('access_type')) ? null : esiaError('wrongParameter')) ??
    (parameters.has('person_filter') && !filters[value('person_filter')] ? esiaError('wrongParameter') : null) ??
    (parameters.has('code_challenge') && value('code_challenge_method') !== 'S256' ? esiaError('wrongParameter') : null);
  if (early) return early;
  if (!client.certificateActive) return esiaError('otherCertificate');
  if (version === 'v1') {
    return checkCms(simulation, client, value('scope') + value('timestamp') + client.mnemonic + value('state'), value('client_secret'));
  }
  const signed = client.mnemonic + value('scope') + value('scope_org') + value('timestamp') + value('state') + value('redirect_uri');
  return checkHash(simulation, client, value('client_certificate_hash')) ?? checkRaw(simulation, client, [signed], value('client_secret'));
}

function remember(simulation: Simulation, client: Client, value: Value, session: string): AuthorizationRequest {
  const request: AuthorizationRequest = {
    id: randomUUID(),
    client,
    redirectUri: value('redirect_uri'),
    scopes: value('scope').split(' '),
    scopeOrg: value('scope_org'),
    state: value('state'),
    offline: value('access_type') === 'offline',
    personFilter: filters[value('person_filter')] ?? null,
    codeChallenge: value('code_challenge') || null,
    until: simulation.now() + requestMinutes * 60_000,
    session,
    pending: null,
  };
  simulation.requests.set(request.id, request);
  return request;
}

async function answer(simulation: Simulation, version: Version, parameters: URLSearchParams, request: FastifyRequest, reply: FastifyReply) {
  const { journal, faults, clients } = simulation;
  journal.count('ac');
  const value = valueOf(parameters);
  if (faults.current.ac === 'html500') {
    journal.note('ac', '500');
    return sendPage(reply, 500, brokenPage());
  }
  // Until client and address are known to belong together nobody is sent anywhere.
  const refuse = (error: EsiaError) => {
    journal.note('ac', error.number);
    return sendPage(reply, 400, refusedPage(describe(error)));
  };
  const unknown = absent(value, ['client_id', 'redirect_uri']);
  if (unknown) return refuse(unknown);
  if (parameters.getAll('client_id').length > 1 || parameters.getAll('redirect_uri').length > 1) return refuse(esiaError('wrongParameter'));
  const client = clients.find(({ mnemonic }) => mnemonic === value('client_id'));
  if (!client) return refuse(esiaError('notThisWay'));
  const redirectUri = value('redirect_uri');
  if (!client.redirectUris.includes(redirectUri)) return refuse(esiaError('wrongRedirect'));

  const error = faults.current.ac === 'overloaded' ? esiaError('overloaded') : await check(simulation, version, client, parameters, value);
  if (error) {
    journal.note('ac', error.number);
    return sendError(reply, redirectUri, parameters.getAll('state').length === 1 ? value('state') : '', error);
  }
  journal.note('ac', 'ok');
  const session = openSession(simulation, request, reply);
  return goOn(simulation, remember(simulation, client, value, session.id), reply);
}

/** `GET` and, for addresses that grow too long, `POST` of the authorization request. */
export function authorizationRoutes(app: FastifyInstance, simulation: Simulation): void {
  const paths = { v1: '/aas/oauth2/ac', v2: '/aas/oauth2/v2/ac' } as const;
  for (const version of ['v1', 'v2'] as const) {
    app.get(paths[version], (request, reply) => {
      const query = request.url.split('?')[1] ?? '';
      return answer(simulation, version, new URLSearchParams(query), request, reply);
    });
    app.post(paths[version], (request, reply) =>
      answer(simulation, version, request.body instanceof URLSearchParams ? request.body : new URLSearchParams(), request, reply),
    );
  }
}
