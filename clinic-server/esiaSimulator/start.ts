import type { AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import { createAdmin } from './admin.ts';
import { authorizationRoutes } from './authorize.ts';
import { prepareClient, type SimulatorClient } from './clients.ts';
import { noFaults } from './faults.ts';
import { refuseToPretend } from './isolation.ts';
import { createJournal } from './journal.ts';
import { logoutRoutes } from './logout.ts';
import type { Simulation, SimulatorUser } from './model.ts';
import { createOpenssl } from './openssl.ts';
import { sendPage } from './pages/frame.ts';
import { brokenPage, notFoundPage } from './pages/messages.ts';
import { restRoutes } from './rest.ts';
import { signInRoutes } from './signIn.ts';
import { sweep } from './sweep.ts';
import { tokenRoutes } from './tokenEndpoint.ts';
import { createKeyRing, type TokenAlg, type TokenKeyPem } from './tokenKeys.ts';
import { simulatorUsers } from './users.ts';

export interface SimulatorOptions {
  readonly clients: readonly SimulatorClient[];
  readonly users?: readonly SimulatorUser[];
  readonly port?: number;
  readonly adminPort?: number;
  readonly host?: string;
  /** What tokens name as their issuer, with its slash; the simulator's own address when left out. */
  readonly issuer?: string;
  readonly now?: () => number;
  readonly tokenAlg?: TokenAlg;
  /** First, second (both published) and the unpublished key; what is missing is made. */
  readonly keys?: Partial<Record<TokenAlg, readonly TokenKeyPem[]>>;
  readonly log?: Logger;
}

export interface EsiaSimulator {
  readonly url: string;
  readonly adminUrl: string;
  readonly issuer: string;
  /** What a clinic would get as the archive of ESIA's certificates: the current one and the next, PEM. */
  certificates(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

function createPublicApp(log: Logger): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 262_144, maxRequestsPerSocket: 0 });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  app.setNotFoundHandler((_request, reply) => sendPage(reply, 404, notFoundPage()));
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    // The text of an error may quote the request; its name does not.
    if (status >= 500) log.error({ kind: error instanceof Error ? error.name : typeof error }, 'simulator failed');
    return sendPage(reply, status, status >= 500 ? brokenPage() : notFoundPage());
  });
  return app;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const { port: got } = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${got}`;
}

/** A stand-in for ESIA on this machine, for demonstrations and tests; it refuses to be anything else. */
export async function startEsiaSimulator(options: SimulatorOptions): Promise<EsiaSimulator> {
  const { host = '127.0.0.1', now = Date.now, tokenAlg = 'RS256', log = pino({ enabled: false }) } = options;
  refuseToPretend({ host, issuer: options.issuer ?? null, environment: process.env['NODE_ENV'] });
  const openssl = createOpenssl();
  const stopping = new AbortController();
  const app = createPublicApp(log);
  try {
    const clients = await Promise.all(options.clients.map((client) => prepareClient(openssl, client)));
    // Routes must be there before the port is known, and the port is part of the issuer.
    const address = { url: '' };
    const simulation: Simulation = {
      log,
      openssl,
      clients,
      users: options.users ?? Object.values(simulatorUsers),
      get issuer() {
        return options.issuer ?? `${address.url}/`;
      },
      tokenAlg,
      keys: createKeyRing(openssl, options.keys ?? {}),
      faults: { current: noFaults },
      journal: createJournal(log, now),
      sessions: new Map(),
      requests: new Map(),
      codes: new Map(),
      tokens: new Map(),
      refreshes: new Map(),
      now,
      stopping: stopping.signal,
    };
    app.addHook('onRequest', async () => sweep(simulation));
    authorizationRoutes(app, simulation);
    signInRoutes(app, simulation);
    tokenRoutes(app, simulation);
    restRoutes(app, simulation, () => address.url);
    logoutRoutes(app, simulation);
    const admin = createAdmin(simulation);
    address.url = await listen(app, host, options.port ?? 0);
    const adminUrl = await listen(admin, host, options.adminPort ?? 0);
    return {
      url: address.url,
      adminUrl,
      issuer: simulation.issuer,
      async certificates() {
        return (await simulation.keys.published(tokenAlg)).map(({ certificatePem }) => certificatePem);
      },
      async stop() {
        stopping.abort();
        await Promise.all([app.close(), admin.close()]);
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}
