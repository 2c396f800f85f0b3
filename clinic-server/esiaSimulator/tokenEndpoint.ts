import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { checkCms, checkHash, checkRaw } from './clientSecret.ts';
import type { Client } from './clients.ts';
import { describe, esiaError, missing, type EsiaError } from './esiaError.ts';
import { hang } from './hang.ts';
import type { IssuedCode, Simulation, Subject } from './model.ts';
import { brokenPage } from './pages/messages.ts';
import { sendPage } from './pages/frame.ts';
import { absent, readScopes, repeated, valueOf, wrongTime, type Value } from './parameters.ts';
import { makeTokens, tokenSeconds } from './tokens.ts';

type Version = 'v1' | 'v3';
type Outcome<Value> = { readonly error: EsiaError } | { readonly value: Value };

function findClient({ clients }: Simulation, parameters: URLSearchParams, value: Value): Outcome<Client> {
  // In this order, as the real one names them when it could read nothing at all.
  const gone = absent(value, ['state', 'client_id']);
  if (gone) return { error: gone };
  const twice = repeated(parameters);
  if (twice) return { error: twice };
  const client = clients.find(({ mnemonic }) => mnemonic === value('client_id'));
  return client ? { value: client } : { error: esiaError('notThisWay') };
}

function checkForm(simulation: Simulation, version: Version, value: Value): EsiaError | null {
  const grant = value('grant_type');
  if (grant === '') return missing(['grant_type']);
  if (grant === 'client_credentials') return esiaError('notThisWay');
  if (grant !== 'authorization_code' && grant !== 'refresh_token') return esiaError('wrongGrantType');
  const own = grant === 'authorization_code' ? ['code'] : ['refresh_token'];
  const hash = version === 'v3' ? ['client_certificate_hash'] : [];
  return (
    absent(value, ['scope']) ??
    absent(value, ['timestamp', 'redirect_uri', 'token_type', 'client_secret', ...own, ...hash]) ??
    wrongTime(simulation, value('timestamp')) ??
    (readScopes(value('scope')) ? null : esiaError('wrongScope'))
  );
}

async function checkSecret(simulation: Simulation, version: Version, client: Client, value: Value): Promise<EsiaError | null> {
  if (!client.certificateActive) return esiaError('otherCertificate');
  const secret = value('client_secret');
  if (version === 'v1') return checkCms(simulation, client, value('scope') + value('timestamp') + client.mnemonic + value('state'), secret);
  const shared = client.mnemonic + value('scope') + value('scope_org') + value('timestamp') + value('state') + value('redirect_uri');
  // Two clients that work with the real one sign a refresh in two ways; both are taken.
  const refresh = [shared, client.mnemonic + value('scope') + value('timestamp') + value('state') + value('refresh_token')];
  const texts = value('grant_type') === 'authorization_code' ? [shared + value('code')] : refresh;
  return checkHash(simulation, client, value('client_certificate_hash')) ?? checkRaw(simulation, client, texts, secret);
}

function checkVerifier({ codeChallenge }: IssuedCode, verifier: string): EsiaError | null {
  if (codeChallenge === null) return verifier === '' ? null : esiaError('noChallenge');
  const made = createHash('sha256').update(verifier).digest('base64url');
  return made === codeChallenge ? null : esiaError('wrongVerifier');
}

interface Granted {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly subject: Subject;
  readonly offline: boolean;
}

function takeCode({ codes, now }: Simulation, client: Client, value: Value): Outcome<Granted> {
  const issued = codes.get(value('code'));
  // Whatever comes of it: a code that was shown to this door once is worth nothing any more.
  codes.delete(value('code'));
  if (!issued || issued.until <= now()) return { error: esiaError('wrongGrant') };
  if (issued.client.mnemonic !== client.mnemonic || issued.redirectUri !== value('redirect_uri')) return { error: esiaError('wrongGrant') };
  if (issued.scopes.join(' ') !== value('scope')) return { error: esiaError('wrongScope') };
  const error = checkVerifier(issued, value('code_verifier'));
  return error ? { error } : { value: issued };
}

function takeRefresh({ refreshes }: Simulation, client: Client, value: Value): Outcome<Granted> {
  const grant = refreshes.get(value('refresh_token'));
  if (!grant || grant.client.mnemonic !== client.mnemonic) return { error: esiaError('wrongGrant') };
  // Each refresh token works once.
  refreshes.delete(value('refresh_token'));
  return { value: { ...grant, offline: true } };
}

async function tokenAnswer(simulation: Simulation, { client, redirectUri, scopes, subject, offline }: Granted, state: string) {
  const { token: fault } = simulation.faults.current;
  const { access, id } = await makeTokens(simulation, { clientId: client.mnemonic, scopes, subject });
  const life = fault === 'expired' ? -60 : tokenSeconds;
  simulation.tokens.set(access, { client, user: subject.user, scopes, until: simulation.now() + life * 1_000 });
  const refresh = offline ? randomUUID() : null;
  if (refresh !== null) simulation.refreshes.set(refresh, { client, redirectUri, scopes, subject });
  return {
    access_token: access,
    ...(refresh === null ? {} : { refresh_token: refresh }),
    ...(id === null ? {} : { id_token: id }),
    state: fault === 'stateMismatch' ? randomUUID() : state,
    token_type: 'Bearer',
    expires_in: tokenSeconds,
  };
}

async function exchange(
  simulation: Simulation,
  version: Version,
  parameters: URLSearchParams,
): Promise<Outcome<Awaited<ReturnType<typeof tokenAnswer>>>> {
  const value = valueOf(parameters);
  const found = findClient(simulation, parameters, value);
  if ('error' in found) return found;
  const client = found.value;
  const error = checkForm(simulation, version, value) ?? (await checkSecret(simulation, version, client, value));
  if (error) return { error };
  const granted =
    value('grant_type') === 'authorization_code' ? takeCode(simulation, client, value) : takeRefresh(simulation, client, value);
  return 'error' in granted ? granted : { value: await tokenAnswer(simulation, granted.value, value('state')) };
}

async function answer(simulation: Simulation, version: Version, body: unknown, reply: FastifyReply) {
  const { journal, faults } = simulation;
  journal.count('te');
  const { te } = faults.current;
  if (te === 'html500') {
    journal.note('te', '500');
    return sendPage(reply, 500, brokenPage());
  }
  // A body that is not a form holds no parameters.
  const parameters = body instanceof URLSearchParams ? body : new URLSearchParams();
  const outcome = te === 'overloaded' ? { error: esiaError('overloaded') } : await exchange(simulation, version, parameters);
  if (te === 'hang') {
    journal.note('te', 'hang');
    return hang(simulation, reply);
  }
  void reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
  if ('value' in outcome) {
    journal.note('te', 'ok');
    return reply.code(200).send(outcome.value);
  }
  const { error } = outcome;
  journal.note('te', error.number);
  const state = parameters.getAll('state').length === 1 ? { state: parameters.get('state') } : {};
  return reply.code(400).send({ error: error.error, error_description: describe(error), ...state });
}

export function tokenRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.post('/aas/oauth2/te', (request, reply) => answer(simulation, 'v1', request.body, reply));
  app.post('/aas/oauth2/v3/te', (request, reply) => answer(simulation, 'v3', request.body, reply));
}
