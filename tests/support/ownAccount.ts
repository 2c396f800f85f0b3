import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { insertResource } from '../../clinic-server/fhir/resourceStore.ts';
import { openSignIn } from '../../clinic-server/identity/openSignIn.ts';
import { createPasswords } from '../../clinic-server/identity/passwords.ts';
import type { SignInMethod } from '../../clinic-server/identity/signInStore.ts';
import { headers } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { TestClinic } from './clinicServer.ts';
import { at, client, type Answer, type Ask } from './fhirClient.ts';
import { post, type RegistrationClinic } from './registrationClinic.ts';

type Kiosk = Awaited<ReturnType<RegistrationClinic['kiosk']>>;

export interface AccountOwner {
  readonly patientId: Id;
  readonly accountId: Id;
  readonly login: string | null;
  readonly password: string;
}

export interface Session {
  readonly signInId: Id;
  readonly ask: Ask;
}

const password = 'тихая роща у реки';
// Made once a file: that every account has a salt of its own is proved elsewhere, and a hash takes long.
const hashed = createPasswords().hash(password);

/** A patient of the clinic with an account, written as registration writes them; `esia`: one who comes by Gosuslugi and has no address. */
export async function addOwner({ pool }: Pick<TestClinic, 'pool'>, { esia = false, family = 'Тихая' }: { readonly esia?: boolean; readonly family?: string } = {}): Promise<AccountOwner> {
  const [patientId, accountId] = [randomUUID(), randomUUID()];
  const login = esia ? null : `own${patientId.slice(0, 8)}@example.org`;
  const passwordHash = esia ? null : await hashed;
  await inTransaction(pool, async (tx) => {
    const telecom = [{ system: 'phone' as const, value: '+79001234567', use: 'mobile' as const }, ...(login === null ? [] : [{ system: 'email' as const, value: login }])];
    const name = [{ use: 'official' as const, family, given: ['Анна'] }];
    await insertResource(tx, { resourceType: 'Patient', id: patientId, active: true, name, birthDate: '1980-12-31', telecom }, { patient: patientId });
    await tx.query('insert into account (id, login, password_hash, esia_oid, patient) values ($1, $2, $3, $4, $5)', [accountId, login, passwordHash, esia ? `oid-${accountId}` : null, patientId]);
  });
  return { patientId, accountId, login, password };
}

/** A person's own requests from a kiosk: both tokens. */
export function sessionOf({ url }: Pick<TestClinic, 'url'>, kiosk: Kiosk, opened: unknown): Session {
  return { signInId: String(at(opened, 'signInId')), ask: client(url, String(at(opened, 'token')), { [headers.device]: `Bearer ${kiosk.token}` }) };
}

export async function signedIn(clinic: TestClinic, kiosk: Kiosk, { login, password: typed }: { readonly login: string | null; readonly password: string }): Promise<Session> {
  const answer = await post(kiosk.ask, '/identity/sign-in', { login, password: typed });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
  return sessionOf(clinic, kiosk, answer.body);
}

/** Signed in by another way than a password, as the routes of that way end. */
export async function cameBy(clinic: TestClinic, kiosk: Kiosk, { patientId, accountId }: { readonly patientId: Id; readonly accountId: Id | null }, method: SignInMethod): Promise<Session> {
  const opened = await inTransaction(clinic.pool, (tx) => openSignIn(tx, clinic.parts, { deviceId: kiosk.deviceId, profile: 'kiosk', accountId, patientId, method, terms: null }));
  return sessionOf(clinic, kiosk, opened);
}

export const own = ({ ask }: Session, path: string, body: unknown = {}): Promise<Answer> => post(ask, `/identity/account/${path}`, body);
export const overview = async ({ ask }: Session): Promise<unknown> => (await ask('GET', '/identity/account')).body;

/** What a device is told of a sign-in that is not believed any more. */
export async function stateOf(kiosk: Kiosk, { signInId }: Session): Promise<unknown> {
  return (await kiosk.ask('GET', '/identity/sign-in/state', undefined, { [headers.signIn]: signInId })).body;
}
