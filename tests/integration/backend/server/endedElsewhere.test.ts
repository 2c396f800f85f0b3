import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { lockPerson } from '../../../../clinic-server/locks/lock.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { seedSmallClinic, type Person } from '../../../support/smallClinic.ts';

let clinic: TestClinic;
let people: readonly Person[];
const kiosks: TestBackend[] = [];

beforeAll(async () => {
  clinic = await startClinic();
  people = (await seedSmallClinic(clinic.pool, { slots: [], people: 3 })).people;
  for (let count = 0; count < 2; count++) {
    const kiosk = await startBackend({ server: clinic.url, code: await issueEnrolmentCode(clinic.pool) });
    kiosks.push(kiosk);
    await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  }
}, 120_000);
afterAll(async () => {
  for (const kiosk of kiosks) {
    await kiosk.stop(true);
    rmSync(kiosk.userDataPath, { recursive: true, force: true });
  }
  await clinic.stop();
});

const the = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error('not that many');
  return found;
};
const me = (kiosk: TestBackend) => kiosk.call('identity.me', {});
const signIn = (kiosk: TestBackend, { login, password }: Person) => kiosk.call('identity.signIn', { login, password });

it('R6 a lock ends the person’s session at both kiosks, says why, and leaves nobody else’s', async () => {
  const [anna, boris] = [the(people, 0), the(people, 1)];
  await signIn(the(kiosks, 0), anna);
  await signIn(the(kiosks, 1), anna);
  await inTransaction(clinic.pool, (tx) => lockPerson(tx, clinic.parts, { patientId: anna.id, by: 'rule' }));
  // Ten times what is promised: only a kiosk that never hears of it fails here.
  for (const kiosk of kiosks) expect(await eventually(() => me(kiosk), ({ role }) => role === 'visitor', 50_000)).toEqual({ role: 'visitor', patient: null, ended: 'locked_by_rule' });
  await expect(the(kiosks, 0).call('appointments.mine', {})).rejects.toThrow();
  await expect(signIn(the(kiosks, 0), anna)).rejects.toThrow('locked');
  await signIn(the(kiosks, 0), boris);
  expect(await me(the(kiosks, 0))).toMatchObject({ role: 'patient' });
  expect(await me(the(kiosks, 0))).not.toHaveProperty('ended');
}, 120_000);

it('R6 a session whose token grew old ends and says so', async () => {
  const kiosk = the(kiosks, 1);
  await signIn(kiosk, the(people, 2));
  await inTransaction(clinic.pool, async (tx) => {
    await tx.query(`update sign_in set token_expires_at = now() - interval '1 second' where patient = $1`, [the(people, 2).id]);
    tx.announce();
  });
  expect(await eventually(() => me(kiosk), ({ role }) => role === 'visitor', 50_000)).toMatchObject({ ended: 'over' });
}, 120_000);
