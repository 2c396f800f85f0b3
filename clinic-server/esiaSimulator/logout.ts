import type { FastifyInstance } from 'fastify';
import { endSession } from './browserSession.ts';
import type { Simulation } from './model.ts';
import { sendPage } from './pages/frame.ts';
import { signedOutPage } from './pages/messages.ts';

/** Ends the browser's session in any case; leads on to a registered address only. */
export function logoutRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { clients, journal } = simulation;
  app.get<{ Querystring: { client_id?: unknown; redirect_url?: unknown } }>('/idp/ext/Logout', (request, reply) => {
    journal.count('logout');
    endSession(simulation, request, reply);
    const { client_id: clientId, redirect_url: redirectUrl } = request.query;
    const client = clients.find(({ mnemonic }) => mnemonic === clientId);
    void reply.header('cache-control', 'no-store');
    if (typeof redirectUrl === 'string' && client?.logoutUris.includes(redirectUrl)) {
      journal.note('logout', 'ok');
      return reply.redirect(redirectUrl, 302);
    }
    journal.note('logout', 'stays');
    return sendPage(reply, redirectUrl === undefined ? 200 : 400, signedOutPage());
  });
}
