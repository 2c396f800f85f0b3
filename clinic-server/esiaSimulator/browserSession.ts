import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSession, Simulation } from './model.ts';

const cookie = 'esia_simulator';
const sessionHours = 8;

function idOf(request: FastifyRequest): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === cookie)?.[1] ?? null;
}

// No `Secure`: the simulator is plain HTTP on this machine only.
const give = (reply: FastifyReply, id: string) => reply.header('set-cookie', `${cookie}=${id}; Path=/; HttpOnly; SameSite=Lax`);

export function sessionOf(simulation: Simulation, request: FastifyRequest): BrowserSession | null {
  const id = idOf(request);
  const session = id === null ? undefined : simulation.sessions.get(id);
  return session && session.until > simulation.now() ? session : null;
}

function start(simulation: Simulation, reply: FastifyReply, session: Omit<BrowserSession, 'id' | 'until'>): BrowserSession {
  const started = { ...session, id: randomBytes(24).toString('base64url'), until: simulation.now() + sessionHours * 3_600_000 };
  simulation.sessions.set(started.id, started);
  give(reply, started.id);
  return started;
}

/** The browser's session, or a fresh one without a person. */
export function openSession(simulation: Simulation, request: FastifyRequest, reply: FastifyReply): BrowserSession {
  return sessionOf(simulation, request) ?? start(simulation, reply, { signedIn: null, consents: new Set() });
}

/** Signing in changes the cookie: whoever planted the old one is left with nothing. */
export function renewSession(
  simulation: Simulation,
  old: BrowserSession,
  signedIn: NonNullable<BrowserSession['signedIn']>,
  reply: FastifyReply,
): BrowserSession {
  simulation.sessions.delete(old.id);
  return start(simulation, reply, { signedIn, consents: new Set() });
}

export function endSession(simulation: Simulation, request: FastifyRequest, reply: FastifyReply): void {
  const id = idOf(request);
  if (id !== null) simulation.sessions.delete(id);
  reply.header('set-cookie', `${cookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
}
