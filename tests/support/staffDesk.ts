import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { createPasswords } from '../../clinic-server/identity/passwords.ts';
import { addStaff, type StaffRole } from '../../clinic-server/staff/staffStore.ts';
import { instant } from '../../shared/lib/moscow.ts';
import type { TestDevice } from './clinicDevice.ts';
import { at, client, type Ask } from './fhirClient.ts';

export interface TestStaff {
  readonly id: string;
  readonly ask: Ask;
}

/** A member of staff signed in at a desk, over real HTTP. */
export async function staffAt(clinic: { url: string; pool: pg.Pool }, desk: TestDevice, role: StaffRole = 'registrar'): Promise<TestStaff> {
  const [id, login, password] = [randomUUID(), `staff-${randomUUID()}`, 'parol-registratury'];
  const passwordHash = await createPasswords().hash(password);
  await inTransaction(clinic.pool, (tx) => addStaff(tx, { id, login, name: 'Ирина Регистратор', role, passwordHash, now: instant(Date.now()) }));
  const answer = await desk.ask('POST', '/identity/staff/sign-in', { login, password }, { 'content-type': 'application/json' });
  if (answer.status !== 200) throw new Error(`the desk answered ${answer.status}`);
  return { id, ask: client(clinic.url, String(at(answer.body, 'token')), { 'kabinet-device': `Bearer ${desk.token}` }) };
}
