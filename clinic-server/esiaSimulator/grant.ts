import type { FastifyReply } from 'fastify';
import { sendBack, sendError } from './sendBack.ts';
import { esiaError, type EsiaError } from './esiaError.ts';
import type { AuthorizationRequest, SimulatorUser, Simulation, Subject } from './model.ts';
import { codeSeconds, makeCode } from './tokens.ts';

const step = (reply: FastifyReply, path: string, { id }: AuthorizationRequest) =>
  reply.header('cache-control', 'no-store').redirect(`${path}?request=${id}`, 302);

function filteredOut({ personFilter }: AuthorizationRequest, user: SimulatorUser): EsiaError | null {
  if (personFilter === 'conf_acc' && !user.trusted) return esiaError('unconfirmed');
  if (personFilter === 'acc_kid' && user.lvl !== 'KD') return esiaError('wrongUserType');
  if (personFilter === 'acc_not_kid' && user.lvl === 'KD') return esiaError('wrongUserType');
  return null;
}

/** What was agreed to: another client or another scope is asked again. */
export const consentKey = ({ client, scopes }: AuthorizationRequest): string => [client.mnemonic, ...scopes].join(' ');

async function sendCode(simulation: Simulation, request: AuthorizationRequest, subject: Subject, reply: FastifyReply) {
  const { client, redirectUri, scopes, offline, codeChallenge, state } = request;
  // Gone before the code is made, so that a form sent twice gives one code.
  simulation.requests.delete(request.id);
  const code = await makeCode(simulation, client.mnemonic, scopes, state, subject);
  const until = simulation.now() + codeSeconds * 1_000;
  simulation.codes.set(code, { client, redirectUri, scopes, offline, codeChallenge, subject, until });
  return sendBack(reply, redirectUri, { code, state });
}

/** The next step of a request, whatever is still missing: a password, a consent, or nothing. */
export async function goOn(simulation: Simulation, request: AuthorizationRequest, reply: FastifyReply) {
  const session = simulation.sessions.get(request.session);
  if (!session?.signedIn) return step(reply, '/login', request);
  const refused = filteredOut(request, session.signedIn.user);
  if (refused) {
    simulation.requests.delete(request.id);
    simulation.journal.note('login', refused.number);
    return sendError(reply, request.redirectUri, request.state, refused);
  }
  if (!session.consents.has(consentKey(request))) return step(reply, '/consent', request);
  return sendCode(simulation, request, session.signedIn, reply);
}
