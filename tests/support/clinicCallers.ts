import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { addDevice, addDeviceToken } from '../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../clinic-server/devices/secrets.ts';
import { addSignIn } from '../../clinic-server/identity/signInStore.ts';
import { headers } from '../../shared/fhir/names.ts';
import { instant } from '../../shared/lib/moscow.ts';
import type { TestClinic } from './clinicServer.ts';
import { client, type Ask } from './fhirClient.ts';

const hour = 3_600_000;

/** A kiosk with a token in force, written as enrolment and the token endpoint write it. */
export async function addKiosk(clinic: TestClinic): Promise<{ deviceId: string; token: string; ask: Ask }> {
  const token = newSecret();
  const now = clinic.parts.now();
  const deviceId = randomUUID();
  await inTransaction(clinic.pool, async (tx) => {
    const publicKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
    await addDevice(tx, { id: deviceId, profile: 'kiosk', officeId: randomUUID(), publicKey, codeHash: hashOf(newSecret()), now });
    await addDeviceToken(tx, { hash: hashOf(token), device: deviceId, expiresAt: instant(now + hour) });
  });
  return { deviceId, token, ask: client(clinic.url, token) };
}

/** A patient signed in at that kiosk. */
export async function signInPatient(
  clinic: TestClinic,
  kiosk: { deviceId: string; token: string },
  patientId: string,
): Promise<{ signInId: string; token: string; ask: Ask }> {
  const token = newSecret();
  const signInId = randomUUID();
  const account = randomUUID();
  await inTransaction(clinic.pool, async (tx) => {
    await tx.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $4)', [
      account,
      `${account}@example.org`,
      'never used',
      patientId,
    ]);
    await addSignIn(tx, {
      id: signInId,
      device: kiosk.deviceId,
      account,
      patient: patientId,
      method: 'password',
      terms: null,
      tokenHash: hashOf(token),
      now: clinic.parts.now(),
    });
  });
  return { signInId, token, ask: client(clinic.url, token, { [headers.device]: `Bearer ${kiosk.token}` }) };
}
