import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type pg from 'pg';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { addEnrolmentCode } from '../../clinic-server/devices/deviceStore.ts';
import { enrolmentHash, newEnrolmentCode } from '../../clinic-server/devices/secrets.ts';
import { headers, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, toWire } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { SlotFacts } from '../../clinic-server/scheduling/slotStore.ts';
import { at, client, type Answer, type Ask } from './fhirClient.ts';
import type { Person } from './smallClinic.ts';

export interface DeviceKey {
  readonly privateKey: CryptoKey;
  readonly publicKeyJwk: JWK;
}

export async function newDeviceKey(): Promise<DeviceKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { privateKey, publicKeyJwk: await exportJWK(publicKey) };
}

export async function issueEnrolmentCode(pool: pg.Pool, profile: Profile = 'kiosk', officeId: Id = randomUUID()): Promise<string> {
  const code = newEnrolmentCode();
  await inTransaction(pool, (tx) =>
    addEnrolmentCode(tx, { hash: enrolmentHash(code), profile, officeId, expiresAt: instant(Date.now() + 86_400_000) }),
  );
  return code;
}

export interface AssertionClaims {
  readonly deviceId: Id;
  readonly now?: number;
  readonly jti?: string;
  readonly audience?: string;
  readonly seconds?: number;
}

export function signAssertion(
  privateKey: CryptoKey,
  { deviceId, now = Date.now(), jti = randomUUID(), audience = 'kabinet-token', seconds = 240 }: AssertionClaims,
): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(deviceId)
    .setSubject(deviceId)
    .setAudience(audience)
    .setJti(jti)
    .setExpirationTime(Math.floor(now / 1000) + seconds)
    .sign(privateKey);
}

export async function askToken(url: string, assertion: string): Promise<Answer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  return client(url, null)('POST', '/token', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
}

export interface TestDevice {
  readonly id: Id;
  readonly token: string;
  readonly key: DeviceKey;
  readonly ask: Ask;
  signIn(person: Person): Promise<{ signInId: Id; token: string; ask: Ask }>;
  /** A write with a key of its own, unless told which. */
  write(path: string, parameter: readonly object[], more?: { key?: Id; signInId?: Id }): Promise<Answer>;
}

/** An enrolled device with a token, speaking real HTTP. */
export async function enrolDevice(
  clinic: { url: string; pool: pg.Pool },
  { profile = 'kiosk', now, officeId }: { profile?: Profile; now?: number; officeId?: Id } = {},
): Promise<TestDevice> {
  const key = await newDeviceKey();
  const code = await issueEnrolmentCode(clinic.pool, profile, officeId);
  const enrolled = await client(clinic.url, null)(
    'POST',
    '/device/enrol',
    { code, profile, publicKeyJwk: key.publicKeyJwk },
    { 'content-type': 'application/json' },
  );
  if (enrolled.status !== 201) throw new Error(`enrolment answered ${enrolled.status}`);
  const id = String(at(enrolled.body, 'deviceId'));
  const given = await askToken(clinic.url, await signAssertion(key.privateKey, { deviceId: id, ...(now === undefined ? {} : { now }) }));
  if (given.status !== 200) throw new Error(`the token endpoint answered ${given.status}`);
  const token = String(at(given.body, 'access_token'));
  const ask = client(clinic.url, token);
  return {
    id,
    token,
    key,
    ask,
    async signIn({ login, password }) {
      const answer = await ask('POST', '/identity/sign-in', { login, password }, { 'content-type': 'application/json' });
      if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
      const patientToken = String(at(answer.body, 'token'));
      return {
        signInId: String(at(answer.body, 'signInId')),
        token: patientToken,
        ask: client(clinic.url, patientToken, { [headers.device]: `Bearer ${token}` }),
      };
    },
    write: (path, parameter, { key: idempotencyKey = randomUUID(), signInId } = {}) =>
      ask(
        'POST',
        path,
        { resourceType: 'Parameters', parameter },
        { [headers.idempotencyKey]: idempotencyKey, ...(signInId ? { [headers.signIn]: signInId } : {}) },
      ),
  };
}

export function holdParameters(holdId: Id, longer = false): object[] {
  return [
    { name: 'holdId', valueUuid: `urn:uuid:${holdId}` },
    { name: 'longer', valueBoolean: longer },
  ];
}

export interface BookingOf {
  readonly slot: SlotFacts;
  readonly patientId: Id;
  readonly appointmentId?: Id;
  readonly holdId?: Id;
  readonly number?: string;
}

export function bookParameters({ slot, patientId, appointmentId = randomUUID(), holdId, number = 'К01-0001' }: BookingOf): object[] {
  const appointment = {
    resourceType: 'Appointment',
    id: appointmentId,
    status: 'booked',
    identifier: [{ system: systems.appointmentNumber, value: number }],
    slot: [{ reference: `Slot/${slot.id}` }],
    start: toWire(slot.startsAt),
    end: toWire(slot.endsAt),
    participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
  };
  return [{ name: 'appointment', resource: appointment }, ...(holdId ? [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }] : [])];
}
