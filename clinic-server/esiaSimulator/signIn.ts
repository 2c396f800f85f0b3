import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { renewSession, sessionOf } from './browserSession.ts';
import { esiaError } from './esiaError.ts';
import { consentKey, goOn } from './grant.ts';
import type { AuthorizationRequest, BrowserSession, Simulation, SimulatorUser } from './model.ts';
import { consentPage } from './pages/consent.ts';
import { sendPage } from './pages/frame.ts';
import { loginPage, secondFactorPage } from './pages/login.ts';
import { gonePage } from './pages/messages.ts';
import { valueOf, type Value } from './parameters.ts';
import { sendError } from './sendBack.ts';

const digits = (text: string): string => text.replace(/\D/g, '');

/** By the name of the account, the e-mail, the phone or the SNILS, as on the real page. */
function findUser(users: readonly SimulatorUser[], login: string, password: string): SimulatorUser | undefined {
  const word = login.trim().toLowerCase();
  const number = digits(word).replace(/^8(?=\d{10}$)/, '7');
  const onlyNumber = number.length === 11 && /^[\d\s()+-]+$/.test(word);
  return users.find(
    (user) =>
      user.password === password &&
      ([user.login.toLowerCase(), user.email.toLowerCase()].includes(word) ||
        (onlyNumber && [digits(user.snils), digits(user.mobile)].includes(number))),
  );
}

interface Opened {
  readonly request: AuthorizationRequest;
  readonly session: BrowserSession;
}

/** The request a page belongs to; null when it is over or was begun in another browser. */
function openedBy(simulation: Simulation, http: FastifyRequest, id: string): Opened | null {
  const request = simulation.requests.get(id);
  const session = sessionOf(simulation, http);
  if (!request || !session || request.session !== session.id || request.until <= simulation.now()) return null;
  return { request, session };
}

const gone = (reply: FastifyReply) => sendPage(reply, 410, gonePage());

async function signedIn(
  simulation: Simulation,
  { request, session }: Opened,
  user: SimulatorUser,
  secondFactor: boolean,
  reply: FastifyReply,
) {
  const authTime = Math.floor(simulation.now() / 1_000);
  const renewed = renewSession(simulation, session, { user, authTime, secondFactor, sid: randomUUID() }, reply);
  request.session = renewed.id;
  request.pending = null;
  return goOn(simulation, request, reply);
}

async function takePassword(simulation: Simulation, opened: Opened, value: Value, reply: FastifyReply) {
  const { users, faults, journal } = simulation;
  const { request } = opened;
  const user = findUser(users, value('login'), value('password'));
  if (!user) {
    journal.note('login', 'wrong');
    return sendPage(reply, 401, loginPage(request.id, request.redirectUri, users, 'Неверный логин или пароль'));
  }
  if (faults.current.loginDelayMs > 0) await wait(faults.current.loginDelayMs, undefined, { signal: simulation.stopping });
  journal.note('login', 'ok');
  if (!faults.current.secondFactor) return signedIn(simulation, opened, user, false, reply);
  request.pending = { user, code: String(randomInt(1_000_000)).padStart(6, '0'), triesLeft: 5 };
  return reply.redirect(`/login/second-factor?request=${request.id}`, 302);
}

async function takeCode(simulation: Simulation, opened: Opened, code: string, reply: FastifyReply) {
  const { request } = opened;
  const { pending } = request;
  if (!pending) return gone(reply);
  if (code === pending.code) {
    simulation.journal.note('secondFactor', 'ok');
    return signedIn(simulation, opened, pending.user, true, reply);
  }
  simulation.journal.note('secondFactor', 'wrong');
  pending.triesLeft -= 1;
  if (pending.triesLeft > 0) return sendPage(reply, 401, secondFactorPage(request.id, request.redirectUri, pending.code, 'Неверный код'));
  request.pending = null;
  return reply.redirect(`/login?request=${request.id}`, 302);
}

async function takeDecision(simulation: Simulation, { request, session }: Opened, decision: string, reply: FastifyReply) {
  if (session.signedIn === null) return gone(reply);
  if (decision === 'allow') {
    simulation.journal.note('consent', 'ok');
    simulation.sessions.set(session.id, { ...session, consents: new Set([...session.consents, consentKey(request)]) });
    return goOn(simulation, request, reply);
  }
  simulation.requests.delete(request.id);
  const denied = esiaError('denied');
  simulation.journal.note('consent', denied.number);
  return sendError(reply, request.redirectUri, request.state, denied);
}

/** The pages a person sees between the request and the callback. They work without scripts. */
export function signInRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { journal, users } = simulation;
  const show = (path: string, page: (opened: Opened, reply: FastifyReply) => FastifyReply) =>
    app.get<{ Querystring: { request?: string } }>(path, (http, reply) => {
      const opened = openedBy(simulation, http, String(http.query.request ?? ''));
      return opened ? page(opened, reply) : gone(reply);
    });
  const take = (path: string, use: (opened: Opened, value: Value, reply: FastifyReply) => Promise<FastifyReply>) =>
    app.post(path, async (http, reply) => {
      const value = valueOf(http.body instanceof URLSearchParams ? http.body : new URLSearchParams());
      const opened = openedBy(simulation, http, value('request'));
      return opened ? use(opened, value, reply) : gone(reply);
    });

  show('/login', ({ request }, reply) => sendPage(reply, 200, loginPage(request.id, request.redirectUri, users, null)));
  take('/login', (opened, value, reply) => {
    journal.count('login');
    return takePassword(simulation, opened, value, reply);
  });
  show('/login/second-factor', ({ request }, reply) =>
    request.pending ? sendPage(reply, 200, secondFactorPage(request.id, request.redirectUri, request.pending.code, null)) : gone(reply),
  );
  take('/login/second-factor', (opened, value, reply) => {
    journal.count('secondFactor');
    return takeCode(simulation, opened, value('code'), reply);
  });
  show('/consent', ({ request, session }, reply) =>
    session.signedIn
      ? sendPage(reply, 200, consentPage(request.id, request.redirectUri, request.client.mnemonic, request.scopes))
      : gone(reply),
  );
  take('/consent', (opened, value, reply) => {
    journal.count('consent');
    return takeDecision(simulation, opened, value('decision'), reply);
  });
}
