import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import { instant } from '../shared/lib/moscow.ts';
import { accountRoutes } from './account/routes.ts';
import type { ServerConfig } from './config.ts';
import { conflictDesk } from './conflicts/routes.ts';
import { counters } from './counters/routes.ts';
import { assertDurable } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { resolveCaller } from './devices/authenticate.ts';
import { documents } from './documents/routes.ts';
import { enrolment } from './devices/enrolment.ts';
import { pushes } from './devices/pushes.ts';
import { seals } from './devices/sealKeys.ts';
import { tokenEndpoint } from './devices/tokenEndpoint.ts';
import { visitsAreOnePersons } from './encounters/plainWrites.ts';
import { restoration } from './erasure/restoreRoutes.ts';
import { erasure } from './erasure/routes.ts';
import { writesWaitForErasures } from './erasure/turns.ts';
import { openEsia } from './esia/open.ts';
import { esiaRoutes } from './esia/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { officeScope } from './fhir/officeScope.ts';
import { fhirRoutes } from './fhir/routes.ts';
import { allRules } from './fhir/writeRule.ts';
import { createApp } from './http/app.ts';
import { createPasswords } from './identity/passwords.ts';
import { identity } from './identity/signIn.ts';
import { leases } from './leases/operations.ts';
import { openClinicKey } from './locks/clinicKey.ts';
import { locks } from './locks/routes.ts';
import { orders } from './orders/operations.ts';
import { ordersKeepTheirPrices } from './orders/plainWrites.ts';
import { notices } from './notices/routes.ts';
import { ownData } from './ownData/routes.ts';
import { registration } from './registration/registration.ts';
import { actingFor } from './representatives/actFor.ts';
import { representativesAtDesk } from './representatives/deskRoutes.ts';
import { resultsAreOnePersons } from './results/plainWrites.ts';
import { openHistory } from './restore/keeper.ts';
import { historyRounds } from './restore/rounds.ts';
import { report } from './restore/report.ts';
import { registry } from './restore/routes.ts';
import { results } from './results/routes.ts';
import { tellOfResults } from './results/tellOfResults.ts';
import { checkInRoutes } from './scheduling/checkInRoutes.ts';
import { scheduling } from './scheduling/operations.ts';
import { visitsKeepTheirTimes } from './scheduling/plainWrites.ts';
import { sweeper } from './scheduling/sweeper.ts';
import { findPatient } from './staff/findPatient.ts';
import { resetPassword } from './staff/resetPassword.ts';
import { staffRoutes } from './staff/staffRoutes.ts';
import { waitingList } from './waiting/operations.ts';
import { offerPages } from './waiting/offerPage.ts';
import { freedTimesAreOffered } from './waiting/plainWrites.ts';
import { waitingRounds } from './waiting/rounds.ts';
import { waitingTrace } from './waiting/traceRoutes.ts';
import type { Routes, ServerParts } from './http/parts.ts';

/** Every part of the server, in one list. */
export const serverRoutes: readonly Routes[] = [historyRounds, pushes, registry, report, fhirRoutes, officeScope, eventRoutes, tokenEndpoint, enrolment, seals, identity, scheduling, leases, sweeper, esiaRoutes, staffRoutes, resetPassword, findPatient, locks, documents, registration, accountRoutes, representativesAtDesk, actingFor, counters, notices, results, orders, checkInRoutes, waitingList, waitingRounds, waitingTrace, offerPages, erasure, restoration, conflictDesk, ownData];

export interface ServerOptions {
  readonly pool: pg.Pool;
  readonly config: ServerConfig;
  readonly log: Logger;
  /** Stood in for by tests that need an hour to pass. */
  readonly now?: ServerParts['now'];
  /** Beside `serverRoutes`: the demo's own doors. */
  readonly more?: readonly Routes[];
}

export interface RunningServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly parts: ServerParts;
  /** Answers what was asked, then closes. The pool stays its owner's. */
  stop(): Promise<void>;
}

/** Brings the database to this version and makes what every route needs. */
export async function prepareServer({ pool, config, log, now = () => instant(Date.now()) }: ServerOptions, listensAt: () => string): Promise<ServerParts> {
  if (config.production) await assertDurable(pool);
  await migrate(pool);
  const history = await openHistory(pool, config.historyFile, now);
  const { rows } = await pool.query<{ value: string }>(`select value from meta where name = 'epoch'`);
  const epoch = rows[0]?.value;
  if (!epoch) throw new Error('the database has no epoch');
  const publicUrl = (): string => config.publicUrl ?? listensAt();
  const esia = await openEsia({ config, now, publicUrl });
  const denyKey = await openClinicKey(pool, 'deny list', now());
  return { pool, config, log, now, newId: randomUUID, epoch, history, historyOrdinal: history.ordinal, writeRule: allRules(visitsKeepTheirTimes(now), freedTimesAreOffered({ config, newId: randomUUID, now }), ordersKeepTheirPrices, resultsAreOnePersons(), writesWaitForErasures, visitsAreOnePersons, tellOfResults({ config, newId: randomUUID, now })), passwords: createPasswords(), publicUrl, esia, denyKey };
}

/** A clinic server on `host:port` (port 0: any free one); several may share one database. */
export async function startServer(options: ServerOptions & { readonly host?: string; readonly port?: number }): Promise<RunningServer> {
  let url = '';
  const parts = await prepareServer(options, () => url);
  const app = await createApp(parts, [...serverRoutes, ...(options.more ?? [])], resolveCaller);
  url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return { url, app, parts, stop: () => app.close() };
}
