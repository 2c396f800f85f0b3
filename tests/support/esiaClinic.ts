import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { defaultPolicy } from '../../clinic-server/config.ts';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import type { EsiaSettings } from '../../clinic-server/esia/settings.ts';
import type { SimulatorUser } from '../../clinic-server/esiaSimulator/model.ts';
import { insertResource } from '../../clinic-server/fhir/resourceStore.ts';
import type { ServerParts } from '../../clinic-server/http/parts.ts';
import { systems } from '../../shared/fhir/names.ts';
import { addKiosk } from './clinicCallers.ts';
import { startClinic, type TestClinic, type TestClinicOptions } from './clinicServer.ts';
import { createBrowser } from './esiaPerson.ts';
import { startStandIn, type EsiaStandIn } from './esiaStandIn.ts';
import { at, type Answer, type Ask } from './fhirClient.ts';

export interface KnownAs {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly birthDate: string;
  readonly snils: string | null;
}

/** A user of the simulator as a clinic would have written them down. */
export function recordOf(user: SimulatorUser): KnownAs {
  return { family: user.lastName, given: user.firstName, patronymic: user.middleName, birthDate: user.birthDate, snils: user.snils };
}

export async function addPatient(pool: pg.Pool, { family, given, patronymic, birthDate, snils }: KnownAs): Promise<string> {
  const id = randomUUID();
  const name = [{ use: 'official' as const, family, given: patronymic === null ? [given] : [given, patronymic] }];
  const identifier = snils === null ? {} : { identifier: [{ system: systems.snils, value: snils }] };
  await inTransaction(pool, (tx) => insertResource(tx, { resourceType: 'Patient', id, active: true, name, birthDate, ...identifier }, { patient: id }));
  return id;
}

export interface Started {
  readonly attemptId: string;
  readonly authorizeUrl: string;
  readonly state: string;
}

const json = { 'content-type': 'application/json' };

export async function begin(ask: Ask): Promise<Started> {
  const { status, body } = await ask('POST', '/identity/esia/start', {}, json);
  if (status !== 200) throw new Error(`start answered ${status}`);
  const authorizeUrl = String(at(body, 'authorizeUrl'));
  return { attemptId: String(at(body, 'attemptId')), authorizeUrl, state: new URL(authorizeUrl).searchParams.get('state') ?? '' };
}

export const finish = (ask: Ask, attemptId: string, query: string): Promise<Answer> => ask('POST', '/identity/esia/finish', { attemptId, query }, json);

export interface EsiaClinic {
  readonly clinic: TestClinic;
  readonly standIn: EsiaStandIn;
  kiosk(): Promise<{ deviceId: string; token: string; ask: Ask }>;
  /** Start, a fresh browser's walk, finish. */
  signIn(ask: Ask, user: SimulatorUser): Promise<Answer>;
  /** As far as the callback's query. */
  callbackFor(ask: Ask, user: SimulatorUser): Promise<Started & { readonly query: string }>;
  signIns(): Promise<number>;
  stop(): Promise<void>;
}

/** A clinic that is connected to a simulator of its own. */
export async function startEsiaClinic({
  standIn: given,
  settings = {},
  now,
  ...more
}: { standIn?: Parameters<typeof startStandIn>[0]; settings?: Partial<EsiaSettings>; now?: ServerParts['now'] } & Pick<TestClinicOptions, 'log'> = {}): Promise<EsiaClinic> {
  const standIn = await startStandIn(given);
  const config = { policy: { ...defaultPolicy, esia: 'optional' as const }, esia: { ...standIn.settings, ...settings } };
  const clinic = await startClinic({ config, ...(now ? { now } : {}), ...more });
  const callbackFor = async (ask: Ask, user: SimulatorUser) => {
    const started = await begin(ask);
    const back = await createBrowser(standIn.esia.url).walk(started.authorizeUrl, user);
    return { ...started, query: back.search.slice(1) };
  };
  return {
    clinic,
    standIn,
    kiosk: () => addKiosk(clinic),
    callbackFor,
    async signIn(ask, user) {
      const { attemptId, query } = await callbackFor(ask, user);
      return finish(ask, attemptId, query);
    },
    async signIns() {
      const { rows } = await clinic.pool.query<{ count: number }>('select count(*)::int as count from sign_in');
      return rows[0]?.count ?? 0;
    },
    async stop() {
      await clinic.stop();
      await standIn.stop();
    },
  };
}
