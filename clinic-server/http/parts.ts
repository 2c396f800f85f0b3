import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { ServerConfig } from '../config.ts';
import type { EsiaProvider } from '../esia/provider.ts';
import type { WriteRule } from '../fhir/writeRule.ts';
import type { Passwords } from '../identity/passwords.ts';
import type { ClinicKey } from '../locks/clinicKey.ts';
import type { HistoryKeeper } from '../restore/keeper.ts';

/** Everything a route may use. Nothing in the server reaches for a clock, a random number or a setting by itself. */
export interface ServerParts {
  readonly pool: pg.Pool;
  readonly log: Logger;
  readonly now: () => Instant;
  readonly newId: () => Id;
  readonly config: ServerConfig;
  /** One bounded line of hashing for all routes: each hash takes memory and a processor. */
  readonly passwords: Passwords;
  /** The address people's own browsers reach this server at, without a slash at the end. Never taken from a request. */
  readonly publicUrl: () => string;
  /** The way to Gosuslugi; null when the clinic has none. */
  readonly esia: EsiaProvider | null;
  /** Signs what devices have to believe without asking. */
  readonly denyKey: ClinicKey;
  /** Of this database; a restore from a backup declares a new one and starts the servers again. */
  readonly epoch: string;
  /** Which history of the clinic this is; 1 before the first restore. */
  readonly historyOrdinal: number;
  /** What must outlive the database. */
  readonly history: HistoryKeeper;
  /** What plain FHIR writes have to keep true beside the resource itself. */
  readonly writeRule: WriteRule;
}

/** A part of the server plugs in by being listed in server.ts. */
export type Routes = (app: FastifyInstance, parts: ServerParts) => void;
